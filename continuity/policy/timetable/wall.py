"""What the clock on the wall shows, and when it is moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)


def offset(zone: ZoneInfo, at: datetime) -> timedelta:
    """Return how far the wall is ahead of UTC at an instant."""
    return at.astimezone(zone).utcoffset() or timedelta()


def wall(zone: ZoneInfo, at: datetime) -> datetime:
    """Return what the wall shows at an instant, without a zone."""
    return at.astimezone(zone).replace(tzinfo=None)


def instant(zone: ZoneInfo, shown: datetime) -> datetime:
    """Return when the wall shows this: the first of two times; in a gap, as if it had not been moved yet."""
    return shown.replace(tzinfo=zone, fold=0).astimezone(UTC)


def change(zone: ZoneInfo, after: datetime, until: datetime) -> datetime | None:
    """Return when the clock is moved in (after, until]; None where both ends have one offset.

    Two changes that cancel each other are not looked for: no zone has them within the days that are asked about.
    """
    before = offset(zone, after)
    if offset(zone, until) == before:
        return None
    low, high = after, until
    while high - low > _SECOND:
        middle = low + (high - low) / 2
        low, high = (middle, high) if offset(zone, middle) == before else (low, middle)
    return high.replace(microsecond=0)


def changes(zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[datetime]:
    """Yield every change of the clock in (after, until], looked for day by day."""
    while after < until:
        step = min(after + _DAY, until)
        if found := change(zone, after, step):
            yield found
        after = step
