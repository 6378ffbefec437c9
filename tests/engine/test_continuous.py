"""A PostgreSQL server received all the time: every point whole by itself, and each fault found, said and mended."""

from __future__ import annotations

import json
import os
import signal
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.ground.timestamps import read_time
from tests.engine.kit import Client, fresh
from tests.lab import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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


def spool(client: Client) -> Path:
    return client.state / "continuous" / "acme" / "books"


def points(client: Client) -> int:
    return len(list((client.root / "disk" / "snapshots").iterdir()))


def capture(client: Client, code: int = 0) -> dict[str, Any]:
    """Back up, and return what the run says of its point."""
    run: dict[str, Any] = client.run("backup", "--json", code=code).json
    return run["detail"]["continuous"] | {"run": run}


def segments(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


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
    again = capture(books)
    assert again["lsn"] >= second["lsn"]
    assert again["data_time"] > second["data_time"], "nothing was written, and that is confirmed"
