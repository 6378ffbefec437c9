"""Canaries by mode: planted, heard in what comes back, silent for another moment; and never dearer than the backup."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from continuity.backup.canary import PLANTED
from tests.engine.kit import Client, finish, fresh, hang

if TYPE_CHECKING:
    from pathlib import Path


def with_canary(template: Client, place: Path, canary: Any, **source: Any) -> Client:
    client = fresh(template, place, "disk")
    read = source or {"kind": "files", "paths": [str(client.share)]}
    asset = {"site": "here", "policy": "plain", "copies": ["disk"], "source": read, "canary": canary}
    client.more["assets"] = {"share": asset}
    client.write()
    return client


def shop(root: Path, *at: str | None) -> Path:
    path = root / "shop.db"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("create table sale (at)")
        database.executemany("insert into sale values (?)", [(one,) for one in at])
    return path


def heard(client: Client, code: int = 0) -> dict[str, Any]:
    run = client.run("test", "--json", code=code).json
    return dict(next(one for one in run["measurements"] if one["objective"] == "canary"))


def swap_runs(client: Client) -> None:
    """Say of the two points that there are that each was made by the other's run."""
    first, second = (one["run"] for one in client.points())
    with closing(sqlite3.connect(client.state / "state.db")) as database:
        for old, new in ((first, "swapped"), (second, first), ("swapped", second)):
            database.execute("update point set run = ? where run = ?", (new, old))
        database.commit()


def test_a_planted_file_is_there_for_the_backup_alone(template: Client, place: Path) -> None:
    client = with_canary(template, place, "planted")
    run = client.run("backup", "--json").json
    assert run["detail"]["canary"]["path"] == str(client.share / PLANTED)
    assert not (client.share / PLANTED).exists()
    assert not (client.state / "canary").exists()
    found = heard(client)
    assert (found["verdict"], found["how"].rpartition(" ")[2]) == ("met", "(planted)")
    back = client.run("restore", "share", "--to", client.root / "back", "--json").json
    assert next(one for one in back["measurements"] if one["objective"] == "rpo")["how"].endswith("(planted)")
    restored = client.restored(client.root / "back")
    assert not (restored / PLANTED).exists()
    assert abs(restored.stat().st_mtime - client.share.stat().st_mtime) < 60
    assert PLANTED not in client.run("points", "find", "share", "*canary*", code=None).all
    (client.share / "new").write_text("new")
    client.run("backup")
    swap_runs(client)
    assert heard(client, 1)["verdict"] == "missed"


def test_a_canary_that_cannot_be_planted_costs_no_backup(template: Client, place: Path) -> None:
    client = with_canary(template, place, "planted")
    (client.share / PLANTED).write_text("mine")
    done = client.run("backup", "--json", code=3)
    assert "something else is called so" in done.json["reason"]
    assert done.json["detail"]["canary"] is None
    assert (client.share / PLANTED).read_text() == "mine"
    (client.share / PLANTED).unlink()
    client.more["assets"]["share"]["source"]["exclude"] = [".*"]
    client.write()
    assert "`exclude` leaves it out" in client.run("backup", code=3).all
    run = client.run("test", "--json").json
    assert "canary" not in {one["objective"] for one in run["measurements"]}, "that point has none"
    assert {one["canary"] for one in client.points()} == {"none"}


def test_a_planted_file_does_not_fill_an_empty_source(template: Client, place: Path) -> None:
    client = with_canary(template, place, "planted")
    client.run("backup")
    client.share.rename(client.root / "away")
    client.share.mkdir()  # what an unmounted disk leaves
    assert "is empty, and it never was before" in client.run("backup", code=5).err
    assert list(client.share.iterdir()) == []


def test_what_a_dead_backup_planted_is_taken_out(template: Client, place: Path) -> None:
    client = with_canary(template, place, "planted")
    asleep = hang(client, "disk")
    child = client.spawn("backup")
    while not asleep.exists():
        assert child.poll() is None
    assert (client.share / PLANTED).exists()
    os.killpg(child.pid, signal.SIGKILL)
    finish(child)
    client.more["assets"]["share"]["canary"] = "none"  # the next backup plants nothing, and has nothing to take out
    client.write()
    client.run("backup", environ={"PATH": os.environ["PATH"]})
    assert not (client.share / PLANTED).exists()


