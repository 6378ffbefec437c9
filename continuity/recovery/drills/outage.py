"""Outages as whoever asks at each interval sees them: from the first poll that was lost to the first good one again.

Good again is only what stays good: so many polls in a row; a poll that comes through in between ends nothing. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from continuity.ground.clock import elapsed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from continuity.ground.clock import Mark


@dataclass(frozen=True, kw_only=True)
class Poll:
    """One poll: when it was asked, whether there was a good answer in time, else why not."""

    at: Mark
    good: bool
    said: str = ""


@dataclass(kw_only=True)
class Outage:
    """One outage: ``since`` the first poll that was lost, ``back`` at the first of the good row; None where it lasts.

    ``lost`` polls are within it, the last of them at ``last``; ``said`` is why the first one was lost.
    """

    since: Mark
    last: Mark
    said: str
    lost: int = 0
    back: Mark | None = None

    def seconds(self) -> float:
        """Return how long it was, at least: one that was never seen to end is counted to its last lost poll."""
        return elapsed(self.since, self.back or self.last).seconds


@dataclass(kw_only=True)
class Watched:
    """What one probe saw so far; ``green`` good polls in a row mean "back". It grows with outages, not with polls."""

    green: int
    polls: int = 0
    lost: int = 0
    outages: list[Outage] = field(default_factory=list)
    began: Mark | None = None
    _row: int = 0
    _first: Mark | None = None

    def take(self, poll: Poll) -> None:
        """Count one poll more; polls come in the order in which they were asked."""
        self.polls, self.began = self.polls + 1, self.began or poll.at
        if poll.good:
            self._good(poll.at)
        else:
            self._bad(poll)

    @property
    def open(self) -> Outage | None:
        """The outage that has not ended."""
        return self.outages[-1] if self.outages and self.outages[-1].back is None else None

    def _good(self, at: Mark) -> None:
        if (lasting := self.open) is None:
            return
        self._first = self._first if self._row else at
        self._row += 1
        if self._row >= self.green:
            lasting.back, self._row = self._first, 0

    def _bad(self, poll: Poll) -> None:
        self.lost += 1
        self._row = 0
        lasting = self.open
        if lasting is None:
            lasting = Outage(since=poll.at, last=poll.at, said=poll.said)
            self.outages.append(lasting)
        lasting.last, lasting.lost = poll.at, lasting.lost + 1


def together(watched: Iterable[Watched]) -> list[Outage]:
    """Return the outages of a service that is usable when every probe is answered, in their order."""
    found: list[Outage] = []
    for one in sorted((one for seen in watched for one in seen.outages), key=lambda one: one.since.boot_s):
        last = found[-1] if found else None
        if last is None or (last.back is not None and elapsed(last.back, one.since).seconds > 0):
            found.append(Outage(since=one.since, last=one.last, said=one.said, lost=one.lost, back=one.back))
            continue
        last.lost += one.lost
        last.last = _later(last.last, one.last)
        last.back = None if last.back is None or one.back is None else _later(last.back, one.back)
    return found


def _later(one: Mark, other: Mark) -> Mark:
    return other if elapsed(one, other).seconds > 0 else one
