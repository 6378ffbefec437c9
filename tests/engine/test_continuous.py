"""A PostgreSQL server received all the time: every point whole by itself, and each fault found, said and mended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from continuity.ground.timestamps import read_time
from tests.daemon.service import serving, wait
from tests.engine.kit import Client, fresh
from tests.lab import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lab.postgresql import Postgresql

pytestmark = pytest.mark.xdist_group("postgresql")
SLOT = "continuity_books"


@pytest.fixture(scope="module")
def server(lab_directory: Path) -> Iterator[Postgresql]:
    lab_directory.chmod(0o755)
    with postgresql.running(lab_directory / "pg") as one:
        one.sql("create table line (id serial primary key, at timestamptz default clock_timestamp())")
        yield one


@pytest.fixture
def books(template: Client, place: Path, server: Postgresql) -> Iterator[Client]:
    """A client whose asset is the whole server."""
    client = fresh(template, place, "disk", paths=[])
    client.more["assets"] = {
        "books": {
            "site": "here", "policy": "plain", "copies": ["disk"], "canary": "none",
            "source": {"kind": "postgresql", "mode": "continuous", "port": server.port, "database": "postgres",
                       "user": "postgres", "password": {"env": "PG_PASSWORD"}},
            "checks": [{"sql": "select count(*) from line", "expect": "> 0"}],
        }
    }  # fmt: skip
    client.environ["PG_PASSWORD"] = postgresql.PASSWORD
    client.write()
    server.sql("insert into line default values")
    yield client
    server.sql("select pg_drop_replication_slot(slot_name) from pg_replication_slots where not active")


def change(client: Client, **settings: object) -> None:
    client.more["assets"]["books"]["source"] |= settings
    client.write()


def grow_old(client: Client) -> None:
    """Let the base be older than the second that it may be: a fast machine is here again before that."""
    change(client, base_every="1s")
    time.sleep(1.1)


def spool(client: Client) -> Path:
    return client.state / "continuous" / "acme" / "books"


def points(client: Client) -> int:
    return len(list((client.root / "disk" / "snapshots").iterdir()))


def capture(client: Client, code: int = 0) -> dict[str, Any]:
    """Back up, and return what the run says of its point."""
    run: dict[str, Any] = client.run("backup", "--json", code=code).json
    told: dict[str, Any] = run["detail"]["continuous"]
    return told | {"run": run}


def segments(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def whole(name: str) -> str:
    return name.removesuffix(".partial")


def switch(server: Postgresql) -> None:
    """End a segment."""
    server.sql("insert into line default values; select pg_switch_wal()")


def test_each_point_is_whole_by_itself_and_only_the_first_copies_the_server(books: Client, server: Postgresql) -> None:
    first = capture(books)
    assert (first["base_made"], first["how"]) == ("first", "flushed")
    assert first["base_ended_at"] <= first["data_time"]
    switch(server)
    before = server.sql("select clock_timestamp()")
    second = capture(books)
    assert second["base_made"] == ""
    assert read_time(second["data_time"]) >= read_time(before.replace(" ", "T") + ":00")
    assert second["run"]["copies"][0]["files_changed"] <= 2, "the segment being received, and the facts"
    done = books.run("test", "--json").json
    assert {one["objective"]: one["verdict"] for one in done["measurements"]}["checks"] == "met"
    assert f"{second['segments']} segment(s) since the base of" in books.run("status", code=None).all
    again = capture(books)
    assert again["lsn"] >= second["lsn"]
    assert again["data_time"] > second["data_time"], "nothing was written, and that is confirmed"


def test_a_new_base_takes_over_once_no_moment_is_lost_and_only_then_segments_leave(
    books: Client, server: Postgresql
) -> None:
    first = capture(books)
    switch(server)
    grow_old(books)
    second = capture(books)
    assert second["base_made"] == "age"
    assert second["base_ended_at"] == first["base_ended_at"], "it waits"
    assert len(segments(spool(books) / "received")) > 1
    change(books, base_every="7d")
    third = capture(books)
    assert first["base_ended_at"] < third["base_ended_at"] <= second["data_time"], "any moment is in one of both points"
    began = json.loads((spool(books) / "facts.json").read_text())["base"]["start_wal"]
    for folder in ("received", "wal"):
        assert min(segments(spool(books) / folder)) >= began
    assert books.run("test", "--json").json["outcome"] == "succeeded"


def test_nothing_leaves_before_the_required_copies_hold_it(books: Client, server: Postgresql) -> None:
    """A repository that is gone holds nothing: the base waits on, and every segment stays."""
    capture(books)
    switch(server)
    before = segments(spool(books) / "received")
    grow_old(books)
    away = (books.root / "disk").rename(books.root / "away")
    books.run("backup", code=None)
    change(books, base_every="7d")
    books.run("backup", code=None)
    assert {whole(name) for name in before} <= {whole(name) for name in segments(spool(books) / "received")}
    assert (spool(books) / "next" / "base").is_dir()
    away.rename(books.root / "disk")
    capture(books)
    assert capture(books)["base_ended_at"] > json.loads((spool(books) / "facts.json").read_text())["base"]["began_at"]
    assert not (spool(books) / "next").exists()


def test_a_slot_that_somebody_dropped_is_made_anew_with_a_base(books: Client, server: Postgresql) -> None:
    capture(books)
    server.sql(f"select pg_drop_replication_slot('{SLOT}')")
    done = capture(books, code=3)
    assert "the slot continuity_books of" in done["run"]["reason"]
    assert done["base_made"] == "slot"
    assert server.sql("select slot_name from pg_replication_slots") == SLOT
    assert capture(books)["base_ended_at"] > done["base_ended_at"]


def test_a_log_that_cannot_go_on_is_begun_anew_and_the_hole_is_said(books: Client, server: Postgresql) -> None:
    capture(books)
    server.sql(f"select pg_drop_replication_slot('{SLOT}')")
    for _ in range(3):
        switch(server)
        server.sql("checkpoint")
    done = capture(books, code=1)
    assert "has a hole" in done["run"]["reason"]
    assert points(books) == 2
    assert books.run("test", "--json").json["outcome"] == "succeeded"
    assert capture(books)["run"]["reason"] == ""


def test_a_gap_is_found_no_point_is_made_of_it_and_the_next_base_heals_it(books: Client, server: Postgresql) -> None:
    capture(books)
    for _ in range(3):
        switch(server)
    capture(books)
    gone = segments(spool(books) / "received")[1]
    for folder in ("received", "wal"):
        (spool(books) / folder / gone).unlink()
    done = books.run("backup", "--json", code=1)
    assert gone in done.err
    assert points(books) == 2
    healed = capture(books)
    assert healed["base_made"] == "broken"
    assert books.run("test", "--json").json["outcome"] == "succeeded"


def test_another_server_is_refused(books: Client) -> None:
    capture(books)
    facts = spool(books) / "facts.json"
    facts.write_text(facts.read_text().replace('"system": "7', '"system": "6'))
    assert "another server answers" in books.run("backup", code=5).err
    assert points(books) == 1


def test_without_its_server_a_point_is_as_new_as_the_last_commit_that_came(books: Client, server: Postgresql) -> None:
    capture(books)
    committed = server.sql("insert into line default values returning clock_timestamp()")
    lsn = server.sql("select pg_current_wal_flush_lsn()")
    receive(books, server, f"--endpos={lsn}", "--no-loop")
    change(books, port=1)
    done = capture(books, code=3)
    assert (done["how"], "Connection refused" in done["run"]["reason"]) == ("last commit", True)
    assert abs(read_time(done["data_time"]) - read_time(committed.replace(" ", "T") + ":00")) < timedelta(seconds=1)
    assert "Connection refused" in books.run("backup", code=4).err, "nothing came since: no point of it"
    assert points(books) == 2
    assert books.run("test", "--json").json["outcome"] == "succeeded"


def receive(client: Client, server: Postgresql, *words: str) -> None:
    """Receive into the spool, as the service does."""
    argv = [str(server.binaries / "pg_receivewal"), "-D", str(spool(client) / "received"), "-S", SLOT, *words]
    server.sql("select pg_switch_wal()")  # an idle server would not end it
    subprocess.run(argv, env=server.environment, check=True, capture_output=True, timeout=60)


def test_a_role_without_the_right_is_told_the_remedy(books: Client, server: Postgresql) -> None:
    server.sql(f"drop role if exists reader; create role reader login password '{postgresql.PASSWORD}'")
    change(books, user="reader")
    assert 'ALTER ROLE "reader" REPLICATION' in books.run("backup", code=4).err
    server.sql("alter role reader replication")
    assert 'GRANT pg_read_all_stats TO "reader"' in books.run("backup", code=4).err
    server.sql("grant pg_read_all_stats to reader")
    books.run("backup")
    assert points(books) == 1


def receivers(client: Client) -> list[int]:
    """The processes that receive into the client's spool."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if words[0].endswith(b"pg_receivewal") and f"--directory={spool(client)}/received".encode() in words:
            found.append(int(path.parent.name))
    return found


