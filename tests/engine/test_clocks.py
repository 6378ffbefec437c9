"""Clocks that were wrong: points in the future, two of one instant, and more points than anybody keeps."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.ground.timestamps import read_time, write_time
from tests.engine.kit import fill

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client

WRONG = "the data time of the recovery point lies in the future: a clock was wrong"


def dated(client: Client, snapshot: str, at: datetime) -> None:
    """Let a point have been made by a clock that showed this."""
    with closing(sqlite3.connect(client.state / "state.db")) as database, database:
        found = database.execute("update point set data_time = ? where snapshot = ?", (stored(at), snapshot))
        assert found.rowcount == 1


def stored(at: datetime) -> str:
    """A time as the database holds it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def standing(client: Client) -> dict[str, Any]:
    (asset,) = client.run("status", "--json", code=None).json["assets"]
    return dict(asset)


def ahead(client: Client) -> str:
    """A backup by a clock that was a month ahead; returns its snapshot."""
    client.run("backup")
    (point,) = client.points()
    dated(client, point["snapshot"], read_time(point["data_time"]) + timedelta(days=30))
    return str(point["snapshot"])


def test_a_point_in_the_future_keeps_no_objective_and_comes_back_where_it_is_all_there_is(client: Client) -> None:
    ahead(client)
    assert (standing(client)["rpo"]["verdict"], standing(client)["rpo"]["reason"]) == ("unproven", WRONG)
    done = client.run("restore", "share", "--to", client.root / "back", "--json", code=1)
    rpo, _, content = done.json["measurements"]
    assert (rpo["verdict"], rpo["reason"], content["verdict"]) == ("unproven", WRONG, "met")
    assert (client.restored(client.root / "back") / "folder 1" / "file 1.txt").exists()


def test_what_is_of_now_is_taken_before_what_is_of_the_future(client: Client) -> None:
    wrong = ahead(client)
    fill(client.share, 2, 5000)
    client.run("backup")
    right = next(one["snapshot"] for one in client.points() if one["snapshot"] != wrong)
    done = client.run("restore", "share", "--to", client.root / "back", "--json", code=None).json
    assert [one["snapshot"] for one in done["copies"]] == [right]
    lost = client.run("policy", "explain", "--loss", "site:here", "--json", code=1).json["assets"][0]
    assert lost["data"] is None, "the only place is lost, too"
    asked = write_time(datetime.now(UTC))
    past = client.run("restore", "share", "--to", client.root / "then", "--at", asked, "--json", code=None).json
    assert [one["snapshot"] for one in past["copies"]] == [right]
    why = {one["snapshot"]: one["reasons"] for one in client.run("points", "--why", "--json").json["points"]}
    assert why[wrong]


def test_of_two_points_of_one_instant_the_later_run_comes_back(client: Client) -> None:
    for number in range(3):
        (client.share / "last").write_text(str(number))
        client.run("backup")
    points = client.points()
    at = read_time(points[0]["data_time"]).replace(microsecond=0)
    for point in points:
        dated(client, point["snapshot"], at)
    assert [one["snapshot"] for one in client.points()] == [one["snapshot"] for one in points]
    client.run("restore", "share", "--to", client.root / "back", code=None)
    assert (client.restored(client.root / "back") / "last").read_text() == "2"
    assert len(client.run("storage", "forget", "--dry-run", "--json").json["points"]) == 3


@pytest.mark.slow
def test_a_hundred_thousand_points_of_one_repository(client: Client, place: Path) -> None:
    """Listed, judged, decided and looked for on the place itself, in bearable time and memory."""
    client.run("backup")
    many(client, 100_000)
    snapshots = place / "disk" / "snapshots"
    with closing(sqlite3.connect(client.state / "state.db")) as database:
        names = [name for (name,) in database.execute("select snapshot from point")]
    for name in names:
        (snapshots / name).touch()
    took = {}
    for words in (
        ("points", "--json"),
        ("points", "--why", "--json"),
        ("status", "--json"),
        ("status", "--at", write_time(datetime.now(UTC)), "--json"),
        ("policy", "explain", "--loss", "site:here", "--json"),
        ("storage", "check", "--json"),
    ):
        began = time.monotonic()
        client.run(*words, code=None)
        took[words[:2]] = time.monotonic() - began
    assert max(took.values()) < 60, (
        took
    )  # points 11 s, --why 27, status 1, of the past 12, loss 5, check 24: a busy machine


def many(client: Client, count: int) -> None:
    """Put points into the database, each with a run of its own, one every five minutes before the first."""
    with closing(sqlite3.connect(client.state / "state.db")) as database, database:
        database.row_factory = sqlite3.Row
        point = dict(database.execute("select * from point").fetchone())
        run = dict(database.execute("select * from run where kind = 'backup'").fetchone())
        began = read_time(point["data_time"])
        for number in range(1, count + 1):
            at = stored(began - number * timedelta(minutes=5))
            own = {"id": f"00{number:024}", "job": f"many{number}", "scheduled_for": at, "started_at": at}
            insert(database, "run", run | own)
            insert(database, "point", point | {"snapshot": f"{number:064x}", "run": own["id"], "data_time": at})


def insert(database: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    marks = ", ".join("?" * len(row))
    database.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", tuple(row.values()))
