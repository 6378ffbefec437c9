"""Until when recovery points stay restorable: a safe bound from the locks that a store reported; pure.

A point needs the configuration, the keys and its own snapshot, and of index and data some of what was there when its
snapshot was uploaded: restic uploads that last. Which of it, only restic knows, so all of it counts. Where index or
data were rewritten since, all that was there by then counts for every older point. Days count whole.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from continuity.policy.lock_profile import ALWAYS, SHARED, counted

if TYPE_CHECKING:
    from continuity.policy.lock_profile import Profile

#: Stands for no lock at all among dates: before every other.
_NEVER = datetime.min.replace(tzinfo=UTC)
#: Stands for the lock of what is not there, and so loses nothing.
_ALWAYS = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Own:
    """The snapshot's own object: when the store took it, and until when it is locked (None: it is not)."""

    uploaded: datetime
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Leaning:
    """What a point may need that is older than itself and loses its lock before its own snapshot does."""

    objects: int
    bytes: int


class Horizons:
    """Answers for any number of points of one repository; each costs no more than a search among days."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._older: dict[tuple[date, date, date], Leaning] = {}

    def until(self, own: Own) -> datetime | None:
        """Return the earliest end of the locks of all that a point may need; None where something has no lock."""
        days, earliest = self._shared
        place = bisect_right(days, self._needs_up_to(own))
        shared = earliest[place - 1] if place else _ALWAYS
        found = min(own.until or _NEVER, self._always, shared)
        return None if found == _NEVER else found

    def leaning(self, own: Own, began: datetime) -> Leaning:
        """Return what of the point's needs was uploaded on days before its data was read, and is unlocked days before.

        Many points share their days, so that this is counted once for all of them.
        """
        key = (self._needs_up_to(own), began.date(), (own.until or _NEVER).date())
        if key not in self._older:
            limit, first, end = key
            objects, size = counted(
                row
                for row in self._profile.of(*ALWAYS, *SHARED)
                if row.uploaded < first and row.uploaded <= limit and (row.until or _NEVER).date() < end
            )
            self._older[key] = Leaning(objects=objects, bytes=size)
        return self._older[key]

    def _needs_up_to(self, own: Own) -> date:
        rewritten = self._profile.rewritten
        return max(own.uploaded, rewritten or own.uploaded).date()

    @cached_property
    def _always(self) -> datetime:
        return min((row.until or _NEVER for row in self._profile.of(*ALWAYS)), default=_ALWAYS)

    @cached_property
    def _shared(self) -> tuple[list[date], list[datetime]]:
        """Return the days of upload, and for each the earliest end of all locks up to then."""
        by_day: dict[date, datetime] = {}
        for row in self._profile.of(*SHARED):
            until = row.until or _NEVER
            by_day[row.uploaded] = min(until, by_day.get(row.uploaded, until))
        days = sorted(by_day)
        return days, list(accumulate((by_day[day] for day in days), min))
