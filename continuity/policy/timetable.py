"""When a schedule falls due: intervals, calendar units and cron lines, in a time zone, around windows and blackouts.

An interval counts absolute time; a calendar unit has exactly one occurrence, spread by ``share``; a
cron line is read as Debian's cron reads it (a time that a clock change removes comes after the gap, a doubled one once)
and never spread. What the window forbids is put off to the next allowed instant, and merges with what is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cronsim import CronSim

from continuity.model.inventory import Calendar, WeekSpan
from continuity.policy.policy import BackupKind

if TYPE_CHECKING:
    from collections.abc import Iterator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_NIGHT = timedelta(hours=6)  # what follows the calendar runs between midnight and six
_MONTHS = {Calendar.MONTH: 1, Calendar.QUARTER: 3, Calendar.YEAR: 12}
#: The strongest kind first: a missed full backup is made up for by a full one.
STRENGTH = (BackupKind.ARCHIVE, BackupKind.FULL, BackupKind.DIFFERENTIAL, BackupKind.INCREMENTAL)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a schedule: ``every`` or ``cron``, never both; ``kind`` where the work has kinds."""

    every: timedelta | Calendar | None = None
    cron: str | None = None
    kind: BackupKind | None = None


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One instant at which work falls due, in UTC."""

    at: datetime
    kind: BackupKind | None


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """A schedule in force; ``share`` (0 ≤ share < 1) is this line's own place within each interval."""

    entries: tuple[Entry, ...]
    zone: str
    share: float = 0.0
    window: tuple[WeekSpan, ...] = ()
    blackout: tuple[WeekSpan, ...] = ()

    def after(self, at: datetime) -> Occurrence | None:
        """Return the first occurrence strictly after ``at``; None where there is none any more."""
        times = [found for entry in self.entries if (found := self._after(entry, at))]
        return self._at(min(times)) if times else None

    def latest(self, since: datetime, until: datetime) -> Occurrence | None:
        """Return the newest occurrence in (since, until], with the strongest kind of all of them."""
        found = [(when, entry.kind) for entry in self.entries if (when := self._latest(entry, until)) and when > since]
        if not found:
            return None
        return Occurrence(at=max(when for when, _ in found), kind=_strongest(kind for _, kind in found))

    def between(self, after: datetime, until: datetime) -> Iterator[Occurrence]:
        """Yield the occurrences in (after, until], in order."""
        found = self.after(after)
        while found and found.at <= until:
            yield found
            found = self.after(found.at)

    def allows(self, at: datetime) -> bool:
        """Tell whether work may start then."""
        local = at.astimezone(ZoneInfo(self.zone))
        inside = not self.window or any(_covers(span, local) for span in self.window)
        return inside and not any(_covers(span, local) for span in self.blackout)

    def opens(self, at: datetime) -> datetime | None:
        """Return the first allowed instant at or after ``at``; None where the week has none."""
        if self.allows(at):
            return at
        edges = {*self._edges(at, self.window, start=True), *self._edges(at, self.blackout, start=False)}
        return min((edge for edge in edges if edge > at and self.allows(edge)), default=None)

    def _closed_since(self, at: datetime) -> datetime | None:
        """Return since when work is forbidden, at an instant when it is."""
        edges = {*self._edges(at, self.window, start=False), *self._edges(at, self.blackout, start=True)}
        return max((edge for edge in edges if edge <= at and self.allows(edge - _TICK)), default=None)

    def _edges(self, at: datetime, spans: tuple[WeekSpan, ...], *, start: bool) -> Iterator[datetime]:
        """Yield when these spans begin or end, nine days to both sides."""
        zone = ZoneInfo(self.zone)
        today = at.astimezone(zone).date()
        for offset in range(-9, 10):
            day = today + offset * _DAY
            for span in spans:
                if day.weekday() in span.days:
                    later = 0 if start or span.end_min > span.start_min else 1440
                    yield _utc(day, (span.start_min if start else span.end_min + later) * 60, zone)

    def _after(self, entry: Entry, at: datetime) -> datetime | None:
        before = self._raw_before(entry, at)
        if before and (put_off := self.opens(before)) and put_off > at:
            return put_off
        raw = self._raw_after(entry, at)
        return self.opens(raw) if raw else None

    def _latest(self, entry: Entry, until: datetime) -> datetime | None:
        raw = self._raw_before(entry, until)
        due = self.opens(raw) if raw else None
        if due is None or due <= until:
            return due
        closed = self._closed_since(until)
        raw = self._raw_before(entry, closed - _TICK) if closed else None
        return self.opens(raw) if raw else None

    def _at(self, at: datetime) -> Occurrence:
        """Return the occurrence at an instant, with the strongest kind of the entries that fall due then."""
        return Occurrence(at=at, kind=_strongest(one.kind for one in self.entries if self._latest(one, at) == at))

    def _raw_after(self, entry: Entry, at: datetime) -> datetime | None:
        if entry.cron:
            return next((one.astimezone(UTC) for one in _cron(entry.cron, at, self.zone)), None)
        if (length := _length(entry.every)) is not None:
            shift = length * self.share
            return EPOCH + shift + ((at - EPOCH - shift) // length + 1) * length
        assert isinstance(entry.every, Calendar)  # noqa: S101 - an entry has one of the three
        first = _first(entry.every, at.astimezone(ZoneInfo(self.zone)).date())
        for _ in range(3):
            if (found := self._in_unit(entry.every, first)) and found > at:
                return found
            first = _next(entry.every, first)
        return None

    def _raw_before(self, entry: Entry, at: datetime) -> datetime | None:
        """Return the newest instant at or before ``at``, the window left aside."""
        if entry.cron:
            later = (at + _TICK).replace(microsecond=0) + timedelta(seconds=1 if (at + _TICK).microsecond else 0)
            past = (one.astimezone(UTC) for one in _cron(entry.cron, later, self.zone, reverse=True))
            return next((one for one in past if one <= at), None)
        if (length := _length(entry.every)) is not None:
            shift = length * self.share
            return EPOCH + shift + ((at - EPOCH - shift) // length) * length
        assert isinstance(entry.every, Calendar)  # noqa: S101 - an entry has one of the three
        first = _first(entry.every, at.astimezone(ZoneInfo(self.zone)).date())
        for _ in range(3):
            if (found := self._in_unit(entry.every, first)) and found <= at:
                return found
            first = _first(entry.every, first - _DAY)
        return None

    def _in_unit(self, every: Calendar, first: date) -> datetime | None:
        """Return the one instant in the calendar unit that begins on ``first``; None where its day does not exist."""
        days = (_next(every, first) - first).days
        place = self.share * max(days // 2, 1)
        day = first + int(place) * _DAY
        zone = ZoneInfo(self.zone)
        found = _utc(day, int((place % 1) * _NIGHT.total_seconds()), zone)
        return found if _first(every, found.astimezone(zone).date()) == first else None


def _length(every: timedelta | Calendar | None) -> timedelta | None:
    return timedelta(hours=1) if every is Calendar.HOUR else every if isinstance(every, timedelta) else None


def _cron(line: str, at: datetime, zone: str, *, reverse: bool = False) -> CronSim:
    return CronSim(line, at.astimezone(ZoneInfo(zone)), reverse=reverse)


def _utc(day: date, seconds: int, zone: ZoneInfo) -> datetime:
    """Return local time as UTC; a time that a clock change removes comes as much later as the clock was moved."""
    days, rest = divmod(seconds, 86400)
    return (datetime.combine(day + days * _DAY, time.min, zone) + timedelta(seconds=rest)).astimezone(UTC)


def _first(every: Calendar, day: date) -> date:
    """Return the first day of the calendar unit that a day is in."""
    if every is Calendar.DAY:
        return day
    if every is Calendar.WEEK:
        return day - day.weekday() * _DAY
    months = _MONTHS[every]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _next(every: Calendar, first: date) -> date:
    """Return the first day of the unit after the one that begins on ``first``."""
    if every is Calendar.DAY:
        return first + _DAY
    if every is Calendar.WEEK:
        return first + 7 * _DAY
    month = first.month - 1 + _MONTHS[every]
    return date(first.year + month // 12, month % 12 + 1, 1)


def _covers(span: WeekSpan, local: datetime) -> bool:
    minute = local.hour * 60 + local.minute
    today, yesterday = local.weekday() in span.days, (local.weekday() - 1) % 7 in span.days
    if span.end_min > span.start_min:
        return today and span.start_min <= minute < span.end_min
    return (today and minute >= span.start_min) or (yesterday and minute < span.end_min)


def _strongest(kinds: Iterator[BackupKind | None]) -> BackupKind | None:
    there = set(kinds)
    return next((kind for kind in STRENGTH if kind in there), None)
