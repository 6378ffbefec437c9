"""How soon somebody saw to a blind drill, and what it proves where its fault was never seen. Arithmetic.

By the log's records of calls and answers: a call that nobody answered is one of them, whatever ended the wait for it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from continuity.engine.drills.calling import Answered, Called
from continuity.engine.rehearsals.rehearsal import judged
from continuity.ground.errors import NotProven
from continuity.model.measurement import Measurement, Verdict
from continuity.recovery.drills.blind import SEEN, UNSEEN
from continuity.recovery.procedure.progress import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.model.job import Result
    from continuity.recovery.procedure.progress import Progress

#: How soon somebody on call said that he sees to it.
GTI = "gti"
HOW = {"gti": "from the first message that was taken until somebody was recorded as seeing to it"}
WHY = {
    "nobody": "nobody said that he sees to it",
    "unpromised": "the contract promises no time to intervene for a service of this criticality",
    "uncalled": "nobody was called",
    "untaken": "nobody could be told: no message was taken",
    "unseen": "the fault was never seen",
}
#: What a fault that nobody saw proves nothing of.
_DOUBTED = ("rto", "steady_state")


def answered(subject: str, target_s: float | None, said: Sequence[Called | Answered]) -> Measurement:
    """Return the GTI of one drill: missed where a message was taken and nobody answered, unproven where none was."""
    calls = [one for one in said if isinstance(one, Called)]
    first = min((one.at for one in calls if one.delivered), default=None)
    answer = min((one.at for one in said if isinstance(one, Answered)), default=None)
    seconds = max(round((answer - first).total_seconds(), 3), 0.0) if answer and first else None
    doubt = WHY["untaken" if calls else "uncalled"] if first is None else WHY["unpromised"] if target_s is None else ""
    late = seconds is None or (target_s is not None and seconds > target_s)
    return Measurement(
        subject=subject,
        objective=GTI,
        target_s=target_s,
        actual_s=seconds,
        verdict=Verdict.UNPROVEN if doubt else Verdict.MISSED if late else Verdict.MET,
        how=HOW["gti"],
        reason=WHY["nobody"] if first and seconds is None else doubt,
    )


def never_seen(progress: Progress) -> bool:
    """Tell whether all of normal life went on as before, for as long as the drill looked for its fault."""
    step = progress.steps.get(SEEN)
    return step is not None and step.state is State.DONE and step.values.get("answer") == UNSEEN


def as_never_seen(result: Result) -> Result:
    """Return the result of a drill whose fault nobody saw: what it brought back, it never took away."""
    doubted = tuple(
        replace(one, verdict=Verdict.UNPROVEN, actual_s=None, phases={}, reason=WHY["unseen"])
        if one.objective in _DOUBTED
        else one
        for one in result.measurements
    )
    found = replace(result, measurements=doubted, detail=result.detail | {"phases": {}, "whole_s": None})
    fault = NotProven(
        "the fault was never seen: normal life went on as before, nobody was called, and it was mended at once",
        hint="try by hand whether the fault breaks what steady_state looks at, or give it more time: seen_within",
    )
    return judged(found, fault)
