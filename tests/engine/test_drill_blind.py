"""Blind drills: drawn and committed to beforehand, people really told, mended by them or by the drill, revealed."""

from __future__ import annotations

import json
import os
import signal
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.faces.demo.lab.ports import wait_until
from continuity.ground.canonical import digest
from tests.engine.test_drill_live import Service, service, waiting
from tests.engine.test_drills import outcomes, verdicts
from tests.engine.test_runbooks import started
from tests.notices.hook import Hook

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["service"]
RESPONSE = {"critical": {"intervene": "15m", "resolve": "4h"}}


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as one:
        yield one


def blind(service: Service, hook: Hook, begins: timedelta, lasts: timedelta, **more: Any) -> None:
    """Write the documents: two faults, one window, and somebody to call."""
    now = datetime.now(UTC)
    window = {"from": (now + begins).isoformat(), "to": (now + begins + lasts).isoformat(), "agreed_by": "Zoe"}
    faults = {
        name: service.does(f"fault-{name}", f"rm {service.up}") | {"undo": service.does("mend", f"touch {service.up}")}
        for name in ("cable", "disk")
    }
    service.drill(**{"windows": [window], "faults": faults, "fault": None} | more)
    night = service.client.more["drills"]["night"]
    service.client.more["drills"]["night"] = {key: value for key, value in night.items() if value is not None}
    escalation = [{"level": "N1", "after": "0s", "notify": ["oncall"]}]
    contract = {
        "reference": "C1",
        "monthly_fee": "900 EUR",
        "country": "FR",
        "availability": 99.5,
        "response": RESPONSE,
        "escalation": escalation,
    }
    service.client.more["notifications"] = {"oncall": [{"url": hook.url("oncall")}]}
    service.client.more["client"] = {"name": "acme", "title": "Acme", "contract": contract}
    service.client.write()


def intents(service: Service) -> list[dict[str, Any]]:
    return [one["body"] for one in service.client.records() if one["kind"] == "run.intent"]


def test_the_plan_is_committed_to_before_its_window_and_told_afterwards(service: Service, hook: Hook) -> None:
    blind(service, hook, timedelta(hours=1), timedelta(hours=1))
    child = service.client.spawn("drill", "run", "night", "--blind")
    wait_until(lambda: bool(waiting(service.client)), what="the drill", limit_s=30)
    (stands,) = waiting(service.client)
    wait_until(lambda: bool(intents(service)), what="its intent under a signed head", limit_s=30)
    (intent,) = intents(service)
    commitment = intent["detail"]["blind"]["commitment"]
    assert set(intent["detail"]["blind"]) == {"commitment"}, "nothing of it can be read before"
    assert intent["detail"]["window"]["agreed_by"] == "Zoe"
    sealed = service.client.state / "sealed" / f"{commitment}.json"
    assert sealed.stat().st_mode & 0o077 == 0
    assert "nobody was called" in service.client.run("drill", "acknowledge", stands, "--as", "eve", code=2).err
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    assert service.done() == []
    found = service.client.run("drill", "resume", stands, "--abort", "storm", "--json", code=1).json
    told = found["detail"]["blind"]
    assert digest(told["plan"]) == told["commitment"] == commitment, "anybody can see that it was this one"
    assert told["plan"]["fault"] in ("cable", "disk")
    assert not sealed.exists()
    assert service.done() == []
    service.client.check_evidence()


def test_what_nobody_could_be_surprised_by_is_refused(service: Service, hook: Hook) -> None:
    hour = timedelta(hours=1)
    blind(service, hook, -hour, 2 * hour)
    assert "still to open" in service.client.run("drill", "run", "night", "--blind", code=5).err
    blind(service, hook, hour, hour, steady_state=None)
    assert "without steady_state" in service.client.run("drill", "run", "night", "--blind", code=2).err
    assert "without mode: live" in service.client.run(
        "drill", "run", "lost-files", "--with", "asset=share", "--blind", code=2
    ).err  # fmt: skip
    assert outcomes(service.client) == []
    blind(service, hook, hour, hour, mode="isolated", windows=[])
    assert "surprised by" in service.client.run("drill", "run", "night", "--blind", code=2).err


