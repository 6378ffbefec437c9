"""A PostgreSQL database: dumped whole or not at all, restored into a private server that answers, no trace left."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from continuity.backup.sources.postgresql import PostgresqlSource
from tests.backup.source_contract import Subject, hold
from tests.engine.kit import Client, fresh
from tests.lab import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lab.postgresql import Postgresql

pytestmark = pytest.mark.xdist_group("postgresql")


@pytest.fixture(scope="module")
def server(lab_directory: Path) -> Iterator[Postgresql]:
    lab_directory.chmod(0o755)
    with postgresql.running(lab_directory / "pg") as one:
        yield one


@pytest.fixture
def books(template: Client, place: Path, server: Postgresql) -> Client:
    """A client whose asset is a database with a table, a sequence, and an owner of its own."""
    server.sql("drop database if exists compta")
    server.sql("drop role if exists clerk")
    server.sql("create role clerk")
    server.sql("create database compta owner clerk")
    server.sql("create table invoice (id serial primary key, at timestamptz default now(), cents int)", "compta")
    server.sql(
        "alter table invoice owner to clerk; insert into invoice (cents) select generate_series(1, 1000)", "compta"
    )
    client = fresh(template, place, "disk", paths=[])
    client.more["assets"] = {
        "compta": {
            "site": "here", "policy": "plain", "copies": ["disk"],
            "source": {"kind": "postgresql", "port": server.port, "database": "compta", "user": "postgres",
                       "password": {"env": "PG_PASSWORD"}},
            "checks": [{"sql": "select sum(cents) from invoice", "expect": "= 500500"}],
        }
    }  # fmt: skip
    client.environ["PG_PASSWORD"] = postgresql.PASSWORD
    client.write()
    return client


def listed(client: Client) -> int:
    return len(list((client.root / "disk" / "snapshots").iterdir()))


def nothing_left(client: Client) -> bool:
    runs = {one["run"] for one in client.records() if one["run"]}
    servers = [path for path in Path("/var/tmp").glob("continuity-*") if path.name.removeprefix("continuity-") in runs]
    return not servers and not (client.state / "staging" / "acme" / "compta").exists()


def test_a_dump_comes_back_into_a_server_of_its_own(books: Client) -> None:
    books.run("backup")
    assert listed(books) == 1
    run = books.run("test", "--json").json
    measured = {one["objective"]: one["verdict"] for one in run["measurements"]}
    assert (measured["content"], measured["checks"]) == ("met", "met")
    assert nothing_left(books)
    target = books.root / "back"
    books.run("restore", "compta", "--to", str(target))
    assert sorted(path.name for path in target.iterdir()) == ["database.pgdump", "globals.sql"]
    assert "CREATE ROLE clerk" in (target / "globals.sql").read_text()


def test_a_query_that_is_not_answered_as_expected_is_a_miss(books: Client, server: Postgresql) -> None:
    server.sql("delete from invoice where cents > 10", "compta")
    books.run("backup")
    done = books.run("test", "--json", code=1).json
    assert "gave 55, and = 500500 was expected" in done["reason"]
    assert nothing_left(books)


def test_a_query_cannot_write_and_may_fail(books: Client) -> None:
    books.more["assets"]["compta"]["checks"] = [{"sql": "delete from invoice returning 1", "expect": "1"}]
    books.write()
    books.run("backup")
    assert "read-only transaction" in books.run("test", "--json", code=1).json["reason"]


def test_restored_data_sees_nothing_of_this_machine(books: Client) -> None:
    """What a dump brings along (functions, triggers) runs with the rights of the private server's superuser."""
    books.more["assets"]["compta"]["checks"] = [
        {"sql": "select string_agg(x, ' ' order by x) from pg_ls_dir('/') x where x in ('home', 'root', 'srv', 'usr')",
         "expect": "= usr"},
        {"sql": "select count(*) from regexp_matches(pg_read_file('/proc/net/dev'), ':', 'g')", "expect": "= 1"},
        {"sql": "select rolsuper::text from pg_roles where rolname = current_user", "expect": "= true"},
    ]  # fmt: skip
    books.write()
    books.run("backup")
    assert books.run("test", "--json", code=None).json["reason"] == ""


def test_the_password_is_in_no_argument(books: Client, server: Postgresql) -> None:
    """Looked for in every command line of this machine while a dump is held up by a lock."""
    seen: list[str] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.append(path.read_text(errors="replace"))
                except OSError:
                    continue

    looking = threading.Thread(target=look)
    looking.start()
    try:
        books.run("backup")
    finally:
        over.set()
        looking.join()
    assert any("pg_dump" in one for one in seen), "it looked while the dump ran"
    assert not any(postgresql.PASSWORD in one for one in seen)
    assert server.port


