"""What a walked procedure came to: phases by the journal's own marks, the verdict on the RTO, what was left undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.ground.clock import elapsed
from continuity.ground.errors import Incomplete, NotProven
from continuity.model.job import Outcome, Result
from continuity.model.measurement import Measurement, Verdict
from continuity.model.procedure import Phase
from continuity.recovery.procedure.progress import State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from continuity.ground.clock import Mark
    from continuity.ground.errors import ContinuityError
    from continuity.model.journal import Event
    from continuity.recovery.procedure.progress import Progress, StepProgress


def result(progress: Progress, declared: Mark, subject: str, rto: timedelta | None, events: list[Event]) -> Result:
    """Return the result of a procedure that came to its end, or was undone."""
    problems = tuple(problems_of(progress))
    outcome = Outcome.ABORTED if progress.aborting else Outcome.INCOMPLETE if problems else Outcome.SUCCEEDED
    measured = () if progress.aborting else _measured(progress, declared, subject, rto)
    return Result(
        outcome=outcome,
        reason="; ".join(map(str, problems)),
        measurements=measured,
        problems=problems,
        detail={
            "phases": phases(progress, declared),
            "whole_s": _between(declared, events[-1].at),
            "steps": steps_of(progress),
            "events": len(events),
        },
    )


def phases(progress: Progress, declared: Mark) -> dict[str, float]:
    """Return the seconds of each phase that was reached, by the mark at which its last step was done.

    In the order in which they ended, since a runbook may restore before it provisions: none is negative, and together
    they are the time to the last. What is given back comes last: it is no part of an RTO.
    """
    ends: dict[str, float] = {}
    for phase in Phase:
        marks = [
            elapsed(declared, one.ended).seconds
            for name, one in progress.steps.items()
            if progress.procedure.steps[name].phase is phase and one.state is State.DONE and one.ended
        ]
        if marks:
            ends[str(phase)] = max(marks)
    found, start = {}, 0.0
    for name, end in sorted(ends.items(), key=lambda one: (one[0] == Phase.FAILED_BACK, one[1])):
        found[name] = round(max(0.0, end - start), 3)
        start = max(start, end)
    return found


def _measured(progress: Progress, declared: Mark, subject: str, rto: timedelta | None) -> tuple[Measurement, ...]:
    """Return the RTO, once the service was usable: a procedure that people walked proves one."""
    reached = phases(progress, declared)
    if str(Phase.USABLE) not in reached or rto is None:  # nothing is promised that it could be held against
        return ()
    seconds = round(sum(value for name, value in reached.items() if name != Phase.FAILED_BACK), 3)
    target = rto.total_seconds()
    doubt = _doubt(progress)
    verdict = Verdict.UNPROVEN if doubt else Verdict.MET if seconds <= target else Verdict.MISSED
    return (
        Measurement(
            subject=subject,
            objective="rto",
            target_s=target,
            actual_s=seconds,
            verdict=verdict,
            phases=reached,
            how="from the declaration to the last step of the phase usable, by the journal of the procedure",
            reason=doubt,
        ),
    )


WHY = {"skipped": "steps were skipped, or are done by somebody's word alone"}


def _doubt(progress: Progress) -> str:
    """Return why the time that it took proves nothing; empty where it does."""
    weak = any(one.state is State.SKIPPED or one.on_word for one in progress.steps.values())
    return WHY["skipped"] if weak else ""


def problems_of(progress: Progress) -> list[ContinuityError]:
    """Return what keeps a procedure that people walked from being a success."""
    found: list[ContinuityError] = []
    for name, one in progress.steps.items():
        if progress.aborting and one.state is not State.NOT_UNDONE:
            continue  # it is given up: what was left out of it matters no more, what is left behind does
        if one.state is State.NOT_UNDONE:
            found.append(
                NotProven(
                    "{step} could not be undone: {cause}",
                    hint="undo it by hand, and say so in a note",
                    step=name,
                    cause=one.said,
                )
            )
        elif one.on_word:
            found.append(
                Incomplete(
                    "{step} failed or was interrupted, and is done by the word of {who}: {cause}",
                    step=name,
                    who=one.done_by,
                    cause=one.said,
                )
            )
        elif one.state is State.SKIPPED:
            found.append(Incomplete("{step} was skipped by {who}: {cause}", step=name, who=one.done_by, cause=one.said))
    return found


def steps_of(progress: Progress) -> list[Mapping[str, Any]]:
    """Return how each step went: its state, its tries, its seconds, and who did and signed it."""
    return [_step(name, one) for name, one in progress.steps.items()]


def _step(name: str, one: StepProgress) -> Mapping[str, Any]:
    return {
        "name": name,
        "state": str(one.state),
        "tries": one.tries,
        "duration_s": _between(one.begun, one.ended),
        "taken_s": _between(one.first, one.passed),  # every try, and the signatures
        "run": one.run or None,
        "on_word": one.on_word,
        "by": one.done_by or None,
        "signed_by": list(one.signed_by),
    }


def _between(begun: Mark | None, ended: Mark | None) -> float | None:
    return round(elapsed(begun, ended).seconds, 3) if begun and ended else None
