"""Corrective actions: a miss opens one, the same miss is the same one, and only a drill that shows it closes it."""

from __future__ import annotations

import csv
import io
import signal
import sqlite3
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.kit import command
from tests.engine.test_drills import ASSET, book, restore, run
from tests.engine.test_runbooks import walk

if TYPE_CHECKING:
    from tests.engine.kit import Client


def broken(client: Client, **drill: Any) -> None:
    """A drill whose check fails."""
    wrong = {"gone": {"title": "Gone", "do": "command", "with": {"run": ["test", "-e", "missing"]}}}
    book(client, restore(), checks=wrong, **drill)


def actions(client: Client, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.run("drill", "actions", "list", "--json", *words).json["actions"]
    return found


def kinds(client: Client) -> list[str]:
    return [one["kind"] for one in client.records() if one["kind"].startswith("action.")]


def doubted(client: Client, name: str) -> set[tuple[str, str]]:
    """The evidence that an export calls unproven, and for which action."""
    path = client.root / f"{name}.zip"
    client.run("evidence", "export", "-o", path)
    with zipfile.ZipFile(path) as archive:
        lines = list(csv.DictReader(io.StringIO(archive.read("controls.csv").decode())))
    doubted = [one for one in lines if one["standing"] == "unproven"]
    return {(one["evidence"], name) for one in doubted for name in one["corrective_actions"].split()}


@pytest.fixture
def ready(client: Client) -> Client:
    client.run("backup")
    return client


def test_a_miss_is_one_action_until_a_drill_shows_that_it_is_mended(ready: Client) -> None:
    broken(ready, owner="Ana Ruiz", remedy="10d")
    first = run(ready)
    opened = actions(ready)
    assert {one["objective"] for one in opened} >= {"steady_state"}
    assert {one["owner"] for one in opened} == {"Ana Ruiz"}
    assert {one["due"] > one["opened_at"] for one in opened} == {True}
    second = run(ready)
    again = {one["objective"]: one for one in actions(ready)}
    assert again["steady_state"]["runs"] == [first["id"], second["id"]]
    assert len(again) == len(opened), "the same miss is the same action"
    chosen = again["steady_state"]["id"]
    ready.run("drill", "actions", "assign", chosen, "Bo", "--due", "2030-01-01")
    ready.run("drill", "actions", "assign", chosen, "Di", "--due", "2020-01-01", code=2)
    ready.run("drill", "actions", "comment", chosen, "the file was never saved")
    ready.run("drill", "actions", "accept", chosen, "--as", "Cy", "--reason", " ", code=2)
    ready.run("drill", "actions", "accept", chosen, "--as", "Cy", "--reason", "until spring")
    ready.run("drill", "actions", "accept", chosen, "--as", "Di", "--reason", "me too", code=5)
    assert "risk accepted by Cy, " in ready.run("drill", "actions").out
    taken = {one["objective"]: one for one in actions(ready)}["steady_state"]
    assert (taken["state"], taken["owner"], taken["ended_by"]) == ("accepted", "Bo", "Cy")
    assert taken["comments"][0]["text"] == "the file was never saved"
    assert {("job drill", one["id"]) for one in opened} <= doubted(ready, "before"), "an accepted risk proves nothing"
    book(ready, restore(), checks={"there": {"title": "There", "do": "command", "with": {"run": ["true"]}}})
    mended = run(ready)
    assert actions(ready) == [], "a script may show that a machine works again"
    assert doubted(ready, "after") == set()
    closed = {one["objective"]: one for one in actions(ready, "--closed")}["steady_state"]
    assert (closed["state"], closed["ended_by"]) == ("closed", mended["id"])
    assert [(one["by"], one["text"]) for one in closed["comments"]][-1] == ("Cy", "until spring"), "it is kept"
    ready.run("drill", "actions", "comment", chosen, "late", code=5)
    seen = kinds(ready)
    assert [seen.count(one) for one in ("action.opened", "action.seen")] == [len(opened)] * 2
    assert seen[-1] == "action.closed"
    ready.check_evidence()


def test_what_is_about_people_is_closed_by_people(ready: Client) -> None:
    slow = {"name": "slow", "title": "Slow", "do": "command", "with": {"run": ["sleep", "2"]}}
    book(ready, restore(), {**slow, "phase": "usable"})
    ready.more["policies"] = {"plain": {"objectives": {"rpo": "24h", "rto": "1s"}, "copies": {"copies": 2}}}
    ready.write()
    walk(ready, "drill", "run", "try", *ASSET, "--as", "ana", answers=[], code=1)
    (late,) = actions(ready)
    assert (late["objective"], late["verdict"], late["people"], late["owner"]) == ("rto", "missed", True, "ana")
    del ready.more["policies"]
    book(ready, restore())
    run(ready)
    assert actions(ready) == [late], "a script proves nothing about people"
    walk(ready, "drill", "run", "try", *ASSET, "--as", "bo", answers=[])
    assert actions(ready) == []


def test_what_a_script_cannot_prove_is_no_action_and_what_was_cut_off_neither(ready: Client) -> None:
    book(ready, restore())
    assert run(ready)["outcome"] == "succeeded"
    book(ready, {"name": "sleep", "title": "Sleep", "do": "command", "with": {"run": ["sleep", "60"]}})
    child = ready.spawn("drill", "run", "try", *ASSET)
    while not list((ready.state / "sandbox").glob("*")):
        assert child.poll() is None
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=60)
    assert actions(ready) == []
    assert kinds(ready) == []


def test_no_miss_is_recorded_without_its_action(ready: Client) -> None:
    """They are one transaction: what cannot be opened keeps the run from ending as if it were."""
    broken(ready)
    with closing(sqlite3.connect(ready.state / "state.db")) as database, database:
        database.execute(
            "create trigger full before insert on corrective_action begin select raise(abort, 'full'); end"
        )
    told = command(ready.argv("drill", "run", "try", *ASSET), {"CONTINUITY_LANG": "en"})
    assert "recorded as aborted" in told.err
    with closing(sqlite3.connect(ready.state / "state.db")) as database, database:
        database.execute("drop trigger full")
    ended = [one["body"] for one in ready.records() if one["kind"] == "run.outcome"]
    assert [one["outcome"] for one in ended if one["kind"] == "drill"] == ["aborted"]
    run(ready)
    late = actions(ready)
    assert late
    assert f"corrective action {late[0]['id']}, until" in ready.run("drill", "calendar").out
    with closing(sqlite3.connect(ready.state / "state.db")) as database, database:
        database.execute("update corrective_action set due = '2020-01-01T00:00:00.000000Z'")
    assert "late corrective actions: " in ready.run("monitor", code=None).out
    assert "en retard depuis le 2020-01-01" in ready.run("status", "--lang", "fr", code=None).out
