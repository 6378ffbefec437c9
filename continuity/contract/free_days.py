"""Hours of a week less the days on which nothing is promised; pure: which days those are is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from zoneinfo import ZoneInfo

    from continuity.contract.service_time import Hours

_DAY = timedelta(days=1)
_MOST = 366  # days in a row that are looked through


@dataclass(frozen=True)
class WithoutDays:
    """These hours, without the days that are ``free`` by the wall of the zone."""

    hours: Hours
    free: Callable[[date], bool]
    zone: ZoneInfo

    def allows(self, at: datetime) -> bool:
        """Tell whether a moment lies within them."""
        return not self.free(self._day(at)) and self.hours.allows(at)

    def opens(self, at: datetime) -> datetime | None:
        """Return the first moment from ``at`` on that does; None where there is none."""
        for _ in range(_MOST):
            found = self.hours.opens(at)
            if found is None or not self.free(self._day(found)):
                return found
            at = self._midnight(self._day(found) + _DAY)
        return None

    def shuts(self, at: datetime) -> datetime | None:
        """Return the first moment from ``at`` on that does not; None where there is none within a year."""
        if not self.allows(at):
            return at
        found, day = self.hours.shuts(at), self._day(at)
        for _ in range(_MOST):
            day += _DAY
            midnight = self._midnight(day)
            if found is not None and found <= midnight:
                return found
            if self.free(day):
                return midnight
        return found

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)
