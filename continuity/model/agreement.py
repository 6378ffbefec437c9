"""The life of a contract, as its documents say it: how long it runs, what is left out, and how it is handed back."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

_YEAR = 12


@dataclass(frozen=True, kw_only=True)
class CalendarSpan:
    """A length by the calendar: months, however long they are, or days; a month after 31 January ends February."""

    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """Return the day so much later. Raises ``OverflowError`` beyond the calendar."""
        return _moved(day, self.months) + timedelta(days=self.days)

    def before(self, day: date) -> date:
        """Return the day so much earlier. Raises ``OverflowError`` beyond the calendar."""
        return _moved(day, -self.months) - timedelta(days=self.days)

    def __str__(self) -> str:
        """Return it as documents write it."""
        return f"{self.months} months" if self.months else f"{self.days}d"


@dataclass(frozen=True, kw_only=True)
class Term:
    """How long a contract runs: up to ``until``, which is part of it, and ``renews`` by so much where nobody ends it.

    ``notice`` is how long before its end that is to be said.
    """

    begin: date
    until: date
    notice: CalendarSpan = CalendarSpan()
    renews: CalendarSpan | None = None


@dataclass(frozen=True, kw_only=True)
class HandBack:
    """One step of handing everything back: due so long ``before`` the end, or ``after`` it."""

    name: str
    title: str
    before: CalendarSpan | None = None
    after: CalendarSpan | None = None

    def due(self, last: date) -> date:
        """Return the day by which it is done, where a contract ends on this day."""
        if self.after is not None:
            return self.after.after(last)
        return (self.before or CalendarSpan()).before(last)


#: The steps where a contract names none of its own; faces translate them.
SAID = {
    "inventory": "hand over the inventory: assets, devices, repositories, runbooks, and what is left out",
    "plan": "agree on the plan: who takes over what, when, and who decides in between",
    "export": "hand over the evidence log as an export, and verify it together",
    "kit": "hand over a recovery kit and the keys, and note who received them",
    "rehearsal": "have the successor restore from the copies with restic alone, and sign that it worked",
    "copies": "hand over the copies, the last point included, and have the successor count them",
    "access": "end the accesses of both sides, and set every shared secret anew",
    "erasure": "erase the client's data, and hand over the certificate of what is erased and what is not yet",
}
_BEFORE = {
    "inventory": CalendarSpan(months=3),
    "plan": CalendarSpan(months=3),
    "export": CalendarSpan(months=2),
    "kit": CalendarSpan(months=2),
    "rehearsal": CalendarSpan(months=1),
    "copies": CalendarSpan(days=14),
    "access": CalendarSpan(),
}
REVERSIBILITY = (
    *(HandBack(name=name, title=SAID[name], before=span) for name, span in _BEFORE.items()),
    HandBack(name="erasure", title=SAID["erasure"], after=CalendarSpan(months=1)),
)


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """What a contract says beside its figures; ``reversibility`` begins so long before its end."""

    term: Term | None = None
    exclusions: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    begins: CalendarSpan = CalendarSpan(months=3)
    reversibility: tuple[HandBack, ...] = REVERSIBILITY


def _moved(day: date, months: int) -> date:
    count = day.year * _YEAR + day.month - 1 + months
    year, month = divmod(count, _YEAR)
    if not date.min.year <= year <= date.max.year:
        msg = "beyond the calendar"
        raise OverflowError(msg)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
