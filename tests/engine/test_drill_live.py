"""Live drills: agreed to, broken for real, put down, taken up, undone; what is refused before anything is touched."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from continuity.engine.drills.agreeing import Agreeing
from continuity.faces.demo.lab.ports import wait_until
from continuity.ground.errors import Refused
from continuity.model.journal import Kind
from continuity.model.procedure import Step
from continuity.recovery.drills.compiling import AGREED
from continuity.recovery.procedure.people import Decided
from continuity.recovery.procedure.scripted import Scripted
from tests.engine.kit import finish
from tests.engine.test_drills import outcomes, verdicts
from tests.engine.test_runbooks import walk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from continuity.recovery.procedure.progress import Progress
    from tests.engine.kit import Client

#: What two people type: the drill's name and who signs, then what the runbook asks.
AGREE = ["night", "bob"]
LAST = {"name": "last", "title": "Last", "needs": ["back"]}


class Service:
    """Something in use: it is up while its file is there; whoever works on it leaves a line in its log."""

    def __init__(self, client: Client, place: Path) -> None:
        self.client, self.up, self.log = client, place / "up", place / "log"
        self.up.touch()

    def does(self, word: str, shell: str) -> dict[str, Any]:
        return {"do": "command", "with": {"run": ["sh", "-c", f"echo {word} >> {self.log} && {shell}"]}}

    def done(self) -> list[str]:
        return self.log.read_text().split() if self.log.exists() else []

    def drill(self, *more: Mapping[str, Any], mend: str = "", **other: Any) -> None:
        """Write the documents: a fault takes it down; the runbook asks, and brings it back."""
        told = {"title": "Night", "purpose": "A test"}
        begin = {"name": "begin", "title": "Begin", "ask": "Ready?", "expect": "yes", "changes": False}
        back = {"name": "back", "title": "Back", "phase": "usable", "needs": ["begin"]}
        back |= self.does("back", mend or f"touch {self.up}") | {"undo": self.does("un-back", "true")}
        look = {"title": "Up", "do": "command", "with": {"run": ["test", "-e", str(self.up)]}}
        fault = self.does("fault", f"rm {self.up}") | {"undo": self.does("mend", f"touch {self.up}")}
        self.client.more["runbooks"] = {"own": told | {"steps": [begin, back, *more]}}
        night = {"mode": "live", "runbook": "own", "answers": {"begin": "yes"}, "service": "shop", "fault": fault}
        night |= {"steady_state": {"up": look}}
        self.client.more["drills"] = {"night": told | night | other}
        self.client.more["services"] = {
            "shop": {"title": "Shop", "criticality": "critical", "assets": ["share"], "rto": "1h"}
        }
        self.client.write()


@pytest.fixture
def service(client: Client, place: Path) -> Service:
    return Service(client, place)


def waiting(client: Client) -> list[str]:
    return [one["run"] for one in client.run("drill", "list", "--json").json["standing"]]


def run(client: Client, *words: object, code: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = client.run("drill", *words, "--json", code=code).json
    return found


def killed_at(service: Service, word: str) -> None:
    """Walk the drill by its script, and kill it when this stands in the log."""
    child = service.client.spawn("drill", "run", "night")
    for _ in range(600):
        if word in service.done():
            break
        time.sleep(0.05)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()


def window(first: timedelta, last: timedelta) -> dict[str, str]:
    now = datetime.now(UTC)
    return {"from": (now + first).isoformat(), "to": (now + last).isoformat(), "agreed_by": "Zoe of the shop"}


def test_two_people_agree_and_it_is_broken_and_brought_back(service: Service) -> None:
    hour = timedelta(hours=1)
    service.drill(windows=[window(-hour, hour)])
    service.client.write(lab=False)
    told = walk(service.client, "drill", "run", "night", "--as", "ana", answers=[*AGREE, "yes"], code=1)
    assert "agreed by Zoe of the shop" in told.out
    assert service.done() == ["fault", "back", "mend"], "what the runbook did is normal life, and stays"
    assert service.up.exists()
    (outcome,) = outcomes(service.client)
    assert (outcome["outcome"], outcome["measurements"][0]["subject"]) == ("succeeded", "acme/shop")
    met = dict.fromkeys(("rto", "steady_state", "window"), "met")
    assert verdicts(outcome) == met | {"rpo": "unproven"}, "nothing was brought back"
    (intent,) = [one["body"] for one in service.client.records() if one["kind"] == "run.intent"]
    assert intent["detail"]["window"]["agreed_by"] == "Zoe of the shop", "announced before anything was touched"
    signed = [one["body"] for one in service.client.records() if one["kind"] == "procedure.step"]
    assert [(one["event"], one["by"]) for one in signed if one["step"] == "drill-agreed"] == [
        ("done", "ana"),
        ("signed", "bob"),
    ]
    assert not list((service.client.state / "sandbox").glob("*"))
    service.client.check_evidence()


def test_nothing_begins_that_was_not_agreed(service: Service) -> None:
    hour = timedelta(hours=1)
    service.drill(windows=[window(-2 * hour, -hour), window(hour, 2 * hour)])
    told = service.client.run("drill", "run", "night", code=5)
    assert "the next window begins at" in told.err
    assert "Zoe of the shop" in told.err
    service.drill(windows=[window(-hour, hour)])
    service.client.write(lab=False)
    assert "no script walks it" in service.client.run("drill", "run", "night", code=5).err
    assert outcomes(service.client) == []
    for answers in (["nigth", "done we know"], ["night", "/skip no second one"]):
        walk(service.client, "drill", "run", "night", "--as", "ana", answers=answers, code=1)
        assert outcomes(service.client)[-1]["outcome"] == "aborted", "nobody passes that over"
    assert service.done() == []


def test_a_laboratory_is_walked_by_a_script_and_proves_nothing_of_people(service: Service) -> None:
    service.drill()
    found = run(service.client, "run", "night")
    assert found["outcome"] == "succeeded"
    assert (verdicts(found)["rto"], verdicts(found)["steady_state"]) == ("unproven", "met")
    service.drill(mend="exit 7")
    found = run(service.client, "run", "night")
    assert (found["outcome"], verdicts(found)["rto"]) == ("incomplete", "missed")
    assert service.done()[-4:] == ["fault", "back", "un-back", "mend"], "undone in reverse, the fault last"
    assert service.up.exists()
    assert waiting(service.client) == []


def test_what_is_put_down_waits_for_its_people(service: Service) -> None:
    service.drill()
    walk(service.client, "drill", "run", "night", "--as", "ana", answers=[*AGREE, "/leave"], code=130)
    (stands,) = waiting(service.client)
    assert f"drill resume {stands}" in service.client.run("status", code=None).out
    refused = service.client.run("drill", "run", "night", code=5)
    assert f"run {stands}" in refused.err
    assert service.done() == ["fault"], "nobody takes it down meanwhile"
    walk(service.client, "drill", "resume", stands, "--as", "zoe", answers=["again", "yes"], code=1)
    assert service.done() == ["fault", "back", "mend"]
    assert [one["outcome"] for one in outcomes(service.client)] == ["succeeded"]
    assert waiting(service.client) == []
    service.client.check_evidence()


def test_a_window_that_closes_on_the_way_ends_nothing_and_is_missed(service: Service) -> None:
    hour = timedelta(hours=1)
    service.drill(windows=[window(-hour, hour)])
    walk(service.client, "drill", "run", "night", "--as", "ana", answers=[*AGREE, "/leave"], code=130)
    (stands,) = waiting(service.client)
    assert "its agreed window closed" not in service.client.run("drill").out
    with sqlite3.connect(service.client.state / "state.db") as database:
        ((kept,),) = database.execute("select detail from run where id = ?", (stands,)).fetchall()
        over = json.dumps(json.loads(kept) | {"window": window(-hour, -timedelta(seconds=1))})
        database.execute("update run set detail = ? where id = ?", (over, stands))
    assert "its agreed window closed" in service.client.run("drill").out
    walk(service.client, "drill", "resume", stands, "--as", "zoe", answers=["again", "yes"], code=1)
    (outcome,) = outcomes(service.client)
    assert (outcome["outcome"], verdicts(outcome)["window"]) == ("succeeded", "missed")
    assert service.done() == ["fault", "back", "mend"], "half a failover is worse than a late one"
    actions = service.client.run("drill", "actions", "--json", code=None).json["actions"]
    assert "window" in {one["objective"] for one in actions}


@pytest.mark.parametrize("same", [pytest.param(True, marks=pytest.mark.slow), False])
def test_a_dead_one_is_given_up_by_its_people(service: Service, same: bool) -> None:
    service.drill(LAST | {"do": "command", "with": {"run": ["sleep", "60"]}})
    killed_at(service, "back")
    (stands,) = waiting(service.client)
    if not same:
        service.drill()
        assert "is not the one that run" in service.client.run("drill", "resume", stands, code=5).err
    found = run(service.client, "resume", stands, "--abort", "enough")
    assert found["outcome"] == "aborted"
    assert service.done() == (["fault", "back", "un-back", "mend"] if same else ["fault", "back"])
    assert not list((service.client.state / "sandbox").glob("*"))
    assert waiting(service.client) == []
    service.client.check_evidence()


def test_killed_while_it_ends_it_ends_as_it_began_to(service: Service, place: Path) -> None:
    service.drill()
    once = place / "once"
    mend = f"test -e {once} || {{ touch {once}; sleep 60; }}; touch {service.up}"
    drill = service.client.more["drills"]["night"]
    drill["fault"]["undo"] = service.does("mend", mend)
    service.client.write()
    killed_at(service, "mend")
    (stands,) = waiting(service.client)
    found = run(service.client, "resume", stands)
    assert (found["outcome"], verdicts(found)["steady_state"]) == ("succeeded", "met")
    assert found["measurements"][0]["actual_s"] is not None, "of what stood before it was taken down"
    assert service.done() == ["fault", "back", "mend", "mend"], "what the runbook did stays"
    assert waiting(service.client) == []


@pytest.mark.slow
def test_killed_while_it_is_undone_for_want_of_time_it_keeps_its_verdict(service: Service, place: Path) -> None:
    once = place / "once"
    service.drill(mend="sleep 60", time_limit="2s")
    step = service.client.more["runbooks"]["own"]["steps"][1]
    step["undo"] = service.does("un-back", f"test -e {once} || {{ touch {once}; sleep 60; }}")
    service.client.write()
    killed_at(service, "un-back")
    (stands,) = waiting(service.client)
    found = run(service.client, "resume", stands)
    assert (found["outcome"], verdicts(found)["rto"]) == ("incomplete", "unproven")
    assert "time limit" in found["reason"]
    assert "nobody knows how far" in found["reason"], (
        "an undo that was cut off is told, and holds up what lies under it"
    )
    assert service.done() == ["fault", "back", "un-back"]


@pytest.mark.slow
def test_gone_on_with_outside_its_window_nothing_is_broken(service: Service) -> None:
    service.drill(windows=[window(-timedelta(hours=1), timedelta(seconds=12))])
    end = time.monotonic() + 13
    walk(service.client, "drill", "run", "night", "--as", "ana", answers=["night", "/leave"], code=130)
    (stands,) = waiting(service.client)
    time.sleep(max(end - time.monotonic(), 0))
    refused = service.client.run("drill", "resume", stands, "--as", "zoe", code=5)
    assert "nobody agreed to a time" in refused.err
    assert service.done() == []


def test_who_signs_too_late_has_not_agreed() -> None:
    def late() -> None:
        raise Refused("too late")

    script = Scripted({AGREED: "night"})
    step = Step(name=AGREED, title={"en": "-", "fr": "-"})
    progress = cast("Progress", SimpleNamespace(steps={AGREED: SimpleNamespace(signed_by=[])}))
    assert Agreeing(script, lambda: None).signs(step, progress)
    with pytest.raises(Decided) as decided:
        Agreeing(script, late).signs(step, progress)
    assert (decided.value.decision.kind, decided.value.decision.reason) == (Kind.ABORTED, "too late")


def test_of_a_client_that_is_gone_it_is_refused_and_stays(service: Service) -> None:
    service.drill(LAST | {"do": "command", "with": {"run": ["sleep", "60"]}})
    killed_at(service, "back")
    (stands,) = waiting(service.client)
    service.client.write(client={"name": "other"})
    service.client.run("init", code=None)
    told = service.client.run("drill", "resume", stands, "--abort", "enough", code=5)
    assert "not in the documents any more" in told.err


@pytest.mark.slow
def test_ctrl_c_leaves_it_standing_and_says_how_to_go_on(service: Service, place: Path) -> None:
    once = place / "once"  # the first time it lasts until it is ended, however long that takes to come
    last = service.does("last", f"test -e {once} || {{ touch {once}; sleep 600; }}")
    service.drill(LAST | {"repeatable": True} | last)
    child = service.client.spawn("drill", "run", "night")
    wait_until(once.exists, what="its last step", limit_s=60)
    child.send_signal(signal.SIGINT)
    done = finish(child).checked(130)
    (stands,) = waiting(service.client)
    assert f"continuity drill resume {stands}" in done.err
    assert run(service.client, "resume", stands)["outcome"] == "succeeded"
    assert service.done() == ["fault", "back", "last", "last", "mend"]


def test_its_time_is_over_and_it_is_taken_back(service: Service) -> None:
    service.drill(mend="sleep 60", time_limit="2s")
    began = time.monotonic()
    found = run(service.client, "run", "night")
    assert time.monotonic() - began < 30
    assert (found["outcome"], verdicts(found)["rto"]) == ("incomplete", "unproven")
    assert "time limit" in found["reason"]
    assert service.done() == ["fault", "back", "un-back", "mend"]


def test_modes_are_those_of_the_document(service: Service) -> None:
    service.drill()
    assert (
        "mode: live"
        in service.client.run("drill", "run", "lost-files", "--mode", "live", "--with", "asset=share", code=5).err
    )
    service.drill({"name": "stop", "title": "Stop", "do": "service", "with": {"name": "cron", "command": "stop"}})
    assert "cannot be isolated" in service.client.run("drill", "run", "night", "--mode", "isolated", code=5).err
    assert service.done() == []


def test_a_dry_run_touches_nothing(service: Service) -> None:
    service.drill({"name": "there", "title": "There", "do": "command", "with": {"run": ["no-such-program"]}})
    found = run(service.client, "run", "night", "--dry-run")
    assert [one["name"] for one in found["steps"]][:2] == ["drill-agreed", "drill-sandbox"]
    assert "no-such-program" in next(one["fault"]["message"] for one in found["steps"] if one["fault"])
    assert service.done() == []
    assert outcomes(service.client) == []
    assert waiting(service.client) == []


def test_restored_data_never_lands_in_what_is_in_use(service: Service) -> None:
    client = service.client
    client.run("backup")
    step = {"name": "restore", "title": "Restore", "needs": ["back"], "do": "restore"}
    service.drill(step | {"with": {"asset": "share", "to": str(client.share / "back")}})
    found = run(client, "run", "night")
    assert "which the asset acme/share protects" in found["reason"]
    assert (found["outcome"], verdicts(found)["rto"]) == ("incomplete", "unproven"), "it could not run: that is no miss"
    assert not (client.share / "back").exists()
    assert service.done() == ["fault", "back", "un-back", "mend"]


@pytest.mark.slow
def test_a_machine_that_is_not_there_proves_nothing(service: Service) -> None:
    """Nobody listens at its port; whether the service would have come back is not known."""
    key = service.client.root / "key"
    key.write_text("no key")
    ssh = {"user": "root", "port": 9, "identity": {"file": str(key)}, "known_hosts": str(key)}
    gone = {"title": "Gone", "site": "here", "address": "127.0.0.1", "ssh": ssh}
    service.client.more["devices"] = {"gone": gone}
    service.drill({"name": "there", "title": "There", "do": "command", "with": {"on": "gone", "run": ["true"]}})
    found = run(service.client, "run", "night")
    assert (found["outcome"], verdicts(found)["rto"]) == ("incomplete", "unproven")
    assert service.up.exists(), "all of it was taken back"
    assert waiting(service.client) == []
