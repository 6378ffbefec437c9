"""Which point a restore test takes, and what a series of tests supports. Pure.

Every test takes another repository than the one before, so that each copy is proven in turn; the point within it is
chosen by a recorded seed, so that anybody can repeat the choice and nobody can steer it afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.ground.errors import Unavailable
from continuity.ground.ids import repeatable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from continuity.model.point import Point

_RULE_OF_THREE = 3  # Hanley and Lippman-Hand, JAMA 249 (1983): no failure in n, at 95 % at most 3/n


def choose(points: Sequence[Point], tested: Mapping[str, datetime], *, select: str, seed: str) -> Point:
    """Return the point to restore: from the repository tested longest ago, picked as the policy says.

    ``tested`` is when each repository last had a test; one that never had comes first. ``select`` is ``random``,
    ``newest``, ``oldest`` or ``rotate`` (the point verified longest ago). The same arguments, the same choice.
    Raises ``Unavailable`` where there is no point.
    """
    if not points:
        raise Unavailable("there is no recovery point to test", hint="make one: continuity backup")
    chance = repeatable(seed)
    names = sorted({point.repository for point in points})
    chance.shuffle(names)
    repository = min(names, key=lambda name: tested[name].timestamp() if name in tested else 0.0)
    held = sorted(
        (one for one in points if one.repository == repository), key=lambda one: (one.data_time, one.snapshot)
    )
    if select == "newest":
        return held[-1]
    if select == "oldest":
        return held[0]
    if select == "rotate":
        return min(held, key=lambda one: one.verified_at.timestamp() if one.verified_at else 0.0)
    return chance.choice(held)


@dataclass(frozen=True, kw_only=True)
class Series:
    """A series of restore tests: how many of how many points were tried, and how many failed."""

    tests: int
    failures: int
    points: int
    points_tested: int

    @property
    def bound(self) -> float | None:
        """Return the failure rate that the series rules out at 95 %; None where it supports no statement.

        With a failure in it, what was seen stands for itself; with fewer than four tests the rule says nothing.
        """
        if self.failures or self.tests <= _RULE_OF_THREE:
            return None
        return _RULE_OF_THREE / self.tests
