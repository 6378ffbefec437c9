"""Which months a report is about: one, the three of a calendar quarter, or the twelve of a year. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from continuity.engine.contracts.inputs import days_of, stretch
from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.contract.service_time import Stretch

_YEAR, _QUARTER = 12, 3


class Kind(StrEnum):
    """How much a report is about."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_LENGTH = {Kind.MONTH: 1, Kind.QUARTER: _QUARTER, Kind.YEAR: _YEAR}
_FORMS = {
    Kind.MONTH: re.compile(r"(?P<year>\d{4})-(?P<part>0[1-9]|1[0-2])"),
    Kind.QUARTER: re.compile(r"(?P<year>\d{4})-Q(?P<part>[1-4])"),
    Kind.YEAR: re.compile(r"(?P<year>\d{4})(?P<part>)"),
}
#: What is wrong with a name, by what it should be of.
SAID = {
    Kind.MONTH: "{value} is no month",
    Kind.QUARTER: "{value} is no quarter",
    Kind.YEAR: "{value} is no year",
}
_LIKE = {Kind.MONTH: "2026-10", Kind.QUARTER: "2026-Q4", Kind.YEAR: "2026"}


@dataclass(frozen=True, kw_only=True)
class Span:
    """Months one after the other, by the calendar of a time zone; ``name`` is what people call it: ``2026-Q4``."""

    kind: Kind
    name: str
    months: tuple[str, ...]
    zone: str

    def over(self, month: str, now: datetime) -> bool:
        """Tell whether a month of it has ended."""
        return self.stretch(month).end <= now

    def begun(self, now: datetime) -> tuple[str, ...]:
        """Return the months of it that have begun."""
        return tuple(one for one in self.months if self.stretch(one).begin <= now)

    def stretch(self, month: str) -> Stretch:
        """Return a month as a stretch of time."""
        return stretch(*days_of(month), self.zone)


def named(kind: Kind, text: str, zone: str) -> Span:
    """Return the span of a name; raises ``UsageError`` for what is none."""
    found = _FORMS[kind].fullmatch(text)
    if found is None or not date.min.year < int(found["year"]) < date.max.year:
        like = _LIKE[kind]
        raise UsageError(SAID[kind], hint="write it as {like}", value=repr(text), like=like)
    return _span(kind, int(found["year"]), int(found["part"] or 1), zone)


def last_over(kind: Kind, now: datetime, zone: str) -> Span:
    """Return the newest span that has ended."""
    today, length = now.astimezone(ZoneInfo(zone)).date(), _LENGTH[kind]
    number = today.year * (_YEAR // length) + (today.month - 1) // length - 1
    year, part = divmod(number, _YEAR // length)
    return _span(kind, year, part + 1, zone)


def _span(kind: Kind, year: int, part: int, zone: str) -> Span:
    first = (part - 1) * _LENGTH[kind] + 1
    months = tuple(f"{year:04}-{first + count:02}" for count in range(_LENGTH[kind]))
    name = {Kind.MONTH: months[0], Kind.QUARTER: f"{year:04}-Q{part}", Kind.YEAR: f"{year:04}"}[kind]
    return Span(kind=kind, name=name, months=months, zone=zone)
