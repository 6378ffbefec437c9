"""What is due by when in the life of a contract: its end, the last day for notice, and each step of the way back; pure.

A contract that renews goes on where nobody said in time that it ends. Until somebody does, nothing of the way back is
late: it would be due by those days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from continuity.model.agreement import Agreement, Term

_DAY = timedelta(days=1)
#: A contract that renews by a day renews often; beyond this it is taken as it stands.
_MOST = 10_000
NOTICE, END = "notice", "end"
SAID = {NOTICE: "say that the contract ends, by this day at the latest", END: "the last day of the contract"}


class Due(StrEnum):
    """How it stands with a day."""

    DONE = "done"
    LATE = "late"
    #: its time has come
    DUE = "due"
    TO_COME = "to_come"
    #: only where somebody says in time that the contract ends
    IF_ENDED = "if_ended"
    #: that day is over, and nothing was to be done by it
    PAST = "past"


@dataclass(frozen=True, kw_only=True)
class Runs:
    """Up to which day a contract runs, which is part of it; ``certain`` where nothing renews it."""

    until: date
    last_notice: date
    certain: bool
    noticed: date | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One day of the calendar; ``title`` is what is done by then, ``done`` when it was."""

    name: str
    title: str
    day: date
    state: Due
    done: date | None = None


def last_notice(term: Term, until: date) -> date:
    """Return the last day on which it can be said that a contract ends on ``until``."""
    return term.notice.before(until + _DAY) - _DAY if term.notice.months or term.notice.days else until


def runs(term: Term, notices: Collection[date], today: date) -> Runs:
    """Return the term that a contract is in; ``notices`` are the days on which somebody said that it ends."""
    until = term.until
    for count in range(1, _MOST):
        last = last_notice(term, until)
        given = min((day for day in notices if day <= last), default=None)
        if given or term.renews is None:
            return Runs(until=until, last_notice=last, certain=True, noticed=given)
        if today <= last:
            break
        until = _renewed(term, count)
    return Runs(until=until, last_notice=last_notice(term, until), certain=False)


def way_back(agreement: Agreement, found: Runs, done: Mapping[str, date], today: date) -> list[Entry]:
    """Return each step of handing everything back, the earliest first; ``done`` are those of this end."""
    begins = agreement.begins.before(found.until)
    entries = []
    for step in agreement.reversibility:
        day = step.due(found.until)
        state = _state(day, min(begins, day), today, certain=found.certain)
        at = done.get(step.name)
        entries.append(Entry(name=step.name, title=step.title, day=day, state=Due.DONE if at else state, done=at))
    return sorted(entries, key=lambda one: one.day)


def _state(day: date, begins: date, today: date, *, certain: bool) -> Due:
    if not certain:
        return Due.IF_ENDED
    if today > day:
        return Due.LATE
    return Due.DUE if today >= begins else Due.TO_COME


def _renewed(term: Term, count: int) -> date:
    """Return the end after so many renewals, reckoned from the first: no day of a month is lost on the way."""
    until = term.until + _DAY
    assert term.renews is not None  # noqa: S101 - asked before
    span = type(term.renews)(months=term.renews.months * count, days=term.renews.days * count)
    return span.after(until) - _DAY


def days_of(agreement: Agreement, found: Runs, done: Mapping[str, date], today: date) -> list[Entry]:
    """Return all days of a contract's calendar: for notice, where it renews; of the way back; and its end."""
    entries = way_back(agreement, found, done, today)
    if agreement.term is not None and agreement.term.renews is not None:
        state = (
            Due.DONE
            if found.noticed
            else _state(found.last_notice, agreement.begins.before(found.last_notice), today, certain=True)
        )
        entries.append(Entry(name=NOTICE, title=SAID["notice"], day=found.last_notice, state=state, done=found.noticed))
    over = Due.PAST if today > found.until else Due.TO_COME
    state = over if found.certain else Due.IF_ENDED
    entries.append(Entry(name=END, title=SAID["end"], day=found.until, state=state))
    return sorted(entries, key=lambda one: one.day)
