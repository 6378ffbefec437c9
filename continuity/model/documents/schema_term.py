"""How long a contract runs, and how everything is handed back at its end."""

from __future__ import annotations

import re
from datetime import date  # noqa: TC003 - pydantic reads it
from typing import Annotated

from pydantic import Field, model_validator

from continuity.model.agreement import CalendarSpan
from continuity.model.documents.fields import Name, Strict, Text
from continuity.model.documents.parsed import Parsed
from continuity.model.documents.values import shown, wrong

_SPAN = re.compile(r"(?P<count>\d{1,4})\s*(?P<unit>d|days?|w|weeks?|months?|years?)", re.ASCII)
_MONTHS = {"month": 1, "months": 1, "year": 12, "years": 12}
_DAYS = {"d": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7}
#: Days that every calendar has, :mod:`continuity.contract.life`.
_TAKEN = ("notice", "end")


def parse_span(value: object) -> CalendarSpan:
    """Read ``3 months``, ``1 year``, ``30d`` or ``2 weeks``."""
    if isinstance(value, CalendarSpan):
        return value
    found = _SPAN.fullmatch(str(value).strip())
    if found is None:
        raise wrong("span", value=shown(value))
    count, unit = int(found["count"]), found["unit"]
    return CalendarSpan(months=count * _MONTHS.get(unit, 0), days=count * _DAYS.get(unit, 0))


def _some(value: object) -> CalendarSpan:
    found = parse_span(value)
    if not found.months and not found.days:
        raise wrong("more_than", value=shown(value), limit="0d")
    return found


Span = Annotated[CalendarSpan, Parsed(parse_span, "3 months", "1 year", "30d")]
PositiveSpan = Annotated[CalendarSpan, Parsed(_some, "3 months", "1 year", "30d")]


class Term(Strict):
    """From when until when a contract runs."""

    begin: date
    until: date
    """The last day of it."""
    notice: Span = CalendarSpan()
    """How long before its end it is to be said that it ends."""
    renews: PositiveSpan | None = None
    """By how much it goes on where nobody says so; without it, it ends."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Term:
        if self.until < self.begin:
            raise wrong("term_backwards", begin=str(self.begin), until=str(self.until))
        return self


class HandBackStep(Strict):
    """One step of handing everything back."""

    name: Name
    title: Text
    before: Span | None = None
    """So long before the end; without it and `after`, on the last day."""
    after: Span | None = None
    """So long after the end."""


class Reversibility(Strict):
    """How everything is handed back."""

    begins: PositiveSpan = CalendarSpan(months=3)
    """So long before the end."""
    steps: Annotated[list[HandBackStep], Field(min_length=1)] | None = None
    """What is done; without it, the eight steps that continuity brings."""

    @model_validator(mode="after")
    def _each_name_once(self) -> Reversibility:
        names = [one.name for one in self.steps or ()]
        for name in names:
            if name in _TAKEN:
                raise wrong("step_taken", name=name)
            if names.count(name) > 1:
                raise wrong("step_twice", name=name)
        return self
