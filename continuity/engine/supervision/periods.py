"""Days and months of a client, by its own calendar: when they begin and end, and which comes next. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Length(StrEnum):
    """How long a period is."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, kw_only=True)
class Period:
    """A day or a month in a time zone, from ``begin`` up to ``end``, which is not part of it.

    ``since``: it begins then and not at midnight, for the one before was of another zone and ended then.
    """

    length: Length
    first: date
    zone: str
    since: datetime | None = None

    @property
    def name(self) -> str:
        """``2026-11-22`` or ``2026-11``."""
        text = self.first.isoformat()
        return text if self.length is Length.DAY else text[:7]

    @property
    def begin(self) -> datetime:
        """When it begins."""
        return self.since or _midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """When the next one begins."""
        return _midnight(self._last_and_one, self.zone)

    @property
    def following(self) -> Period:
        """The next one."""
        return Period(length=self.length, first=self._last_and_one, zone=self.zone)

    @property
    def _last_and_one(self) -> date:
        if self.length is Length.DAY:
            return self.first + timedelta(days=1)
        return (self.first.replace(day=28) + timedelta(days=4)).replace(day=1)


def period_of(length: Length, at: datetime, zone: str) -> Period:
    """Return the period that a moment lies in."""
    day = at.astimezone(ZoneInfo(zone)).date()
    return Period(length=length, first=day if length is Length.DAY else day.replace(day=1), zone=zone)


def period_named(length: Length, name: str, zone: str) -> Period:
    """Return the period of that name; raises ``ValueError`` for what is none."""
    first = date.fromisoformat(name if length is Length.DAY else f"{name}-01")
    return Period(length=length, first=first, zone=zone)


def continued(length: Length, name: str, end: datetime, zone: str) -> Period:
    """Return the period after the one of that name, which ended then, maybe by another zone: it begins just there."""
    period = period_named(length, name, zone).following
    while period.end <= end:
        period = period.following
    return period if period.begin == end else replace(period, since=end)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
