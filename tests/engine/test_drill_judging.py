"""What a drill came to, by its journal alone: what is not done, or half done, is never met."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from continuity.engine.drills.judging import WHY, Promised, judged_drill
from continuity.engine.drills.lifetime import Lifetime, cut_short
from continuity.engine.drills.rows import Rows, with_rows
from continuity.ground.clock import Mark
from continuity.ground.errors import NotProven
from continuity.model.job import Outcome, Result
from continuity.model.measurement import Measurement, Verdict
from continuity.model.procedure import Phase, Procedure, Step
from continuity.recovery.drills.compiling import CHECK, FAULT, ROWS
from continuity.recovery.drills.rows import Row
from continuity.recovery.procedure.progress import Progress, State, StepProgress

START = datetime(2026, 1, 1, tzinfo=UTC)
PROMISED = Promised(subject="acme/a", rto=timedelta(hours=1), rpo=None)


def at(seconds: float) -> Mark:
    return Mark(wall=START + timedelta(seconds=seconds), boot_s=seconds, boot_id="one")


def done(seconds: float) -> StepProgress:
    return StepProgress(state=State.DONE, begun=at(0), first=at(0), ended=at(seconds), passed=at(seconds))


def verdicts(*, aborting: bool = False, **steps: StepProgress) -> dict[str, Verdict]:
    found = judged_drill(walked(steps, aborting=aborting), at(0), PROMISED, played=False)
    return {one.objective: one.verdict for one in found.measurements}


def walked(steps: dict[str, StepProgress], *, aborting: bool = False) -> Progress:
    """A drill of these steps: ``check`` is one, all else makes the service usable."""
    named = {CHECK + name if name == "check" else name: one for name, one in steps.items()}
    given = {name: Step(name=name, title={}, phase=None if name.startswith(CHECK) else Phase.USABLE) for name in named}
    procedure = Procedure(name="p", title={}, purpose={}, inputs={}, steps=given, where="here:1", digest="d")
    return Progress(procedure=procedure, steps=named, aborting=aborting)


@pytest.mark.parametrize("state", [one for one in State if one is not State.DONE])
def test_life_is_as_it_was_where_every_look_says_so(state: State) -> None:
    assert verdicts(use=done(9), check=done(10))["steady_state"] is Verdict.MET
    assert verdicts(use=done(9), check=StepProgress(state=state))["steady_state"] is Verdict.UNPROVEN
    failed = StepProgress(state=state, family=NotProven.code)
    assert verdicts(use=done(9), check=failed)["steady_state"] is Verdict.MISSED


def test_a_look_by_word_alone_shows_nothing() -> None:
    by_word = done(10)
    by_word.on_word = True
    assert verdicts(use=done(9), check=by_word)["steady_state"] is Verdict.UNPROVEN


def test_usable_is_the_last_of_its_steps() -> None:
    hung = walked({"use": done(10), "more": StepProgress(state=State.RUNNING, begun=at(10))})
    found = judged_drill(hung, at(0), PROMISED, played=False)
    (rto,) = found.measurements
    assert (rto.actual_s, rto.verdict, rto.phases) == (None, Verdict.UNPROVEN, {})
    (late,) = cut_short(found, Lifetime(timedelta(hours=3)), timedelta(hours=3).total_seconds()).measurements
    assert late.verdict is Verdict.MISSED, "the limit is over, and so is the promise"
    assert verdicts(use=done(10), more=done(20))["rto"] is Verdict.MET


def by_rows(rpo: Measurement, answer: str) -> Measurement:
    """The RPO of a drill that wrote a hundred rows, one each second until its fault."""
    steps = {FAULT: done(100), ROWS: done(120)}
    steps[ROWS].values["answer"] = answer
    rows = Rows.__new__(Rows)
    written = [Row(number=one + 1, at=at(one)) for one in range(100)]
    vars(rows).update(written=written, failed=0, late=False, _rows=rows)
    found = Result(outcome=Outcome.SUCCEEDED, measurements=(rpo,))
    (held,) = with_rows(found, walked(steps), rows).measurements
    return held


def rpo(verdict: Verdict, actual_s: float | None, reason: str = "") -> Measurement:
    return Measurement(
        subject="a", objective="rpo", target_s=60, actual_s=actual_s, verdict=verdict, how="", reason=reason
    )


def test_a_hole_in_the_rows_is_what_was_lost() -> None:
    alone = rpo(Verdict.UNPROVEN, None, WHY["nothing"])
    whole = by_rows(alone, "1-99")
    assert (whole.actual_s, whole.verdict, whole.reason) == (2.0, Verdict.MET, "")
    hole = by_rows(alone, "1-20 100")
    assert (hole.actual_s, hole.verdict) == (81.0, Verdict.MISSED)
    first = by_rows(alone, "2-100")
    assert (first.actual_s, first.verdict) == (None, Verdict.MISSED), "nobody knows what was lost before it"
    assert "the first of the rows" in first.reason


def test_rows_do_not_silence_a_restore() -> None:
    assert by_rows(rpo(Verdict.MISSED, 7200.0), "1-100").actual_s == 7200.0
    assert by_rows(rpo(Verdict.MISSED, 7200.0), "1-100").verdict is Verdict.MISSED
    doubted = by_rows(rpo(Verdict.UNPROVEN, 5.0, "stale"), "1-100")
    assert (doubted.verdict, doubted.reason) == (Verdict.UNPROVEN, "stale")
    assert by_rows(rpo(Verdict.UNPROVEN, 5.0, "stale"), "many").reason.startswith("stale; the rows")


def test_what_was_given_up_and_undone_measures_nothing() -> None:
    assert verdicts(aborting=True, use=done(9), check=done(10)) == {}
