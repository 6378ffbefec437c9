"""A blind drill calls people for what broke alone, and its GTI is what the log says of calls and answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

import pytest

from continuity.engine.drills.answering import WHY, answered, as_never_seen, never_seen
from continuity.engine.drills.blind_actions import blind_actions
from continuity.engine.drills.calling import Answered, Called
from continuity.ground.clock import ManualClock
from continuity.model.job import Outcome, Result
from continuity.model.measurement import Measurement, Verdict
from continuity.model.procedure import Procedure, Step, Work
from continuity.recovery.actions.ports import Context
from continuity.recovery.drills.blind import ANSWERED, BACK, SEEN, blinded, drawn
from continuity.recovery.drills.compiling import FAULT
from continuity.recovery.procedure.filling import filled
from continuity.recovery.procedure.progress import Progress, State, StepProgress
from tests.recovery.test_blind import NOW, drill, window

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.model.inventory import Client


class Biting(ManualClock):
    """Time that stands still between two looks; ``file`` is gone once ``after`` has passed."""

    def __init__(self, file: Path, after: timedelta) -> None:
        super().__init__(NOW)
        self.file, self.after = file, after

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        if self.now() - NOW >= self.after:
            self.file.unlink(missing_ok=True)


def looked(place: Path, after: timedelta, *names: str) -> tuple[dict[str, str], timedelta]:
    """What these steps that follow the fault answer, and how long they take; nobody can be called here."""
    (place / "up").touch()
    look = Work(action="command", parameters={"run": ["test", "-e", str(place / "up")]})
    night = replace(drill("cable"), steady=(Step(name="up", title={}, work=look),))
    steps = blinded(procedure(Step(name=FAULT, title={})), night).steps
    assert (steps[ANSWERED].needs, steps[BACK].needs) == ((SEEN,), (SEEN,)), "nobody is called before it is seen"
    clock, known = Biting(place / "up", after), {"drill-before-up.answer": ""}
    context = Context(run="r", client="acme", clock=clock)
    plan = drawn("acme", night, window(timedelta(0), timedelta(hours=1)), b"nonce")
    actions = blind_actions(plan, night, cast("Client", None))
    for name in names:
        work = cast("Work", steps[name].work)
        answer = actions[work.action].perform(filled(dict(work.parameters), known), context).answer
        known[f"{name}.answer"] = answer
    return {name: known[f"{name}.answer"] for name in names}, clock.now() - NOW


def procedure(*steps: Step) -> Procedure:
    given = {one.name: one for one in steps}
    return Procedure(name="own", title={}, purpose={}, inputs={}, steps=given, where="here:1", digest="d")


def test_what_breaks_nothing_calls_nobody_and_is_given_up_after_a_minute(place: Path) -> None:
    told, took = looked(place, timedelta(hours=1), SEEN, ANSWERED, BACK)
    assert told == {SEEN: "no", ANSWERED: "nobody", BACK: "0"}
    assert timedelta(minutes=1) <= took < timedelta(minutes=1, seconds=2)


def test_what_bites_late_is_seen_then(place: Path) -> None:
    told, took = looked(place, timedelta(seconds=1.5), SEEN)
    assert (told, took) == ({SEEN: "yes"}, timedelta(seconds=1.5))


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_fault_that_was_never_seen_proves_nothing(answer: str) -> None:
    step = StepProgress(state=State.DONE, values={"answer": answer})
    progress = Progress(procedure=procedure(Step(name=SEEN, title={})), steps={SEEN: step})
    assert never_seen(progress) is (answer == "no")
    met = tuple(
        Measurement(subject="acme/shop", objective=name, target_s=60, actual_s=0.026, verdict=Verdict.MET, how="-")
        for name in ("rto", "steady_state", "window")
    )
    found = as_never_seen(Result(outcome=Outcome.SUCCEEDED, measurements=met, detail={"phases": {"usable": 0.026}}))
    verdicts = {one.objective: (one.verdict, one.reason) for one in found.measurements}
    unseen = (Verdict.UNPROVEN, WHY["unseen"])
    assert verdicts == {"rto": unseen, "steady_state": unseen, "window": (Verdict.MET, "")}
    assert (found.outcome, found.detail["phases"]) == (Outcome.INCOMPLETE, {})


def called(second: float, *, delivered: bool = True) -> Called:
    return Called(level="N1", at=NOW + timedelta(seconds=second), delivered=delivered)


def by_karim(second: float) -> Answered:
    return Answered(by="Karim", at=NOW + timedelta(seconds=second))


@pytest.mark.parametrize(
    ("said", "target", "came"),
    [
        ([called(0), by_karim(40)], 60, (Verdict.MET, 40, "")),
        ([called(0), by_karim(61)], 60, (Verdict.MISSED, 61, "")),
        ([called(0, delivered=False), called(10), by_karim(61)], 60, (Verdict.MET, 51, "")),
        ([called(0), called(30)], 60, (Verdict.MISSED, None, WHY["nobody"])),
        ([called(0, delivered=False)], 60, (Verdict.UNPROVEN, None, WHY["untaken"])),
        ([called(0, delivered=False), by_karim(9)], 60, (Verdict.UNPROVEN, None, WHY["untaken"])),
        ([], 60, (Verdict.UNPROVEN, None, WHY["uncalled"])),
        ([called(0), by_karim(40)], None, (Verdict.UNPROVEN, 40, WHY["unpromised"])),
    ],
)
def test_how_soon_somebody_saw_to_it_is_what_the_log_says(
    said: list[Called | Answered], target: float | None, came: tuple[Verdict, float | None, str]
) -> None:
    found = answered("acme/shop", target, said)
    assert (found.verdict, found.actual_s, found.reason) == came