@pytest.mark.parametrize(
    ("changes", "said", "remedy"),
    [
        ({"password": None}, "fe_sendauth: no password supplied", "continuity vault set"),
        ({"database": "renamed"}, 'database "renamed" does not exist', "was it renamed?"),
        ({"port": 1}, "Connection refused", "correct `host` and `port`"),
        ({"user": "stranger"}, "password authentication failed", "continuity vault set"),
    ],
)
def test_what_cannot_be_dumped_leaves_no_point(
    books: Client, changes: dict[str, object], said: str, remedy: str
) -> None:
    books.more["assets"]["compta"]["source"] |= changes
    books.more["assets"]["compta"]["source"] = {
        key: value for key, value in books.more["assets"]["compta"]["source"].items() if value is not None
    }
    books.write()
    done = books.run("backup", code=4)
    assert said in done.err
    assert "pg_dump failed (exit 1)" in done.err
    assert remedy in done.err
    assert (listed(books), nothing_left(books)) == (0, True)


def test_a_role_without_rights_leaves_no_point(books: Client, server: Postgresql) -> None:
    server.sql("drop role if exists reader")
    server.sql(f"create role reader login password '{postgresql.PASSWORD}'")
    books.more["assets"]["compta"]["source"]["user"] = "reader"
    books.write()
    assert "permission denied for table invoice" in books.run("backup", code=4).err
    assert (listed(books), nothing_left(books)) == (0, True)


def test_a_role_that_may_not_read_passwords_still_dumps_the_roles(books: Client, server: Postgresql) -> None:
    server.sql("drop role if exists keeper")
    server.sql(f"create role keeper login password '{postgresql.PASSWORD}'; grant pg_read_all_data to keeper")
    books.more["assets"]["compta"]["source"]["user"] = "keeper"
    books.write()
    books.run("backup")
    assert books.run("test", "--json").json["outcome"] == "succeeded"


def test_a_server_that_dies_in_the_middle_leaves_no_point(books: Client, server: Postgresql) -> None:
    """A table locked by somebody holds the dump up; then its connection is cut."""
    holder = subprocess.Popen(
        [str(server.binaries / "psql"), "-XAtq", "-d", "compta", "-c",
         "begin; lock table invoice in access exclusive mode; select pg_sleep(60)"],
        env=server.environment,
    )  # fmt: skip
    ended: list[str] = []
    working = threading.Thread(target=lambda: ended.append(books.run("backup", code=4).err))
    try:
        working.start()
        waiting = (
            "select count(*) from pg_stat_activity where application_name = 'continuity' and wait_event_type = 'Lock'"
        )
        for _ in range(600):
            if server.sql(waiting) == "1":
                break
            threading.Event().wait(0.1)
        server.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'continuity'")
        working.join(120)
    finally:
        holder.send_signal(signal.SIGINT)
        holder.wait(60)
    assert "terminating connection" in ended[0]
    assert (listed(books), nothing_left(books)) == (0, True)


@pytest.mark.parametrize("cut", [300, 20_000])
def test_a_dump_that_is_cut_short_is_found(
    books: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    """As if the disk had lost its end after pg_dump was done with it."""
    wrapper = tmp_path / "pg_dump"
    wrapper.write_text(f'#!/bin/sh\nPATH=/usr/bin:/bin\npg_dump "$@" | head -c {cut}\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert "the dump of compta is not whole" in books.run("backup", code=1).err
    assert listed(books) == 0


def test_canaries_of_a_database(books: Client, server: Postgresql) -> None:
    """A row is planted for the dump alone; the newest record is asked for in the restored database."""
    books.more["assets"]["compta"]["canary"] = "planted"
    books.write()
    made = books.run("backup", "--json").json
    assert made["detail"]["canary"]["table"] == "continuity_canary"
    assert server.sql("select count(*) from continuity_canary", "compta") == "0"
    run = books.run("test", "--json").json
    assert {one["objective"]: one["verdict"] for one in run["measurements"]}["canary"] == "met"
    books.more["assets"]["compta"]["canary"] = {"freshness": {"sql": "select max(at) from invoice"}}
    books.write()
    run = books.run("test", "--json").json
    row, found = (one for one in run["measurements"] if one["objective"] == "canary")
    assert (row["verdict"], row["target_s"]) == ("met", None), "that point has both"
    assert (found["verdict"], found["target_s"]) == ("met", 86400)
    assert "zone" not in found["reason"], "timestamptz says it"


def test_the_source_keeps_the_contract_of_sources(books: Client, server: Postgresql, place: Path) -> None:
    hold(
        Subject(
            source=PostgresqlSource(
                host="127.0.0.1",
                port=server.port,
                database="compta",
                user="postgres",
                password=lambda: postgresql.PASSWORD,
                here=True,
            ),
            change=lambda: server.sql("insert into invoice (cents) values (1)", "compta"),
            lose=lambda: server.sql("drop database compta"),
            query="select count(*) from invoice",
            before="1000",
        ),
        place,
    )