def test_the_service_receives_all_the_time_whoever_kills_its_receiver(books: Client, server: Postgresql) -> None:
    """By a role that has no more rights than the how-to gives it."""
    server.sql(f"drop role if exists keeper; create role keeper login replication password '{postgresql.PASSWORD}'")
    server.sql("grant pg_read_all_stats to keeper")
    change(books, user="keeper")
    active = f"select active from pg_replication_slots where slot_name = '{SLOT}'"
    capture(books)
    with serving(books):
        wait(lambda: server.sql(active) == "t", "a receiver")
        (first,) = receivers(books)
        os.kill(first, signal.SIGKILL)
        wait(lambda: server.sql(active) == "t" and receivers(books) not in ([], [first]), "another receiver")
        server.sql("insert into line default values")
        lsn = server.sql("select pg_current_wal_flush_lsn()")
        wait(lambda: server.sql(f"select bool_or(write_lsn >= '{lsn}') from pg_stat_replication") == "t", "what is new")
        assert capture(books)["lsn"] >= lsn, "it takes what the service received"
        assert receivers(books), "and leaves it alone"
    assert receivers(books) == []
    assert server.sql(active) == "f"
    assert capture(books)["how"] == "flushed"


def seen(client: Client) -> tuple[str, str]:
    """What the doctor says of the asset."""
    checks = client.run("doctor", "--json", code=None).json["checks"]
    (found,) = [one for one in checks if one["name"] == "continuous"]
    return found["state"], found["message"]


