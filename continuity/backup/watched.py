"""What the anomaly watch remembers of a source: one sum of changes a day, however often it is backed up. Pure.

Kept as plain data, newest last. A day that somebody looked at and accepted is *settled*: it counts as usual, and what
comes after it begins a new sum.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from continuity.backup.anomaly import PAST, Anomaly, judge
from continuity.backup.changes import Changes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

_KEPT = PAST + 10


@dataclass(frozen=True, kw_only=True)
class Day:
    """The sum of one day (UTC)."""

    day: str
    changes: Changes
    settled: bool = False


@dataclass(frozen=True, kw_only=True)
class Days:
    """The remembered days of one source, oldest first."""

    days: tuple[Day, ...] = ()

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> Days:
        """Read what :meth:`as_json` wrote."""
        return cls(
            days=tuple(
                Day(day=one["day"], settled=one["settled"], changes=Changes.from_json(one["changes"]))
                for one in facts.get("days", ())
            )
        )

    def as_json(self) -> dict[str, Any]:
        """Return plain data for the database."""
        return {
            "days": [{"day": one.day, "settled": one.settled, "changes": one.changes.as_json()} for one in self.days]
        }

    def after(self, changes: Changes, at: datetime) -> Days:
        """Return the days with the changes of one more backup."""
        today = at.date().isoformat()
        last = self.days[-1] if self.days else None
        if last and last.day == today and not last.settled:
            return replace(self, days=(*self.days[:-1], replace(last, changes=last.changes + changes)))
        return replace(self, days=(*self.days, Day(day=today, changes=changes))[-_KEPT:])

    def settled(self) -> Days:
        """Return the days once somebody accepted all that happened so far."""
        return replace(self, days=tuple(replace(one, settled=True) for one in self.days))

    def suspicious(self) -> tuple[Anomaly, ...]:
        """Return what is suspicious about the newest day; see :func:`~continuity.backup.anomaly.judge`."""
        if not self.days or self.days[-1].settled:
            return ()
        past = self.days[:-1]
        return judge(_changes(past), self.days[-1].changes, settled=_settled(past))


def _changes(days: Sequence[Day]) -> list[Changes]:
    return [one.changes for one in days]


def _settled(days: Sequence[Day]) -> int:
    """Return how many of the oldest days are settled: days are settled together, up to one of them."""
    return sum(one.settled for one in days)
