"""The hours in which work may start: a week as the wall shows it, at the instants at which it really is so.

A span names times on the wall. An hour that the wall shows twice is in the span both times; one that it never shows
neither opens nor closes anything.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from continuity.policy.timetable.wall import change, wall

if TYPE_CHECKING:
    from collections.abc import Iterable

    from continuity.model.inventory import WeekSpan

_DAY = 24 * 60
_WEEK = 7 * _DAY
_LONGEST_MOVE = 2 * 60  # minutes: Antarctica/Troll
_MICRO = timedelta(microseconds=1)
_MINUTE = timedelta(minutes=1)
_CHANGES = 60  # of the clock, before a window counts as one that never opens: thirty years


@dataclass(frozen=True, kw_only=True)
class Hours:
    """``window`` (any hour where it is empty) less ``blackout``, in the time zone ``zone``."""

    zone: str
    window: tuple[WeekSpan, ...] = ()
    blackout: tuple[WeekSpan, ...] = ()

    @property
    def always(self) -> bool:
        """Whether nothing is ever forbidden."""
        return not self.window and not self.blackout

    @property
    def never(self) -> bool:
        """Whether everything is always forbidden."""
        return not _open_spans(self.window, self.blackout)

    def allows(self, at: datetime) -> bool:
        """Whether work may start at this instant."""
        if self.always:
            return True
        spans = _open_spans(self.window, self.blackout)
        minute = self._place(at) // _MINUTE
        index = bisect_right(spans, (minute, _WEEK)) - 1
        return index >= 0 and minute < spans[index][1]

    def opens(self, at: datetime) -> datetime | None:
        """Return the first instant from ``at`` on at which work may start; None where there is none."""
        if self.always or self.never:
            return at if self.always else None
        starts = [start for start, _ in _open_spans(self.window, self.blackout)]
        for _ in range(_CHANGES):
            if self.allows(at):
                return at
            place = self._place(at)
            wait = min((start * _MINUTE - place) % (_WEEK * _MINUTE) for start in starts)
            moved = change(ZoneInfo(self.zone), at, at + wait)
            if moved is None:
                return at + wait
            at = moved
        return None

    def shuts(self, at: datetime) -> datetime | None:
        """Return the first instant from ``at`` on at which nothing may start; None where there is none."""
        if self.always or self.never:
            return at if self.never else None
        ends = [end for _, end in _open_spans(self.window, self.blackout)]
        for _ in range(_CHANGES):
            if not self.allows(at):
                return at
            place = self._place(at)
            wait = min((end * _MINUTE - place) % (_WEEK * _MINUTE) or _WEEK * _MINUTE for end in ends)
            at = change(ZoneInfo(self.zone), at, at + wait) or at + wait
        return None

    def shut_since(self, at: datetime) -> datetime:
        """Return the first instant from which on everything up to ``at``, which is forbidden, is forbidden."""
        ends = [end for _, end in _open_spans(self.window, self.blackout)]
        for _ in range(_CHANGES):
            place = self._place(at)
            closed = at - min((place - end * _MINUTE) % (_WEEK * _MINUTE) for end in ends)
            border = change(ZoneInfo(self.zone), closed, at) or closed
            if self.allows(border - _MICRO):
                return border
            at = border - _MICRO  # what looked like an end is where the clock was moved, from hours just as forbidden
        return at

    def longest(self) -> timedelta:
        """Return the longest stretch of a common week in which work may start; a week where nothing ever closes."""
        spans = list(_open_spans(self.window, self.blackout))
        if len(spans) > 1 and spans[0][0] == 0 and spans[-1][1] == _WEEK:  # from Sunday into Monday
            spans.append((spans[-1][0], _WEEK + spans[0][1]))
        return max((end - start for start, end in spans), default=0) * _MINUTE

    def longest_shut(self) -> timedelta:
        """Return what no stretch of forbidden hours exceeds, a moved clock included; two weeks where it never opens."""
        spans = _open_spans(self.window, self.blackout)
        if self.always or not spans:
            return timedelta() if self.always else 2 * _WEEK * _MINUTE
        around = [*spans, (spans[0][0] + _WEEK, spans[0][1] + _WEEK)]
        shut = max(later[0] - sooner[1] for sooner, later in pairwise(around))
        shortest = min(end - start for start, end in spans)
        skipped = _WEEK if shortest <= _LONGEST_MOVE else 0  # a move of the clock may swallow a whole opening
        return (shut + skipped + _LONGEST_MOVE) * _MINUTE if shut else timedelta()

    def _place(self, at: datetime) -> timedelta:
        """Return where in the week of the wall an instant is: the length since Monday, midnight."""
        shown = wall(ZoneInfo(self.zone), at)
        return shown - datetime(shown.year, shown.month, shown.day) + timedelta(days=shown.weekday())  # noqa: DTZ001


@lru_cache(maxsize=1024)
def _open_spans(window: tuple[WeekSpan, ...], blackout: tuple[WeekSpan, ...]) -> tuple[tuple[int, int], ...]:
    """Return the minutes of the week in which work may start, as sorted spans that do not touch."""
    allowed = bytearray(_WEEK) if window else bytearray(b"\1" * _WEEK)
    for spans, mark in ((window, 1), (blackout, 0)):
        for minute in _minutes(spans):
            allowed[minute] = mark
    edges = [minute for minute in range(_WEEK) if minute and allowed[minute] != allowed[minute - 1]]
    borders = [0, *edges, _WEEK]
    return tuple((start, end) for start, end in pairwise(borders) if allowed[start])


def _minutes(spans: Iterable[WeekSpan]) -> Iterable[int]:
    for span in spans:
        length = (
            span.end_min - span.start_min if span.end_min > span.start_min else span.end_min - span.start_min + _DAY
        )
        for day in span.days:
            first = day * _DAY + span.start_min
            yield from ((first + minute) % _WEEK for minute in range(length))
