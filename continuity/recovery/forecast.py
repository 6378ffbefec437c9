"""How long a procedure will take, forecast from how long it took before; pure.

A figure is the middle of the newest twenty; its interval is their range. If the next one is drawn as the earlier ones
were (exchangeable, whatever the distribution), it lies within the range of ``n`` earlier ones in ``n - 1`` of ``n + 1``
cases, and above it in 1 of ``n + 1``: that is all that ``n`` runs support, and it is said with the figure. One run has
no range, none has no figure. The whole is forecast from whole runs in the same way: each earlier run is put through
today's graph with today's sizes, and what it took beyond its steps (hand-overs, nights) is added as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

from continuity.model.procedure import Phase
from continuity.policy.forecast import COUNTED
from continuity.recovery.procedure.graph import slots, way
from continuity.recovery.span import Basis, Span

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from continuity.model.procedure import Procedure
    from continuity.recovery.procedure.graph import Slot

#: The end of all steps, and that of those that make the service usable: the RTO is held against this one.
WHOLE, USABLE = "whole", "usable"
_RANGE = 2  # values that have one


@dataclass(frozen=True, kw_only=True)
class Past:
    """One earlier run: ``taken`` are the seconds of each step that was done, ``today`` the same for today's sizes.

    ``ends`` are the seconds until :data:`WHOLE` and :data:`USABLE`, only where nothing was skipped on the way.
    ``same``: it was about the same asset. ``stretched`` are steps that brought back far less than there is today: what
    they would take is unknown.
    """

    at: datetime
    taken: Mapping[str, float]
    today: Mapping[str, float]
    ends: Mapping[str, float] = field(default_factory=dict)
    same: bool = True
    stretched: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class StepForecast:
    """One step: its figure, and how long it took each earlier time, newest first."""

    span: Span
    earlier: tuple[tuple[datetime, float], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Total:
    """The time until one end. ``unknown`` are steps without a figure: then there is none here, only a floor.

    ``way`` are the steps that it waits for, ``people_s`` and ``machine_s`` what of them falls to whom.
    """

    span: Span
    at_least_s: float
    people_s: float
    machine_s: float
    way: tuple[str, ...]
    unknown: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        floor = {"at_least_s": round(self.at_least_s, 3), "unknown": list(self.unknown), "way": list(self.way)}
        parts = {"people_s": round(self.people_s, 3), "machine_s": round(self.machine_s, 3)}
        return self.span.as_json() | parts | floor


@dataclass(frozen=True, kw_only=True)
class ProcedureForecast:
    """What a procedure will take; ``usable`` is None where no step ends that phase."""

    steps: Mapping[str, StepForecast]
    whole: Total
    usable: Total | None

    @property
    def scored(self) -> tuple[str, Total]:
        """The end that is held against what came, and what was forecast for it."""
        return (USABLE, self.usable) if self.usable else (WHOLE, self.whole)


def from_earlier(values: Sequence[float], basis: Basis) -> Span:
    """Return the figure that these support, newest first; none from none."""
    counted = values[:COUNTED]
    count = len(counted)
    if not counted:
        return Span()
    typical = round(median(counted), 3)
    if count < _RANGE:
        return Span(typical_s=typical, basis=basis, counted=count)
    return Span(
        typical_s=typical,
        fast_s=round(min(counted), 3),
        slow_s=round(max(counted), 3),
        confidence=round((count - 1) / (count + 1), 3),
        basis=basis,
        counted=count,
    )


def foresee(procedure: Procedure, pasts: Sequence[Past], measured: Mapping[str, Span]) -> ProcedureForecast:
    """Return the forecast; ``pasts`` newest first, ``measured`` what is known of steps from elsewhere, for now."""
    steps = {name: _step(name, pasts, measured.get(name)) for name in procedure.steps}
    usable = [name for name, step in procedure.steps.items() if step.phase is Phase.USABLE]
    return ProcedureForecast(
        steps=steps,
        whole=_total(procedure, pasts, steps, WHOLE, list(procedure.steps)),
        usable=_total(procedure, pasts, steps, USABLE, usable) if usable else None,
    )


def _step(name: str, pasts: Sequence[Past], measured: Span | None) -> StepForecast:
    own = [(past.at, past.taken[name]) for past in pasts if past.same and name in past.taken]
    others = [(past.at, past.taken[name]) for past in pasts if not past.same and name in past.taken]
    if measured and measured.basis is not Basis.NONE:
        return StepForecast(span=measured, earlier=tuple(own))
    found, basis = (own, Basis.RUNS) if own else (others, Basis.OTHERS)
    return StepForecast(span=from_earlier([seconds for _, seconds in found], basis), earlier=tuple(found))


def _total(
    procedure: Procedure,
    pasts: Sequence[Past],
    steps: Mapping[str, StepForecast],
    end: str,
    last: Collection[str],
) -> Total:
    """Return the time until the last of these steps is done."""
    above = _needed(procedure, last)
    needed = [name for name in procedure.steps if name in above]
    typical = {name: steps[name].span.typical_s or 0.0 for name in needed}
    unknown = tuple(name for name in needed if steps[name].span.typical_s is None)
    found = _slots(procedure, typical)
    final = max(last, key=lambda name: found[name].ends)
    on_way = way(found, final)
    floors = _slots(procedure, {name: steps[name].span.at_least_s for name in needed})
    people = sum(typical[name] for name in on_way if procedure.steps[name].work is None)
    machine = sum(typical[name] for name in on_way) - people
    span = _of_whole_runs(procedure, pasts, end, last)
    if span.typical_s is None and not unknown:
        span = _added_up([steps[name].span for name in needed], found[final].ends)
    return Total(
        span=span,
        at_least_s=max(floors[name].ends for name in last),
        people_s=people,
        machine_s=machine,
        way=on_way,
        unknown=() if span.typical_s is not None else unknown,
    )


def _added_up(parts: Sequence[Span], seconds: float) -> Span:
    """Return the figure of the whole: an estimate as soon as one of its parts is."""
    largest = [one.largest for one in parts if one.basis is Basis.SMALLER]
    basis = Basis.SMALLER if largest else Basis.STEPS
    return Span(typical_s=round(seconds, 3), basis=basis, largest=max(largest, default=0))


def _of_whole_runs(procedure: Procedure, pasts: Sequence[Past], end: str, last: Collection[str]) -> Span:
    """Return what whole runs say, those on the same asset first."""
    needed = _needed(procedure, last)
    for basis, same in ((Basis.RUNS, True), (Basis.OTHERS, False)):
        whole = [past for past in pasts if past.same is same and end in past.ends and _says(past, needed)]
        if whole:
            return from_earlier([_again(procedure, past, end, needed) for past in whole[:COUNTED]], basis)
    return Span()


def _says(past: Past, needed: frozenset[str]) -> bool:
    """Tell whether that run says anything of all these steps as they are today."""
    return needed <= past.taken.keys() and not needed & past.stretched


def _again(procedure: Procedure, past: Past, end: str, needed: Collection[str]) -> float:
    """Return how long that run would take now: its steps with today's sizes, and what it took beyond its steps."""
    then, now = (
        max(slot.ends for slot in _slots(procedure, {name: taken[name] for name in needed}).values())
        for taken in (past.taken, past.today)
    )
    return max(now + past.ends[end] - then, 0.0)


def _slots(procedure: Procedure, seconds: Mapping[str, float]) -> dict[str, Slot]:
    steps = {name: step for name, step in procedure.steps.items() if name in seconds}
    people = [name for name, step in steps.items() if step.work is None]
    return slots({name: step.needs for name, step in steps.items()}, seconds, people)


def _needed(procedure: Procedure, last: Collection[str]) -> frozenset[str]:
    """Return these steps and all that must be done before them."""
    found: set[str] = set()
    pending = list(last)
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += procedure.steps[name].needs
    return frozenset(found)