@pytest.mark.slow
@pytest.mark.parametrize("mended", [True, False])
def test_people_are_called_and_what_they_do_not_mend_the_drill_does(service: Service, hook: Hook, mended: bool) -> None:
    blind(service, hook, timedelta(seconds=10), timedelta(seconds=12))
    child = service.client.spawn("drill", "run", "night", "--blind", "--json")
    wait_until(lambda: bool(hook.got), what="the message", limit_s=40)
    (stands,) = waiting(service.client)
    assert stands in json.dumps(hook.got[0])
    assert "drill" not in json.dumps(hook.got[0]).lower(), "as if it were real"
    assert not service.up.exists()
    if mended:
        service.client.run("drill", "acknowledge", stands, "--as", "Karim")
        service.up.touch()
    out, _ = child.communicate(timeout=90)
    found = json.loads(out.splitlines()[-1])
    assert service.up.exists()
    assert service.done()[-1] == "mend", "the drill mends what it broke, whoever was there"
    assert service.done()[0] == f"fault-{found['detail']['blind']['plan']['fault']}"
    if mended:
        assert found["outcome"] == "succeeded", (found["reason"], found["detail"]["steps"])
        assert (verdicts(found)["gti"], verdicts(found)["window"]) == ("met", "met")
        assert {one["subject"] for one in found["measurements"] if one["objective"] == "gti"} == {"acme/shop"}
        assert found["detail"]["phases"]["usable"] > 0
    else:
        assert found["outcome"] == "incomplete"
        assert verdicts(found)["window"] == "met", "it was whole again before its window closed"
        assert verdicts(found)["rto"] != "met"
        assert verdicts(found)["gti"] == "missed", "called, and nobody answered until the end"
    service.client.check_evidence()


@pytest.mark.slow
def test_a_fault_that_breaks_nothing_calls_nobody_and_is_no_pass(service: Service, hook: Hook) -> None:
    faults = {"dud": service.does("fault-dud", "true") | {"undo": service.does("mend", "true")}}
    blind(service, hook, timedelta(seconds=10), timedelta(seconds=60), faults=faults, seen_within="1s")
    found = service.client.run("drill", "run", "night", "--blind", "--json", code=1).json
    assert (found["outcome"], hook.got) == ("incomplete", [])
    assert "was never seen" in found["reason"]
    assert {verdicts(found)[one] for one in ("rto", "gti", "steady_state")} == {"unproven"}
    assert service.done() == ["fault-dud", "mend"]
    service.client.check_evidence()


@pytest.mark.slow
def test_a_plan_that_is_another_is_refused_and_what_is_broken_outlives_no_resume(service: Service, hook: Hook) -> None:
    blind(service, hook, timedelta(seconds=10), timedelta(seconds=60))
    child = service.client.spawn("drill", "run", "night", "--blind")
    wait_until(lambda: bool(hook.got), what="the message", limit_s=60)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    (stands,) = waiting(service.client)
    (sealed,) = (service.client.state / "sealed").glob("*.json")
    plan = sealed.read_text()
    sealed.write_text(plan.replace("cable", "disk") if 'fault": "cable' in plan else plan.replace("disk", "cable"))
    assert "is another" in service.client.run("drill", "resume", stands, code=5).err
    sealed.write_text(plan)
    service.client.run("drill", "acknowledge", stands, "--as", "Karim")
    service.up.touch()
    found = service.client.run("drill", "resume", stands, "--json", code=1).json
    assert (found["outcome"], verdicts(found)["gti"]) == ("succeeded", "met"), found["reason"]
    assert len(hook.got) == 1, "nobody is called twice"
    assert (service.done()[-1], service.up.exists()) == ("mend", True)
    service.client.check_evidence()


@pytest.mark.slow
def test_two_people_agree_to_what_they_do_not_know(service: Service, hook: Hook) -> None:
    blind(service, hook, timedelta(seconds=15), timedelta(seconds=12))
    service.client.write(lab=False)
    child = started(service.client, "drill", "run", "night", "--blind", "--as", "ana", answers=["night", "bob"])
    wait_until(lambda: bool(hook.got) or child.poll() is not None, what="the message", limit_s=60)
    assert child.poll() is None, child.communicate()
    (stands,) = waiting(service.client)
    service.client.run("drill", "acknowledge", stands, "--as", "Karim")
    service.up.touch()
    out, _ = child.communicate(timeout=90)
    (outcome,) = outcomes(service.client)
    assert verdicts(outcome) | {"rpo": ""} == dict.fromkeys(("rto", "gti", "steady_state", "window"), "met") | {
        "rpo": ""
    }
    assert "committed to as SHA-256" in out
