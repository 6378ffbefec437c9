"""Pure. When what is held back is told: after quiet hours, and at the boundaries of a digest, by the local clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from continuity.model.inventory import Calendar
from continuity.policy.timetable.hours import Hours
from continuity.policy.timetable.wall import instant, wall

if TYPE_CHECKING:
    from continuity.model.inventory import WeekSpan

#: The local hour at which a daily or weekly digest is sent; the weekly one goes on Mondays.
DIGEST_HOUR = 8
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


def after_quiet(span: WeekSpan | None, at: datetime, timezone: str) -> datetime:
    """Return the first instant from ``at`` on that is not quiet; ``at`` itself where the quiet would never end."""
    return at if span is None else Hours(zone=timezone, blackout=(span,)).opens(at) or at


def digest_at(digest: Calendar | None, since: datetime, timezone: str) -> datetime:
    """Return when something that is so since then is told: at the next boundary, or at once without a digest."""
    if digest is None:
        return since
    if digest is Calendar.HOUR:
        whole = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        return whole if whole == since else whole + _HOUR
    zone = ZoneInfo(timezone)
    morning = wall(zone, since).replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    while instant(zone, morning) < since or (digest is Calendar.WEEK and morning.weekday()):
        morning += _DAY
    return instant(zone, morning)
