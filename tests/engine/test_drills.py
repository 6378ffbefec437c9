"""Drills in a sandbox: what they measure, what they find, what they refuse, and that nothing is left behind."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.test_rehearsals import damage
from tests.engine.test_runbooks import walk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client

ASSET = ("--with", "asset=share")


def book(client: Client, *steps: dict[str, Any], **drill: Any) -> None:
    """Write a runbook ``own`` and a drill of it, ``try``, into the documents."""
    asset = {"asset": {"kind": "asset", "title": "asset"}}
    to = {"to": {"kind": "path", "title": "to"}}
    told = {"title": "Own", "purpose": "A test"}
    client.more["runbooks"] = {"own": told | {"inputs": asset | to, "steps": list(steps)}}
    given = {"asset": "{{ asset }}", "to": "{{ sandbox }}/back"}
    client.more["drills"] = {"try": told | {"inputs": asset, "with": given, "runbook": "own"} | drill}
    client.write()


def restore(to: str = "{{ to }}") -> dict[str, Any]:
    return {"name": "restore", "title": "Restore", "do": "restore", "phase": "usable",
            "with": {"asset": "{{ asset }}", "to": to}}  # fmt: skip


def run(client: Client, name: str = "try", code: int | None = 1) -> dict[str, Any]:
    found: dict[str, Any] = client.run("drill", "run", name, *ASSET, "--json", code=code).json
    assert not list((client.state / "sandbox").glob("*")), "everything was taken down"
    return found


def verdicts(found: dict[str, Any]) -> dict[str, str]:
    return {one["objective"]: one["verdict"] for one in found["measurements"]}


def states(found: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["state"] for one in found["detail"]["steps"]}


def outcomes(client: Client) -> list[dict[str, Any]]:
    return [one["body"] for one in client.records() if one["kind"] == "run.outcome"]


@pytest.fixture
def ready(client: Client) -> Client:
    client.run("backup")
    return client


def test_the_shipped_drill_of_files(ready: Client) -> None:
    found = run(ready, "lost-files")
    assert found["outcome"] == "succeeded"
    assert verdicts(found) == {"rto": "unproven", "rpo": "met", "steady_state": "met"}, "nobody was there"
    assert set(states(found).values()) == {"done"}
    assert set(found["detail"]["phases"]) == {"decided", "restored", "verified", "usable"}
    (shown,) = [one for one in ready.run("drill", "--json").json["drills"] if one["name"] == "lost-files"]
    assert shown["last"] == found["id"]
    ready.check_evidence()


def test_a_damaged_copy_is_a_miss(ready: Client) -> None:
    (ready.share / "large").write_bytes(os.urandom(200_000))
    ready.run("backup")
    damage(ready.root / "disk")
    found = run(ready, "lost-files")
    assert verdicts(found)["rto"] == "missed"
    assert states(found)["restore"] == "given_up"
    assert states(found)["use"] == "waiting", "what counts on it was never reached"


def test_what_would_reach_out_of_the_sandbox_is_refused(ready: Client, place: Path) -> None:
    book(ready, restore(to=str(place / "live")))
    found = run(ready)
    assert not (place / "live").exists()
    assert "outside of the drill" in found["reason"]
    book(ready, {"name": "stop", "title": "Stop", "do": "service", "with": {"name": "cron", "command": "stop"}})
    assert "this drill is isolated" in run(ready)["reason"]
    touched = place / "touched"
    book(ready, {"name": "touch", "title": "Touch", "do": "command", "with": {"run": ["touch", str(touched)]}})
    run(ready)
    assert not touched.exists(), "a command sees its sandbox and nothing else"


def test_normal_life_is_seen_before_and_again_at_the_end(ready: Client) -> None:
    count = {"look": {"title": "Count", "do": "command", "with": {"run": ["sh", "-c", "ls | wc -l"]}}}
    spoil = {"name": "spoil", "title": "Spoil", "do": "command", "with": {"run": ["touch", "more"]}}
    book(ready, spoil, steady_state=count)
    found = run(ready)
    assert verdicts(found)["steady_state"] == "missed", "life is another than it was"
    assert states(found) == {
        "drill-sandbox": "done",
        "drill-before-look": "done",
        "spoil": "done",
        "drill-after-look": "given_up",
    }
    fault = {"do": "command", "with": {"run": ["touch", "more"]}, "undo": {"do": "command", "with": {"run": ["true"]}}}
    mend = {"name": "mend", "title": "Mend", "do": "command", "with": {"run": ["rm", "more"]}, "phase": "usable"}
    book(ready, mend, steady_state=count, fault=fault)
    found = run(ready)
    assert verdicts(found)["steady_state"] == "met"
    assert verdicts(found)["rpo"] == "unproven", "nothing was brought back"


def test_a_killed_drill_is_taken_down_by_the_next_one(ready: Client) -> None:
    book(ready, {"name": "sleep", "title": "Sleep", "do": "command", "with": {"run": ["sleep", "60"]}})
    child = ready.spawn("drill", "run", "try", *ASSET)
    for _ in range(600):
        if list((ready.state / "sandbox").glob("*")):
            break
        time.sleep(0.05)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    assert list((ready.state / "sandbox").glob("*"))
    book(ready, restore())
    assert run(ready)["outcome"] == "succeeded"
    outcomes = [one["body"] for one in ready.records() if one["kind"] == "run.outcome"]
    assert [one["outcome"] for one in outcomes if one["kind"] == "drill"] == ["aborted", "succeeded"]


def test_ctrl_c_leaves_nothing(ready: Client) -> None:
    book(ready, {"name": "sleep", "title": "Sleep", "do": "command", "with": {"run": ["sleep", "60"]}})
    child = ready.spawn("drill", "run", "try", *ASSET)
    for _ in range(600):
        if list((ready.state / "sandbox").glob("*")):
            break
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=60)
    assert not list((ready.state / "sandbox").glob("*"))


def test_with_its_people_a_drill_proves_its_runbook(ready: Client) -> None:
    words = ("drill", "run", "lost-files", *ASSET, "--as", "ana")
    told = walk(ready, *words, answers=["since noon", "yes", "", "yes", ""])
    assert "RTO" in told.out
    (outcome,) = [
        one["body"] for one in ready.records() if one["kind"] == "run.outcome" and one["body"]["kind"] == "drill"
    ]
    assert verdicts(outcome) == {"rto": "met", "rpo": "met", "steady_state": "met"}
    assert not list((ready.state / "sandbox").glob("*"))
    standing = {one["name"]: one["state"] for one in ready.run("status", "--json", code=None).json["runbooks"]}
    assert standing["restore-files"] == "proven"
    told = walk(ready, *words, answers=["since noon", "/skip he is ill", "yes"], code=None)
    assert told.code != 0
    assert verdicts(outcomes(ready)[-1])["rto"] == "unproven"


def test_who_leaves_a_drill_leaves_nothing_standing(ready: Client) -> None:
    told = walk(ready, "drill", "run", "lost-files", *ASSET, "--as", "ana", answers=["/leave"], code=1)
    assert "everything was taken down" in told.all
    assert not list((ready.state / "sandbox").glob("*"))


def test_given_up_in_its_sandbox_nothing_is_told_that_stands(ready: Client) -> None:
    answers = ["since noon", "yes", "/abort no time"]
    told = walk(ready, "drill", "run", "lost-files", *ASSET, "--as", "ana", answers=answers, code=None)
    assert told.code != 0
    assert "touch nothing that is in use" in told.out, "the runbook's words are those of the worst day"
    assert "NOT UNDONE" not in told.all
    assert "could not be undone" not in told.all
    assert outcomes(ready)[-1]["outcome"] == "aborted"
    assert ready.run("drill", "actions", "--json", code=None).json["actions"] == []
    assert not list((ready.state / "sandbox").glob("*"))


def test_what_a_drill_that_was_given_up_could_not_mend_is_told_once(ready: Client) -> None:
    undo = {"do": "command", "with": {"run": ["false"]}}
    ask = {"name": "look", "title": "Look", "ask": "Well?", "phase": "usable"}
    book(ready, ask, fault={"do": "command", "with": {"run": ["touch", "broken"]}, "undo": undo})
    walk(ready, "drill", "run", "try", *ASSET, "--as", "ana", answers=["/abort no time"], code=1)
    assert outcomes(ready)[-1]["reason"] == "drill-fault could not be undone: false ended with 1: -"
    assert not list((ready.state / "sandbox").glob("*"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("none", *ASSET), "there is no drill named none"),
        (("lost-files",), "needs asset"),
        (("lost-files", "--with", "asset=nobody"), "nobody"),
        (("lost-files", "--with", "asset"), "is no input"),
        (("lost-files", *ASSET, "--with", "more=1"), "has no input named more"),
    ],
)
def test_what_cannot_be_walked_is_said(ready: Client, words: tuple[str, ...], said: str) -> None:
    assert said in ready.run("drill", "run", *words, code=2).err
