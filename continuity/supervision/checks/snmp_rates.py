"""Rates from counters that two looks found; none where a restart, a wrap or a jump could make it false. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TICKS_A_SECOND = 100
_TICKS = 1 << 32
_BITS_32 = 1 << 32
_HALF = 2
_DRIFT_S, _DRIFT_SHARE = 5.0, 0.2


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one look found: the agent's uptime in hundredths, our own clock, and counters by name.

    ``epoch`` differs where the agent says that its counters were interrupted. ``narrow`` are those of 32 bits, and how
    much each could grow by in a second at most: one that may have wrapped unseen tells nothing.
    """

    ticks: int
    at_s: float
    counters: Mapping[str, int]
    epoch: object = None
    narrow: Mapping[str, float] = field(default_factory=dict)


def rates(before: Look | None, now: Look) -> dict[str, float] | None:
    """Return what each counter grew by in a second; None where the two looks cannot be held against each other."""
    if before is None or before.epoch != now.epoch:
        return None
    passed_s = (now.ticks - before.ticks) % _TICKS / _TICKS_A_SECOND  # a clock of 497 days wraps like a counter
    ours_s = now.at_s - before.at_s
    if passed_s <= 0 or abs(passed_s - ours_s) > _DRIFT_S + _DRIFT_SHARE * ours_s:
        return None  # it started anew, or one of us slept
    found = {}
    for name, value in now.counters.items():
        grown = _grown(before.counters.get(name), value)
        if grown is None or now.narrow.get(name, 0.0) * passed_s >= _BITS_32 // _HALF:
            return None
        found[name] = grown / passed_s
    return found


def _grown(before: int | None, now: int) -> float | None:
    """Return by how much; one that went back has wrapped only where it was in the upper half of 32 bits."""
    if before is None:
        return None
    if now >= before:
        return now - before
    if before < _BITS_32 and before >= _BITS_32 // _HALF and now < _BITS_32 // _HALF:
        return now + _BITS_32 - before
    return None
