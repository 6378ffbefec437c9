"""A database emptied by a bad statement: the drill goes back to just before it, in its own room, and measures it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.kit import Client, fresh
from tests.engine.test_drills import states, verdicts
from tests.engine.test_point_in_time import NOW, asset
from tests.engine.test_rehearsals import damage
from tests.lab import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.lab.postgresql import Postgresql

pytestmark = pytest.mark.xdist_group("postgresql")
NEWEST = "select max(at) from line"


@dataclass(frozen=True)
class Spoilt:
    """A server with three rows at ``before``, a table that was then emptied, and a fourth row by ``after``."""

    client: Client
    server: Postgresql
    first: str
    before: str
    after: str

    def drill(self, code: int = 1, **given: str) -> dict[str, Any]:
        given = {"asset": "books", "at": self.before, "newest": NEWEST, "rows": "select count(*) from line"} | given
        words = [f"--with={name}={value}" for name, value in given.items()]
        run: dict[str, Any] = self.client.run("drill", "run", "database-corruption", *words, "--json", code=code).json
        assert not list((self.client.state / "sandbox").glob("*")), "everything was taken down"
        return run


@pytest.fixture(scope="module")
def spoilt(template: Client, lab_directory: Path) -> Iterator[Spoilt]:
    lab_directory.chmod(0o755)
    root = lab_directory / "spoilt"
    root.mkdir()
    with postgresql.running(lab_directory / "pg-spoilt") as server:
        server.sql("create table line (id serial primary key, at timestamptz default clock_timestamp())")
        client = fresh(template, root, "disk", paths=[])
        client.more["assets"] = {"books": asset(server)}
        client.environ["PG_PASSWORD"] = postgresql.PASSWORD
        client.write()
        first = server.sql(NOW)
        client.run("backup")
        for _ in range(3):
            server.sql("insert into line default values")
        before = server.sql(NOW)
        server.sql("truncate line")
        server.sql("insert into line default values")
        client.run("backup")
        yield Spoilt(client, server, first, before, server.sql(NOW))


def test_back_to_just_before_a_table_was_emptied(spoilt: Spoilt) -> None:
    found = spoilt.drill()
    assert set(states(found).values()) == {"done"}, found["reason"]
    assert verdicts(found) == {"rto": "unproven", "rpo": "met", "steady_state": "met"}, "nobody was there"
    assert set(found["detail"]["phases"]) == {"decided", "restored", "verified", "usable"}
    (rpo,) = [one["actual_s"] for one in found["measurements"] if one["objective"] == "rpo"]
    assert 0 <= rpo < 5, "the newest row that came back is of just before"
    assert spoilt.server.sql("select count(*) from line") == "1", "the server in use is as it was"


def test_a_moment_too_late_brings_the_damage_back_and_the_drill_says_so(spoilt: Spoilt) -> None:
    found = spoilt.drill(at=spoilt.after, rows="select count(*) - 1 from line")
    assert states(found)["drill-check-rows"] == "given_up"
    assert verdicts(found)["steady_state"] == verdicts(found)["rto"] == "missed"


def test_what_is_newer_than_the_moment_is_a_miss(spoilt: Spoilt) -> None:
    found = spoilt.drill(newest="select max(at) + interval '1 day' from line")
    assert "what spoilt the data came back as well" in found["reason"]
    assert verdicts(found)["steady_state"] == "missed"
    assert verdicts(found)["rpo"] == "unproven", "a figure from nowhere is none"


def test_before_the_first_point_nothing_is_proven(spoilt: Spoilt) -> None:
    found = spoilt.drill(at=spoilt.first)
    assert "no recovery point of books is as old as" in found["reason"]
    assert verdicts(found) == {"rto": "unproven", "rpo": "unproven", "steady_state": "unproven"}


def test_it_is_told_by_phase(spoilt: Spoilt) -> None:
    words = ("--with=asset=books", f"--with=newest={NEWEST}")  # all that is held, up to now
    told = spoilt.client.run("drill", "run", "database-corruption", *words, code=1, environ={"CONTINUITY_LANG": "fr"})
    assert re.search(r"PDMA.*\n(.*\n)*.*DMIA|DMIA.*\n(.*\n)*.*PDMA", told.out), told.out
    for phase in ("restauré", "vérifié", "utilisable"):
        assert phase in told.out


def test_a_log_that_is_damaged_is_a_miss(spoilt: Spoilt) -> None:
    """The last test of this file: it spoils the only copy."""
    damage(spoilt.client.root / "disk")
    found = spoilt.drill()
    assert states(found)["restore"] == "given_up"
    assert verdicts(found)["rto"] == "missed"
