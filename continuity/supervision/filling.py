"""When something that fills is full: foretold with an interval from its daily peaks, or why it cannot be; pure.

What counts of a day is its highest value: the dump that is there each night and gone each morning is no growth, and a
disk is full when its peak is. A jump (a cleanup, a disk made larger, a copy of another machine) begins a new series;
where it falls again and again, as a repository that is pruned each week, the peaks of weeks count. It is told no
further ahead than twice the days it rests on, and only where it surely grows: the lower end of the slope's interval is
above zero.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import read_time, write_time
from continuity.supervision.slope import QUANTILE, residuals, slope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.supervision.slope import Points, Slope

#: With fewer days, nothing is foretold; of older ones than this nothing is asked.
NEEDED, COUNTED = 7, 60
#: It is told no further ahead, and no further than so many times the days that it rests on.
FURTHEST, _TIMES = timedelta(days=90), 2
#: What may come that much later does not surely come.
_LATEST = timedelta(days=180)
#: A jump is more than so many times what days usually differ by, and more than this part of what there is.
_JUMP, _PART = 6, 0.02
_BESIDE = 3  # days on each side that a jump is told from: one odd day is none
_OFTEN, _WEEK = 3, 7
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_SHARE = 0.05
_SIGMA = 1.4826  # of a normal distribution, by the median of its distances


class Why(StrEnum):
    """Why nothing is foretold."""

    FEW = "few"
    STEADY = "steady"
    FAR = "far"
    FULL = "full"


@dataclass(frozen=True, kw_only=True)
class Peak:
    """The highest value of the day that begins at ``day`` (UTC)."""

    day: datetime
    value: float


@dataclass(frozen=True, kw_only=True)
class Filling:
    """When it is full, and the interval around; or ``why`` that is not foretold. It rests on ``points`` in ``days``."""

    points: int
    days: int
    why: Why | None = None
    full: datetime | None = None
    earliest: datetime | None = None
    latest: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        times = {name: getattr(self, name) for name in ("full", "earliest", "latest")}
        plain: dict[str, Any] = {"points": self.points, "days": self.days, "why": str(self.why) if self.why else None}
        return plain | {name: write_time(at) if at else None for name, at in times.items()}

    @classmethod
    def of_json(cls, plain: Mapping[str, Any]) -> Filling:
        """Return what :meth:`as_json` described."""
        times = {name: read_time(plain[name]) if plain[name] else None for name in ("full", "earliest", "latest")}
        why = Why(plain["why"]) if plain["why"] else None
        return cls(points=plain["points"], days=plain["days"], why=why, **times)


def foretold(peaks: Sequence[Peak], level: float, now: datetime) -> Filling:
    """Return when these peaks, the oldest first, reach the level. Today's is no peak yet: leave it out.

    What is no number, or without an end, is no figure: that day has none.
    """
    mine = counted([one for one in peaks[-COUNTED:] if math.isfinite(one.value)], level)
    days = (mine[-1].day - mine[0].day) // _DAY + 1 if mine else 0
    if mine and mine[-1].value >= level:
        return Filling(points=len(mine), days=days, why=Why.FULL)
    if len(mine) < NEEDED:
        return Filling(points=len(mine), days=days, why=Why.FEW)
    points = [(_place(one.day + _DAY), one.value) for one in mine]  # what grows is highest when the day ends
    found = slope(points)
    if found is None or found.low <= 0:
        return Filling(points=len(mine), days=days, why=Why.STEADY)
    full, earliest, latest = (max(one, _place(now)) for one in _reached(points, found, level))
    if full - _place(now) > min(FURTHEST / _DAY, _TIMES * days):
        return Filling(points=len(mine), days=days, why=Why.FAR)
    if latest - _place(now) > _LATEST / _DAY:
        return Filling(points=len(mine), days=days, why=Why.STEADY)
    return Filling(points=len(mine), days=days, full=_at(full), earliest=_at(earliest), latest=_at(latest))


def counted(peaks: Sequence[Peak], level: float) -> Sequence[Peak]:
    """Return the peaks that a forecast rests on: those since the last jump; of a saw those of its weeks."""
    mine = since_jump(peaks, level)
    if len(mine) >= NEEDED or not is_saw(peaks, level):
        return mine
    weeks = [peaks[max(end - _WEEK, 0) : end] for end in range(len(peaks), 0, -_WEEK)]
    return since_jump([max(one, key=lambda peak: peak.value) for one in reversed(weeks)], level)


def is_saw(peaks: Sequence[Peak], level: float) -> bool:
    """Tell whether it falls again and again, as a repository does that is pruned each week: that is no cleanup."""
    return sum(peaks[at].value < peaks[at - 1].value for at in _jumps_of(peaks, level)) >= _OFTEN


def since_jump(peaks: Sequence[Peak], level: float) -> Sequence[Peak]:
    """Return the peaks since the last jump."""
    found = _jumps_of(peaks, level)
    return peaks[found[-1] :] if found else peaks


def _jumps_of(peaks: Sequence[Peak], level: float) -> list[int]:
    found = [0]
    for at in range(1, len(peaks)):
        if _jumps(peaks[found[-1] :], at - found[-1], level):
            found.append(at)
    return found[1:]


def _jumps(peaks: Sequence[Peak], at: int, level: float) -> bool:
    """Tell whether the days from one on lie apart from those before it, by more than a usual day and its growth."""
    values = [one.value for one in peaks]
    steps = [after - before for before, after in pairwise(values)]
    usual = median(steps)
    before, after = values[max(at - _BESIDE, 0) : at], values[at : at + _BESIDE]
    apart = median(after) - median(before) - usual * (len(after) + len(before)) / 2
    whole = max(abs(level), *(abs(one) for one in values))
    spread = median([abs(one - usual) for one in steps])
    own = steps[at - 1] - usual
    return min(abs(apart), abs(own)) > max(_JUMP * spread, _PART * whole) and (apart > 0) == (own > 0)


def _reached(points: Points, found: Slope, level: float) -> tuple[float, float, float]:
    """Return when the line reaches the level: typically, at the earliest and at the latest.

    At the ends the slope is that of its interval, and the day one of the highest or the lowest. Where neighbours err
    alike, the line itself wanders: by a day's usual step, times the root of the days ahead.
    """
    typical = _when(points, found.typical, level)
    steps = [after - before - found.typical for (_, before), (_, after) in pairwise(points)]
    ahead = max(typical - points[-1][0], 0.0)
    wander = QUANTILE * found.alike**2 * _SIGMA * median([abs(one) for one in steps]) * math.sqrt(ahead)
    left = sorted(residuals(points, found.typical))
    beside = int(_SHARE * len(left))
    first = _when(points, found.high, level - left[-1 - beside] - wander)
    last = _when(points, found.low, level - left[beside] + wander)
    return typical, min(typical - 1, first), max(typical + 1, last)  # days are as fine as it can be told


def _when(points: Points, rate: float, level: float) -> float:
    """Return where the line of that slope that halves the points comes to a level."""
    return (level - median([y - rate * x for x, y in points])) / rate


def _place(at: datetime) -> float:
    return (at - _EPOCH) / _DAY


def _at(place: float) -> datetime:
    return (_EPOCH + place * _DAY).replace(microsecond=0)
