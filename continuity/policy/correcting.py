"""What a drill leaves to be mended, and whether a later one shows that it is. Pure.

A miss always is something to mend. What is unproven is one, too, unless the only doubt is that a script played the
people: such a drill was never meant to prove them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground.canonical import sha256_hex
from continuity.model.job import JobKind, Outcome
from continuity.model.measurement import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from continuity.model.corrective import CorrectiveAction
    from continuity.model.job import Run

#: How long there is to mend something, where the drill's document does not say.
REMEDY = {Verdict.MISSED: timedelta(days=30), Verdict.UNPROVEN: timedelta(days=90)}
#: What is to be mended where a drill did not come to its end, and no figure says why.
WHOLE = "drill"
#: An outage after the service was usable again; where there is none, there is no figure of it.
FAILBACK = "failback_outage"
#: The objective that depends on people.
_PEOPLE = "rto"
_JUDGED = (Outcome.SUCCEEDED, Outcome.INCOMPLETE, Outcome.FAILED)


@dataclass(frozen=True, kw_only=True)
class Shortfall:
    """One objective that a drill missed or did not prove."""

    objective: str
    verdict: Verdict
    reason: str
    people: bool


def shortfalls(run: Run, merely_played: str) -> list[Shortfall]:
    """Return what a drill leaves to be mended; ``merely_played`` is the reason of what a script cannot prove.

    One that was cut off, or that could not begin, shows nothing: it stays due. Nor does one of a drill that was broken
    on purpose.
    """
    if run.kind is not JobKind.DRILL or run.outcome not in _JUDGED or run.detail.get("mutation"):
        return []
    attended = run.detail.get("played") is False
    found = [
        Shortfall(
            objective=one.objective,
            verdict=one.verdict,
            reason=one.reason,
            people=attended and one.objective == _PEOPLE,
        )
        for one in run.measurements
        if one.verdict is Verdict.MISSED or (one.verdict is Verdict.UNPROVEN and one.reason != merely_played)
    ]
    if not found and run.outcome is not Outcome.SUCCEEDED:
        found = [Shortfall(objective=WHOLE, verdict=Verdict.UNPROVEN, reason=run.reason, people=False)]
    return list(_by_objective(found))


def _by_objective(found: Iterable[Shortfall]) -> Iterator[Shortfall]:
    """Yield one for each objective, the worst: a service that flaps misses the same more than once."""
    each: dict[str, list[Shortfall]] = {}
    for one in found:
        each.setdefault(one.objective, []).append(one)
    for same in each.values():
        worst = Verdict.worst([one.verdict for one in same])
        yield next(one for one in same if one.verdict is worst)


def closes(run: Run, action: CorrectiveAction, merely_played: str) -> bool:
    """Tell whether a drill shows that something is mended: the same drill, to its end, without that shortfall."""
    same = (run.client, run.detail.get("drill"), run.subject) == (action.client, action.drill, action.subject)
    if run.kind is not JobKind.DRILL or not same or run.outcome is not Outcome.SUCCEEDED:
        return False
    if run.detail.get("mutation") or (action.people and run.detail.get("played") is not False):
        return False
    looked = action.objective == WHOLE or any(one.objective == action.objective for one in run.measurements)
    looked = looked or (action.objective == FAILBACK and _watched(run))
    return looked and all(one.objective != action.objective for one in shortfalls(run, merely_played))


def _watched(run: Run) -> bool:
    """Tell whether clients were asked for to a promise that was held: an outage that they did not see was none."""
    held = any(one.objective == "rto" and one.verdict is Verdict.MET for one in run.measurements)
    return held and bool(run.detail.get("probes"))


def action_id(run: str, objective: str) -> str:
    """Return the name of the action that a run opens for an objective: always the same."""
    return "a" + sha256_hex(f"continuity/action/1\n{run}\n{objective}".encode())[:8]
