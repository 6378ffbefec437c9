"""Time that counts: the hours of a service, less what is paused; pure.

The hours are asked for, not known here: a week, public holidays and moved clocks are somebody else's matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Hours(Protocol):
    """When a service is promised."""

    def allows(self, at: datetime) -> bool:
        """Tell whether a moment lies within them."""

    def opens(self, at: datetime) -> datetime | None:
        """Return the first moment from ``at`` on that does; None where there is none."""

    def shuts(self, at: datetime) -> datetime | None:
        """Return the first moment from ``at`` on that does not; None where there is none."""


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A stretch of time from ``begin`` up to ``end``, which is not part of it."""

    begin: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.begin

    def within(self, other: Stretch) -> Stretch | None:
        """Return what of it lies in another; None for nothing."""
        begin, end = max(self.begin, other.begin), min(self.end, other.end)
        return Stretch(begin=begin, end=end) if begin < end else None


def open_stretches(whole: Stretch, hours: Hours) -> Iterator[Stretch]:
    """Yield what of a stretch lies within the hours, in order."""
    at: datetime | None = whole.begin
    while at is not None and at < whole.end:
        if not hours.allows(at):
            at = hours.opens(at)
            continue
        shuts = hours.shuts(at)
        end = whole.end if shuts is None else min(shuts, whole.end)
        yield Stretch(begin=at, end=end)
        at = end if shuts is not None else None


def without(stretches: Iterable[Stretch], left_out: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches less others, which may overlap each other."""
    found = list(stretches)
    for out in left_out:
        found = [part for one in found for part in _cut(one, out)]
    return found


def length(stretches: Iterable[Stretch]) -> timedelta:
    """Return how long stretches that do not overlap are, all told."""
    return sum((one.length for one in stretches), timedelta())


def counted(whole: Stretch, hours: Hours, pauses: Sequence[Stretch] = ()) -> timedelta:
    """Return how much of a stretch counts: within the hours, and not paused."""
    return length(without(open_stretches(whole, hours), pauses))


def due(begin: datetime, allowed: timedelta, hours: Hours, pauses: Sequence[Stretch] = ()) -> datetime | None:
    """Return when so much of the time that counts has gone by; None where the hours never come.

    A pause that has not ended has its end in the future: nobody knows better.
    """
    left, at = allowed, begin
    while (opens := hours.opens(at)) is not None:
        shuts = hours.shuts(opens)
        if shuts is None:
            return _used(left, opens, pauses)
        for part in without([Stretch(begin=opens, end=shuts)], pauses):
            if left <= part.length:
                return part.begin + left
            left -= part.length
        at = shuts
    return None


def _used(left: timedelta, begin: datetime, pauses: Sequence[Stretch]) -> datetime:
    """Return when it is used up where nothing but pauses stops the clock."""
    for pause in sorted(pauses, key=lambda one: one.begin):
        if pause.end <= begin:
            continue
        if begin + left <= pause.begin:
            break
        left -= max(pause.begin - begin, timedelta())
        begin = max(pause.end, begin)
    return begin + left


def _cut(one: Stretch, out: Stretch) -> Iterator[Stretch]:
    if out.within(one) is None:
        yield one
        return
    if one.begin < out.begin:
        yield Stretch(begin=one.begin, end=out.begin)
    if out.end < one.end:
        yield Stretch(begin=out.end, end=one.end)
