"""Figures of many samples as one: what is kept instead of the samples, by minute, hour and day; pure.

A rollup of rollups is that of all their samples: nothing is lost but the samples themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Grain:
    """How much of time is one rollup, and how long it is kept before only the coarser one is left."""

    length: timedelta
    kept: timedelta

    def begins(self, at: datetime) -> datetime:
        """Return the beginning of the stretch that a moment lies in."""
        return at - (at - _EPOCH) % self.length


#: The stretches that are kept: two days of minutes, a quarter and more of hours, five years and more of days.
GRAINS = (
    Grain(length=timedelta(minutes=1), kept=timedelta(days=2)),
    Grain(length=timedelta(hours=1), kept=timedelta(days=100)),
    Grain(length=timedelta(days=1), kept=timedelta(days=2000)),
)


@dataclass(frozen=True, kw_only=True)
class Rollup:
    """One figure over one stretch of time: how many samples, the least, the most, and their sum."""

    count: int
    least: float
    most: float
    total: float

    @property
    def mean(self) -> float:
        """The mean of its samples; never outside of them, whatever was rounded."""
        return min(max(self.total / self.count, self.least), self.most)

    @classmethod
    def of(cls, value: float) -> Rollup:
        """Return that of one sample."""
        return cls(count=1, least=value, most=value, total=value)


def folded(rollups: Iterable[Rollup]) -> Rollup | None:
    """Return the one of all of them; None where there is none."""
    found: Rollup | None = None
    for one in rollups:
        found = one if found is None else _both(found, one)
    return found


def _both(one: Rollup, other: Rollup) -> Rollup:
    return Rollup(
        count=one.count + other.count,
        least=min(one.least, other.least),
        most=max(one.most, other.most),
        total=one.total + other.total,
    )