def test_a_server_that_gives_us_up_is_seen_coming_and_healed(books: Client, server: Postgresql) -> None:
    assert seen(books) == ("ok", "the server lets its log be received; nothing was received yet")
    capture(books)
    assert seen(books)[0] == "warning"
    assert "without a limit" in seen(books)[1]
    try:
        server.sql("alter system set max_slot_wal_keep_size = '64MB'")
        server.sql("select pg_reload_conf()")
        for _ in range(3):
            switch(server)
        assert seen(books)[0] == "fault"
        assert "was received late" in capture(books, code=3)["run"]["reason"]
        assert seen(books)[0] == "ok"
        for _ in range(6):
            switch(server)
        server.sql("checkpoint")
        assert server.sql("select wal_status from pg_replication_slots") == "lost"
        assert "dropped" in seen(books)[1]
        done = capture(books, code=1)
        assert "given up by the server" in done["run"]["reason"]
        assert "has a hole" in done["run"]["reason"]
    finally:
        server.sql("alter system reset max_slot_wal_keep_size")
        server.sql("select pg_reload_conf()")


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a small file system")
def test_a_spool_without_room_leaves_no_point_and_goes_on_with_room(books: Client, server: Postgresql) -> None:
    place = books.state / "continuous"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", place], check=True)
    try:
        capture(books)
        free = os.statvfs(place)
        (place / "filler").write_bytes(bytes(free.f_bavail * free.f_frsize - (12 << 20)))
        switch(server)
        switch(server)
        full = books.run("backup", code=4).err
        assert "No space left" in full
        assert "free some disk space" in full
        with (place / "filler").open("ab") as file:
            free = os.statvfs(place)
            file.write(bytes(max(0, free.f_bavail * free.f_frsize - (1 << 20))))
        assert "MiB are free" in books.run("backup", code=4).err, "what is left is the state's"
        (place / "filler").unlink()
        assert capture(books)["how"] == "flushed"
        assert points(books) == 2
    finally:
        subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.slow
def test_a_server_that_took_over_is_followed_onto_its_timeline(books: Client, lab_directory: Path) -> None:
    """A standby that was promoted has the identity of the server before it, and another timeline."""
    with postgresql.running(lab_directory / "promoted") as one:
        one.sql("create table line (id serial primary key)")
        one.sql("insert into line default values")
        change(books, port=one.port)
        capture(books)
        subprocess.run(
            postgresql.as_postgres(str(one.binaries / "pg_ctl"), "stop", "-D", str(one.data), "-m", "fast", "-w"),
            check=True, capture_output=True, cwd=one.data.parent,
        )  # fmt: skip
        (one.data / "standby.signal").touch()
        child = postgresql.start(one)
        try:
            assert "is a standby" in books.run("backup", code=4).err
            one.sql("select pg_promote()")
            one.sql("insert into line default values")
            done = capture(books)
            assert done["base_made"] == "timeline"
            assert any(name.startswith("00000002") for name in segments(spool(books) / "wal"))
            assert books.run("test", "--json").json["outcome"] == "succeeded", "over the switch"
            assert capture(books)["base_made"] == ""
            assert books.run("test", "--json").json["outcome"] == "succeeded", "from the new base"
        finally:
            child.send_signal(signal.SIGINT)
            child.wait(60)