def test_a_planted_row_is_heard_in_the_restored_database(template: Client, place: Path) -> None:
    client = with_canary(template, place, "planted", kind="sqlite", path=str(shop(place, "2026-11-22")))
    run = client.run("backup", "--json").json
    assert set(run["detail"]["canary"]) == {"mode", "sha256", "table"}
    assert [one["canary"] for one in client.points()] == ["planted"]
    with closing(sqlite3.connect(place / "shop.db")) as database:
        assert database.execute("select count(*) from continuity_canary").fetchone() == (0,)
    found = heard(client)
    assert (found["verdict"], "row that was planted" in found["how"]) == ("met", True)
    back = client.run("restore", "share", "--to", client.root / "back", "--json").json
    rpo = next(one for one in back["measurements"] if one["objective"] == "rpo")
    assert rpo["how"].endswith("as recorded (its canary is heard in restore tests)")
    client.run("backup")
    swap_runs(client)
    found = heard(client, 1)
    assert (found["verdict"], found["reason"]) == (
        "missed",
        "the canary in the restored data is another run's, or none",
    )


def test_a_database_that_may_not_be_written_to_is_backed_up_without_one(template: Client, place: Path) -> None:
    path = shop(place, "2026-11-22")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "create view continuity_canary as select 1 as run"
        )  # of somebody else: nothing is written there
    client = with_canary(template, place, "planted", kind="sqlite", path=str(path))
    done = client.run("backup", "--json", code=3)
    assert "the canary cannot be planted in" in done.json["reason"]
    assert len(client.points()) == 1


@pytest.mark.parametrize(
    ("stamps", "verdict", "said"),
    [
        (("2001-01-01 00:00:00+00", "{now}"), "met", "the newest time stamp in the restored data is"),
        (("2001-01-01 00:00:00+00",), "missed", "the application wrote nothing, or what was backed up is stale"),
        ((None,), "missed", "holds no time stamp"),
        (("2101-01-01T00:00:00Z",), "unproven", "later than the backup"),
        (("yesterday",), "unproven", "yesterday is none"),
    ],
)
def test_the_newest_record_says_how_fresh_the_data_is(
    template: Client, place: Path, stamps: tuple[str | None, ...], verdict: str, said: str
) -> None:
    from datetime import UTC, datetime

    rows = [one and one.format(now=datetime.now(UTC).isoformat()) for one in stamps]
    freshness = {"freshness": {"sql": "select max(at) from sale"}}
    client = with_canary(template, place, freshness, kind="sqlite", path=str(shop(place, *rows)))
    before = (place / "shop.db").read_bytes()
    client.run("backup")
    assert (place / "shop.db").read_bytes() == before, "it writes nothing"
    assert [one["canary"] for one in client.points()] == ["freshness"]
    found = heard(client, 0 if verdict == "met" else 1)
    assert (found["verdict"], said in found["reason"]) == (verdict, True), found
    assert found["target_s"] == 86400


def test_the_age_of_a_path_says_how_fresh_files_are(template: Client, place: Path) -> None:
    client = with_canary(template, place, {"freshness": {"path": str(place / "share" / "folder 0")}})
    assert "no such canary" not in client.run("policy", "check", code=None).all
    client.run("backup")
    assert heard(client)["verdict"] == "met"
    for path in (client.share / "folder 0").iterdir():
        os.utime(path, (1_000_000_000, 1_000_000_000))
    client.run("backup")
    back = client.run("restore", "share", "--to", client.root / "back", "--json", code=1).json
    rpo = next(one for one in back["measurements"] if one["objective"] == "rpo")
    assert (rpo["verdict"], rpo["how"].rpartition(" ")[2]) == ("missed", "(freshness)")
    assert "2001-09-09T01:46:40Z" in rpo["reason"]


def test_a_canary_that_a_source_cannot_have_is_told(template: Client, place: Path) -> None:
    client = with_canary(template, place, {"freshness": {"path": "/nowhere"}})
    assert (
        "this source (kind files) can have no such canary (freshness): it has sidecar instead"
        in client.run("policy", "check", code=None).all
    )
    client.run("backup")
    assert heard(client)["how"].endswith("(sidecar)")
