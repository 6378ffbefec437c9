"""What a drill came to: phases from the moment of the fault, what was lost, whether the promises held. Arithmetic.

Unproven is never a pass: where people were played, or a step could not be done, figures are shown and prove nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from continuity.engine.procedures.resulting import phases, problems_of, steps_of
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError, NotProven
from continuity.ground.timestamps import read_time
from continuity.model.job import Outcome, Result
from continuity.model.measurement import Measurement, Verdict
from continuity.model.procedure import Phase
from continuity.recovery.drills.compiling import AFTER, BEFORE, CHECK, FAULT, OWN
from continuity.recovery.procedure.progress import State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from continuity.ground.clock import Mark
    from continuity.recovery.procedure.progress import Progress, StepProgress

WHY = {
    "played": "people were played by a script: only a drill with its people proves an RTO",
    "unreached": "the service was never usable again in it",
    "not_done": "not every step was done",
    "skipped": "steps were skipped, or are done by somebody's word alone",
    "nothing": "nothing was brought back whose data time is known",
    "never": "never reached",
    "open": "begun, and never seen to come out",
}
HOW = {
    "rto": "from the fault to the last step of the phase usable, by the journal of the drill",
    "rpo": "the fault - the data time of what was brought back",
    "steady_state": "what was seen of normal life before the fault, seen again at the end, and the checks of the drill",
}


@dataclass(frozen=True, kw_only=True)
class Promised:
    """What the drill is held against; None where nothing is promised."""

    subject: str
    rto: timedelta | None
    rpo: timedelta | None


def judged_drill(progress: Progress, declared: Mark, promised: Promised, *, played: bool) -> Result:
    """Return the result of a drill that was walked to where it came; ``declared`` is when it began, without a fault."""
    since = since_fault(progress, declared)
    problems = tuple(_problems(progress))
    reached = _reached(progress, since)
    return Result(
        outcome=Outcome.INCOMPLETE if problems or progress.aborting else Outcome.SUCCEEDED,
        reason="; ".join(map(str, problems)),
        problems=problems,
        measurements=()
        if progress.aborting
        else (  # what was undone proves nothing
            *_rto(progress, reached, promised, played=played),
            *_rpo(progress, since, promised),
            *_life(progress, promised),
        ),
        detail={"phases": reached, "whole_s": _whole(progress, since)}
        | {"steps": steps_of(progress), "lost": sorted(progress.lost())}
        | _told_by_fault(progress),
    )


def _told_by_fault(progress: Progress) -> dict[str, Any]:
    """Return what the fault itself found while it broke things: what was refused, who noticed."""
    fault = progress.steps.get(FAULT)
    return {"fault": dict(fault.values)} if fault and fault.values else {}


def since_fault(progress: Progress, declared: Mark) -> Mark:
    """Return the moment from which its times count: when the fault was done; without one, when it was ``declared``."""
    fault = progress.steps.get(FAULT)
    return fault.ended if fault and fault.ended and fault.state is State.DONE else declared


def _reached(progress: Progress, since: Mark) -> dict[str, float]:
    """Return the seconds of each phase; usable it is once every step of that phase was passed, not the first one."""
    reached, steps = phases(progress, since), progress.procedure.steps
    usable = [one.state for name, one in progress.steps.items() if steps[name].phase is Phase.USABLE]
    if any(state not in (State.DONE, State.SKIPPED) for state in usable):
        reached.pop(str(Phase.USABLE), None)
    return reached


def _whole(progress: Progress, since: Mark) -> float | None:
    """Return the seconds until the last step of the runbook itself was done; None where one was not."""
    own = [one for name, one in progress.steps.items() if not name.startswith(OWN)]
    ends = [elapsed(since, one.passed).seconds for one in own if one.state is State.DONE and one.passed]
    return round(max(ends), 3) if ends and len(ends) == len(own) else None


def _rto(
    progress: Progress, reached: Mapping[str, float], promised: Promised, *, played: bool
) -> tuple[Measurement, ...]:
    if promised.rto is None:
        return ()
    target = promised.rto.total_seconds()
    usable = str(Phase.USABLE) in reached
    seconds = round(sum(value for name, value in reached.items() if name != Phase.FAILED_BACK), 3) if usable else None
    doubt = WHY["unreached"] if not usable else WHY["not_done"] if progress.lost() else _weak(progress)
    doubt = doubt or (WHY["played"] if played else "")
    late = seconds is not None and seconds > target
    verdict = Verdict.MISSED if late or _failed(progress) else Verdict.UNPROVEN if doubt else Verdict.MET
    return (replace(_figure(promised, "rto", (target, seconds), verdict, doubt), phases=reached),)


def _rpo(progress: Progress, since: Mark, promised: Promised) -> tuple[Measurement, ...]:
    """Return what was lost: the fault - the oldest data time that came back; doubted as its restore doubts it."""
    if promised.rpo is None:
        return ()
    found = [
        (step.values["data_time"], step.values.get("lost_at"), one)
        for step in progress.steps.values()
        for one in step.measured
        if "data_time" in step.values and one["objective"] == "rpo"
    ]
    if not found:
        return (_figure(promised, "rpo", (promised.rpo.total_seconds(), None), Verdict.UNPROVEN, WHY["nothing"]),)
    oldest, spoilt, rehearsed = min(found, key=lambda one: str(one[0]))
    fault = progress.steps.get(FAULT)
    spoilt = spoilt or (fault.values.get("lost_at") if fault else None)
    lost_at = read_time(spoilt) if spoilt else since.wall  # a fault that is a moment of the past, or lasted
    seconds, target = round((lost_at - read_time(oldest)).total_seconds(), 3), promised.rpo.total_seconds()
    doubt = str(rehearsed["reason"]) if rehearsed["verdict"] == Verdict.UNPROVEN else ""
    verdict = Verdict.UNPROVEN if doubt else Verdict.MET if seconds <= target else Verdict.MISSED
    return (_figure(promised, "rpo", (target, seconds), verdict, doubt),)


def _figure(
    promised: Promised, objective: str, held: tuple[float | None, float | None], verdict: Verdict, reason: str
) -> Measurement:
    """Return a figure; ``held`` is the target and what was reached, in seconds."""
    target, actual = held
    return Measurement(
        subject=promised.subject,
        objective=objective,
        target_s=target,
        actual_s=actual,
        verdict=verdict,
        how=HOW[objective],
        reason=reason,
    )


def _life(progress: Progress, promised: Promised) -> tuple[Measurement, ...]:
    """Return whether what was seen of normal life before the fault was seen again at the end."""
    seen = {name: one for name, one in progress.steps.items() if name.startswith((BEFORE, AFTER, CHECK))}
    if not seen:
        return ()
    short = {name: one for name, one in seen.items() if one.state is not State.DONE or one.on_word}
    failed = any(one.family == NotProven.code for one in short.values())
    verdict = Verdict.MISSED if failed else Verdict.UNPROVEN if short else Verdict.MET
    reason = "; ".join(f"{name.removeprefix(OWN)}: {_unseen(one)}" for name, one in short.items())
    return (_figure(promised, "steady_state", (None, None), verdict, reason),)


def _unseen(one: StepProgress) -> str:
    """Return why a look that is not done, or done by somebody's word, shows nothing."""
    if one.state in (State.GIVEN_UP, State.FAILED):
        return one.said
    if one.state is State.SKIPPED or one.on_word:
        return WHY["skipped"]
    return WHY["never" if one.state is State.WAITING else "open"]


def _weak(progress: Progress) -> str:
    """Return why what people said proves nothing: steps left out, or done by a word alone."""
    weak = any(one.state is State.SKIPPED or one.on_word for one in progress.steps.values())
    return WHY["skipped"] if weak else ""


def _failed(progress: Progress) -> bool:
    """Tell whether something ran and did not come out: that is a miss, not a doubt."""
    return any(one.state is State.GIVEN_UP and one.family == NotProven.code for one in progress.steps.values())


def _problems(progress: Progress) -> list[ContinuityError]:
    found = problems_of(progress)
    for name, one in progress.steps.items():
        if one.state is State.GIVEN_UP:
            found.append(
                NotProven("{step}: {cause}", step=name, cause=one.said)
            )  # whatever it was: this proves nothing
    never = [name for name in sorted(progress.lost()) if progress.steps[name].state is not State.GIVEN_UP]
    if never:
        found.append(NotProven("these steps were never reached: {names}", names=", ".join(never)))
    return found
