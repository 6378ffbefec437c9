"""What a drill came to: phases from the moment of the fault, what was lost, whether the promises held. Arithmetic.

Unproven is never a pass: where people were played, or a step could not be done, figures are shown and prove nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from continuity.engine.procedures.resulting import phases, steps_of
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
    from continuity.recovery.procedure.progress import Progress

WHY = {
    "played": "people were played by a script: only a drill with its people proves an RTO",
    "unreached": "the service was never usable again in it",
    "not_done": "not every step was done",
    "nothing": "nothing was brought back whose data time is known",
    "never": "never reached",
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
    fault = progress.steps.get(FAULT)
    since = fault.ended if fault and fault.ended and fault.state is State.DONE else declared
    problems = tuple(_problems(progress))
    reached = phases(progress, since)
    return Result(
        outcome=Outcome.INCOMPLETE if problems or progress.aborting else Outcome.SUCCEEDED,
        reason="; ".join(map(str, problems)),
        problems=problems,
        measurements=(
            *_rto(progress, reached, promised, played=played),
            *_rpo(progress, since, promised),
            *_life(progress, promised),
        ),
        detail={"phases": reached, "steps": steps_of(progress), "lost": sorted(progress.lost())},
    )


def _rto(
    progress: Progress, reached: Mapping[str, float], promised: Promised, *, played: bool
) -> tuple[Measurement, ...]:
    if promised.rto is None:
        return ()
    target = promised.rto.total_seconds()
    usable = str(Phase.USABLE) in reached
    seconds = round(sum(value for name, value in reached.items() if name != Phase.FAILED_BACK), 3) if usable else None
    doubt = WHY["unreached"] if not usable else WHY["not_done"] if progress.lost() else WHY["played"] if played else ""
    late = seconds is not None and seconds > target
    verdict = Verdict.MISSED if late or _failed(progress) else Verdict.UNPROVEN if doubt else Verdict.MET
    return (replace(_figure(promised, "rto", (target, seconds), verdict, doubt), phases=reached),)


def _rpo(progress: Progress, since: Mark, promised: Promised) -> tuple[Measurement, ...]:
    """Return what was lost: the fault - the oldest data time that came back; doubted as its restore doubts it."""
    if promised.rpo is None:
        return ()
    found = [(step.values["data_time"], one) for step in progress.steps.values() if "data_time" in step.values
             for one in step.measured if one["objective"] == "rpo"]  # fmt: skip
    if not found:
        return (_figure(promised, "rpo", (promised.rpo.total_seconds(), None), Verdict.UNPROVEN, WHY["nothing"]),)
    oldest, rehearsed = min(found, key=lambda one: str(one[0]))
    seconds, target = round((since.wall - read_time(oldest)).total_seconds(), 3), promised.rpo.total_seconds()
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
    bad = [f"{name.removeprefix(OWN)}: {one.said}" for name, one in seen.items() if one.state is State.GIVEN_UP]
    missing = [name.removeprefix(OWN) for name, one in seen.items() if one.state is State.WAITING]
    failed = any(one.state is State.GIVEN_UP and one.family == NotProven.code for one in seen.values())
    verdict = Verdict.MISSED if failed else Verdict.UNPROVEN if bad or missing else Verdict.MET
    reason = "; ".join([*bad, *(f"{one}: {WHY['never']}" for one in missing)])
    return (_figure(promised, "steady_state", (None, None), verdict, reason),)


def _failed(progress: Progress) -> bool:
    """Tell whether something ran and did not come out: that is a miss, not a doubt."""
    return any(one.state is State.GIVEN_UP and one.family == NotProven.code for one in progress.steps.values())


def _problems(progress: Progress) -> list[ContinuityError]:
    found: list[ContinuityError] = []
    for name, one in progress.steps.items():
        if one.state is State.GIVEN_UP:
            found.append(
                NotProven("{step}: {cause}", step=name, cause=one.said)
            )  # whatever it was: this proves nothing
    never = [name for name in sorted(progress.lost()) if progress.steps[name].state is not State.GIVEN_UP]
    if never:
        found.append(NotProven("these steps were never reached: {names}", names=", ".join(never)))
    return found
