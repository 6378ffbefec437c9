"""The calendar of drills on real runs: what they are worth, when the next is due, and who is told."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.test_drills import ASSET, book, restore, run
from tests.engine.test_runbooks import walk

if TYPE_CHECKING:
    from tests.engine.kit import Client

DAY = timedelta(days=1)
CONTRACT = {"reference": "C1", "monthly_fee": "900 EUR", "country": "FR", "availability": 99.5}


@pytest.fixture
def ready(client: Client) -> Client:
    client.more["client"] = {"name": "acme", "title": "Acme", "contract": CONTRACT}
    book(client, restore(), every="quarter", answers={})
    client.run("backup")
    return client


def rto(client: Client) -> tuple[str, str]:
    found = client.run("status", "--json", code=None).json["assets"][0]["rto"]
    return found["verdict"], found["how"]


def planned(client: Client, *words: str) -> dict[str, dict[str, Any]]:
    done = client.run("drill", "calendar", "--json", *words, code=None)
    states = [one["state"] for one in done.json["drills"]]
    assert (done.code, done.json["late"]) == ((1, True) if "late" in states else (0, False)), "as `monitor` warns"
    return {one["drill"] or one["asset"]: one for one in done.json["drills"]}


def age(client: Client, days: int) -> None:
    """Make everything that was done so much older."""
    with sqlite3.connect(client.state / "state.db") as database:
        for number, at in database.execute("select id, started_at from run").fetchall():
            older = datetime.fromisoformat(at) - days * DAY
            text = older.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            database.execute("update run set started_at = ? where id = ?", (text, number))


def names(ics: str) -> set[str]:
    found = re.findall("^UID:.*$", ics.replace("\r", "").replace("\n ", ""), re.MULTILINE)
    assert len(set(found)) == len(found) > 0
    return set(found)


def test_what_a_script_plays_is_rehearsed_and_what_people_walk_is_held(ready: Client) -> None:
    before = planned(ready)
    assert (before["try"]["state"], before["try"]["standing"], before["try"]["last"]) == ("planned", "never", None)
    assert before["acme/share"]["state"] == "planned", "its policy asks for drills, too"
    assert all(date.fromisoformat(day).weekday() < 5 for one in before.values() for day in one["days"])
    assert len(before["try"]["days"]) == 3, "a year of quarters, the first of them in three months"
    first = ready.run("drill", "calendar", "--ics").out
    assert "drill run try --as" in first.replace("\r\n ", "")
    assert "drill run any of" not in first.replace("\r\n ", ""), "no such command can run"
    played = run(ready)
    found = planned(ready)["try"]
    assert (found["standing"], found["last"]["run"], found["held"]) == ("rehearsed", played["id"], None)
    assert found["due"] == before["try"]["due"], "and it is due as before"
    assert rto(ready)[0] == "unproven", "a script proves nothing"
    walk(ready, "drill", "run", "try", *ASSET, "--as", "ana", answers=[])
    found = planned(ready)
    assert found["try"]["standing"] == found["acme/share"]["standing"] == "proven"
    assert found["try"]["held"]["technician"] == "ana"
    assert rto(ready) == ("met", "drill")
    assert "no drill has measured it" not in ready.run("status", code=None).out
    again = ready.run("drill", "calendar", "--ics").out
    assert names(again) == names(first), "what was held moves its entries, and doubles none"
    age(ready, 100)
    assert rto(ready)[0] == "unproven", "proven for a period, not for ever"
    late = planned(ready)
    assert {late[name]["state"] for name in ("try", "acme/share")} == {"late"}
    stands = ready.run("status", "--json", code=None).json
    assert {one["drill"] or one["asset"] for one in stands["late_drills"]} >= {"try", "acme/share"}
    assert stands["assets"][0]["last_drill"]["verdict"] == "met"
    assert "late drill: try" in ready.run("status", code=None).out
    assert "late drills: " in ready.run("monitor", code=None).out
    assert "late drills: " not in ready.run("monitor", "--accept-unproven", "drills", code=None).out
    told = ready.run("drill", "calendar", "--lang", "fr", code=1).out
    assert "en retard" in told
    assert "prouvé" in told
    ics = ready.run("drill", "calendar", "--ics").out
    assert ics.startswith(("BEGIN:VCALENDAR\n", "BEGIN:VCALENDAR\r\n"))
    assert not planned(ready, "--until", str(datetime.now(UTC).date())).keys() - {"lost-files", "try", "acme/share"}


def test_a_drill_is_shown_as_it_stands(ready: Client) -> None:
    shown = ready.run("drill", "show", "try", "--json").json
    assert [(one["name"], one["do"], one["changes"]) for one in shown["steps"]] == [
        ("drill-sandbox", "sandbox", True),
        ("restore", "restore", True),
    ]
    assert shown["promises"] == [{"asset": "acme/share", "rto_s": 8 * 3600, "rpo_s": 24 * 3600}]
    assert shown["runs"] == []
    done = run(ready)
    assert [one["run"] for one in ready.run("drill", "show", "try", "--json").json["runs"]] == [done["id"]]
    told = ready.run("drill", "show", "lost-files", "--lang", "fr").out
    assert "Des fichiers sont perdus" in told
    assert "isolé" in told
    ready.run("drill", "show", "nothing", code=2)
