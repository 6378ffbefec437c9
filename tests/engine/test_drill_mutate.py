"""The sensitivity of a drill: what it notices, what it cannot, and that nothing of a trial counts or is left behind."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.test_drills import ASSET, book, outcomes, restore, run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client

#: The weakest of checks: it sees a directory, and nothing in it.
SEEN = {"seen": {"title": "Seen", "do": "command", "with": {"run": ["test", "-d", "{{ sandbox }}/back"]}}}


def mutate(client: Client, *words: str, name: str = "try", code: int | None = 1) -> dict[str, Any]:
    found: dict[str, Any] = client.run("drill", "mutate", name, *ASSET, *words, "--json", code=code).json
    assert not list((client.state / "sandbox").glob("*")), "everything was taken down"
    return found


def by(found: dict[str, Any]) -> dict[str, list[str] | None]:
    return {one["defect"]: one["by"] for one in found["defects"]}


def content(root: Path) -> dict[str, str]:
    """What every file of a repository holds."""
    return {str(one): hashlib.sha256(one.read_bytes()).hexdigest() for one in root.rglob("*") if one.is_file()}


@pytest.fixture
def ready(client: Client) -> Client:
    client.run("backup")
    return client


def test_what_its_checks_cannot_see_is_named_as_missed(ready: Client) -> None:
    book(ready, restore(), checks=SEEN)
    points, copies = ready.run("points", "--json").json["points"], content(ready.root / "disk")
    found = mutate(ready)
    assert by(found) == {
        "step:restore:silent": ["drill-check-seen", "rto", "rpo", "steady_state"],
        "step:restore:elsewhere": ["drill-check-seen", "rto", "steady_state"],
        "key:wrong-password": ["restore", "rpo", "steady_state"],
        "copy:missing": ["restore", "rpo", "steady_state"],
        "copy:damaged": ["restore", "rpo", "steady_state"],
        "data:restore:changed": [],
        "data:restore:removed": [],
        "data:restore:truncated": [],
        "data:restore:emptied": [],
        "permission:restore:unreadable": [],
        "permission:restore:other-owner": [],
        "time:slow": ["rto"],
    }, "a directory that is there says nothing of its files"
    assert (found["caught"], found["of"], set(found["absent"])) == (6, 12, {"dns", "unit"})
    assert ready.run("points", "--json").json["points"] == points, "no point was proven, or found bad, by a trial"
    assert content(ready.root / "disk") == copies


def test_a_trial_counts_nowhere_as_a_drill(ready: Client) -> None:
    book(ready, restore(), checks=SEEN, every="month")
    mutate(ready, "--only", "step", "--only", "copy", code=0)
    assert [one["last"] for one in ready.run("drill", "--json").json["drills"] if one["name"] == "try"] == [None]
    (planned,) = [one for one in ready.run("drill", "calendar", "--json").json["drills"] if one["drill"] == "try"]
    assert planned["standing"] == "never"
    assert ready.run("drill", "actions", "--json").json["actions"] == [], "a defect of ours is nobody's to mend"
    assert "no drill has measured it" in ready.run("status", code=None).out, "its restores were none, either"
    ours = [one for one in outcomes(ready) if one["kind"] != "backup"]
    assert all(one["mutation"] and not one["measurements"] for one in (o | o["detail"] for o in ours))
    ready.check_evidence()


def test_the_shipped_drill_of_files_notices_every_defect(ready: Client) -> None:
    (ready.share / "more").write_text("more\n")
    ready.run("backup")
    found = mutate(ready, name="lost-files", code=0)
    assert (found["caught"], found["of"], set(found["absent"])) == (13, 13, {"dns", "unit"})


def test_what_does_not_come_out_by_itself_tells_nothing(ready: Client) -> None:
    book(ready, restore(), checks={"no": {"title": "No", "do": "command", "with": {"run": ["false"]}}})
    found = ready.run("drill", "mutate", "try", *ASSET, code=4)
    assert "even without a defect" in found.err
    for outside in ({"mode": "live"}, {"fault": {"do": "service", "with": {"name": "cron", "command": "stop"}}}):
        book(ready, restore(), **outside)
        assert "in a sandbox alone" in ready.run("drill", "mutate", "try", *ASSET, code=4).err
    assert "nothing that can be broken" in ready.run("drill", "mutate", "try", *ASSET, "--only", "luck", code=2).err


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_who_is_cut_off_leaves_nothing(ready: Client, how: signal.Signals) -> None:
    book(ready, {"name": "sleep", "title": "Sleep", "do": "command", "with": {"run": ["sleep", "60"]}})
    child = ready.spawn("drill", "mutate", "try", *ASSET)
    for _ in range(600):
        if list((ready.state / "sandbox").glob("*")):
            break
        time.sleep(0.05)
    os.kill(child.pid, how)
    child.communicate(timeout=60)
    book(ready, restore())
    mutate(ready, "--only", "time", code=0)
    ended = [one["outcome"] for one in outcomes(ready) if one["kind"] == "drill"]
    assert sorted(ended) == ["aborted", "aborted", "succeeded", "succeeded", "succeeded"], "each is told, once"
    assert run(ready, code=None)["outcome"] == "succeeded"
