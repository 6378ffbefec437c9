"""When work falls due, pure: intervals, calendar units and cron lines, deferred to the hours in which it may start.

An occurrence that falls into forbidden hours comes at the moment they end, together with all others that wait for it:
as one, of the strongest kind. Deferring never changes the order, so every question about occurrences is one about the
instants as written, up to the one that is already out (:meth:`Timetable._out`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from continuity.model.inventory import Calendar
from continuity.policy.policy import BackupKind
from continuity.policy.timetable.cron import cron_after
from continuity.policy.timetable.hours import Hours
from continuity.policy.timetable.periods import calendar_after, interval_after, interval_until, length_of, newest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from continuity.model.inventory import WeekSpan

#: Weakest first: a stronger kind reads all that a weaker one would have read.
STRENGTH = (BackupKind.INCREMENTAL, BackupKind.DIFFERENTIAL, BackupKind.FULL, BackupKind.ARCHIVE)
_MICRO = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """Work is due ``at`` (UTC); ``kind`` is None for work that has no kinds."""

    at: datetime
    kind: BackupKind | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a timetable: ``every`` (a length from the epoch, or once a calendar unit) or ``cron``."""

    every: timedelta | Calendar | None = None
    cron: str | None = None
    kind: BackupKind | None = None


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """When work falls due in ``zone`` (an IANA name), starting in ``window`` and never in ``blackout``.

    ``share`` (0 to less than 1) is this line's own place in every period. Cron lines are taken at their word.
    """

    entries: tuple[Entry, ...]
    zone: str = "UTC"
    window: tuple[WeekSpan, ...] = ()
    blackout: tuple[WeekSpan, ...] = ()
    share: float = 0.0

    @cached_property
    def hours(self) -> Hours:
        """The hours in which work may start."""
        return Hours(zone=self.zone, window=self.window, blackout=self.blackout)

    def allows(self, at: datetime) -> bool:
        """Whether work may start at this instant."""
        return self.hours.allows(at)

    def opens(self, at: datetime) -> datetime | None:
        """Return the first instant from ``at`` on at which work may start; None where there is none."""
        return self.hours.opens(at)

    def after(self, at: datetime) -> Occurrence | None:
        """Return the first occurrence strictly after ``at``; None where there is none any more."""
        return next(self._from(at), None)

    def between(self, after: datetime, until: datetime) -> Iterator[Occurrence]:
        """Yield the occurrences in (after, until]; what falls on one instant is one, of the strongest kind."""
        for one in self._from(after):
            if one.at > until:
                return
            yield one

    def latest(self, since: datetime, until: datetime) -> Occurrence | None:
        """Return the newest occurrence in (since, until], with the strongest kind of all of them."""
        if self.hours.never:
            return None
        first, last = self._out(since), self._out(until)
        newest_of = {entry: self._newest(entry, first, last) for entry in self.entries}
        found = {entry: at for entry, at in newest_of.items() if at is not None}
        opening = self.opens(max(found.values())) if found else None
        return Occurrence(at=opening, kind=strongest(entry.kind for entry in found)) if opening else None

    def _from(self, at: datetime) -> Iterator[Occurrence]:
        if self.hours.never:
            return
        out = self._out(at)
        heads = {entry: self._next(entry, out) for entry in self.entries}
        while waiting := [head for head in heads.values() if head is not None]:
            opening = self.opens(min(waiting))
            if opening is None:
                return
            due = [entry for entry, head in heads.items() if head is not None and head <= opening]
            yield Occurrence(at=opening, kind=strongest(entry.kind for entry in due))
            heads |= {entry: self._next(entry, opening) for entry in due}

    def _out(self, at: datetime) -> datetime:
        """Return up to which instant, as written, occurrences are out at ``at``: those in forbidden hours wait."""
        return at if self.allows(at) else self.hours.shut_since(at) - _MICRO

    def _next(self, entry: Entry, at: datetime) -> datetime | None:
        if entry.cron is not None:
            return cron_after(entry.cron, self.zone, at)
        if entry.every is None:
            return None
        if (length := length_of(entry.every)) is not None:
            return interval_after(length, self.share, at)
        return calendar_after(Calendar(str(entry.every)), self.share, ZoneInfo(self.zone), at)

    def _newest(self, entry: Entry, since: datetime, until: datetime) -> datetime | None:
        if entry.every is not None and (length := length_of(entry.every)) is not None:
            found = interval_until(length, self.share, until)
            return found if found > since else None
        return newest(lambda at: self._next(entry, at), since, until)


def without_share(table: Timetable) -> Timetable:
    """Return the same timetable without a place of its own: equal for all lines whose entries are cron lines."""
    return replace(table, share=0.0)


def strongest(kinds: Iterable[BackupKind | None]) -> BackupKind | None:
    """Return the kind that makes the others superfluous; None where none has a kind."""
    return max((kind for kind in kinds if kind is not None), key=STRENGTH.index, default=None)
