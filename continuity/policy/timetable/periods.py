"""Work that comes at an interval, or once a calendar unit: at its own share of it, so that not all begins at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from continuity.model.inventory import Calendar
from continuity.policy.timetable.wall import instant, wall

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_END = datetime(9000, 1, 1, tzinfo=UTC)  # what would come later never comes; Python's calendar ends with 9999
_MICRO = timedelta(microseconds=1)
_SECOND = timedelta(seconds=1)
_NIGHT = timedelta(hours=6)
#: How many days of each unit work is spread over: its first half.
_SPREAD = {Calendar.DAY: 1, Calendar.WEEK: 3, Calendar.MONTH: 14, Calendar.QUARTER: 45, Calendar.YEAR: 182}
_MONTHS = {Calendar.MONTH: 1, Calendar.QUARTER: 3, Calendar.YEAR: 12}


def length_of(every: timedelta | Calendar) -> timedelta | None:
    """Return the fixed length of a period; None where it follows the calendar. An hour is sixty minutes, always."""
    if isinstance(every, timedelta):
        return every
    return timedelta(hours=1) if every is Calendar.HOUR else None


def interval_after(length: timedelta, share: float, at: datetime) -> datetime | None:
    """Return the first multiple of ``length`` since the epoch, moved by its ``share``, after ``at``."""
    newest = _newest(length, share, at)
    return newest + length if length < _END - newest else None


def interval_until(length: timedelta, share: float, until: datetime) -> datetime:
    """Return the newest such instant up to ``until``."""
    return _newest(length, share, until)


def _newest(length: timedelta, share: float, at: datetime) -> datetime:
    moved = length * share
    first = _EPOCH + (moved - moved % _SECOND)
    return at - (at - first) % length


def calendar_after(unit: Calendar, share: float, zone: ZoneInfo, at: datetime) -> datetime | None:
    """Return the first instant after ``at`` that is the one of its unit: by night, in the first half of the unit."""
    if at >= _END:
        return None
    place = share * _SPREAD[unit]
    day, night = timedelta(days=int(place)), place % 1 * _NIGHT
    first = _first_day(unit, wall(zone, at).date())
    while True:
        found = instant(zone, datetime.combine(first + day, datetime.min.time()) + (night - night % _SECOND))
        if found > at:
            return found
        first = _next_first(unit, first)


def _first_day(unit: Calendar, day: date) -> date:
    if unit is Calendar.DAY:
        return day
    if unit is Calendar.WEEK:
        return day - timedelta(days=day.weekday())
    months = _MONTHS[unit]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def _next_first(unit: Calendar, first: date) -> date:
    if unit in (Calendar.DAY, Calendar.WEEK):
        return first + timedelta(days=1 if unit is Calendar.DAY else 7)
    index = first.year * 12 + first.month - 1 + _MONTHS[unit]
    return date(index // 12, index % 12 + 1, 1)


def newest(after: Callable[[datetime], datetime | None], since: datetime, until: datetime) -> datetime | None:
    """Return the newest instant in (since, until] of what ``after`` yields, halving what is left to look at."""
    low = after(since)
    if low is None or low > until:
        return None
    high = until
    while (following := after(low)) is not None and following <= until:
        low = following
        while high - low > _SECOND:
            middle = low + (high - low) / 2
            found = after(middle)
            if found is not None and found <= until:
                low = found
            else:
                high = middle
    return low
