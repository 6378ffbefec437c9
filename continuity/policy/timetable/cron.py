"""Cron lines as Debian's cron means them: cronsim reads the line, and here the wall is moved in spring and autumn.

A line with fixed times runs once where the wall shows a time twice, the first time; where it never shows it, at the
moment the clock is moved. A line whose minute or hour begins with ``*`` runs whenever the wall shows what it says.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from cronsim import CronSim

from continuity.policy.timetable.wall import change, offset

_MICRO = timedelta(microseconds=1)
_NEAR = timedelta(days=3)  # more than any change of a clock, a skipped day included
_BACK = timedelta(hours=36)


def cron_after(line: str, zone: str, at: datetime) -> datetime | None:
    """Return the first run of a line after ``at``; None where it never comes again (within fifty years)."""
    hour = at.replace(minute=0, second=0, microsecond=0)  # many assets share a line: they ask in one hour
    found = _after(line, zone, hour)
    return found if found is None or found > at else _after(line, zone, at)


@lru_cache(maxsize=8192)
def _after(line: str, zone_name: str, at: datetime) -> datetime | None:
    zone = ZoneInfo(zone_name)
    minute, hour = line.split()[:2]
    fixed = not minute.startswith("*") and not hour.startswith("*")
    ahead = offset(zone, at)
    shown = (at + ahead).replace(tzinfo=None)
    while (following := _shown_next(line, shown)) is not None:
        found = following.replace(tzinfo=UTC) - ahead
        far = found - at > _NEAR
        moved = change(zone, at, at + _BACK if far else found)
        if moved is None and far:  # nothing in between: the wall shows it in no other way
            at = found - _BACK
            ahead = offset(zone, at)
            shown = max(shown, (at + ahead).replace(tzinfo=None))
        elif moved is None:
            if not fixed or not found.astimezone(zone).fold:
                return found
            shown = following
        else:
            at, ahead = moved, offset(zone, moved)
            after_it = (moved + ahead).replace(tzinfo=None)
            if fixed and following < after_it:
                return moved
            shown = after_it - _MICRO
    return None


def _shown_next(line: str, shown: datetime) -> datetime | None:
    """Return the next time after ``shown`` that a wall which is never moved would show and the line names."""
    try:
        return next(CronSim(line, shown), None)
    except (OverflowError, ValueError):  # beyond the year 9999
        return None
