"""Announcing in rounds, each cut into parts: between two of them the scheduler starts what is due meanwhile."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING

from continuity.engine.daemon.announcing import EVERY, HORIZON
from continuity.policy.planning import upcoming

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from continuity.engine.daemon.announcing import Announcer
    from continuity.policy.planning import Line, Planned

#: What falls due within this time is announced before anything else: a first round of many assets takes a while.
NEAR = timedelta(minutes=15)
_JOBS = 1000  # in one part, and one record: a tenth of a second, and well below a record's limit of 1 MiB
_PAUSE = timedelta(seconds=0.25)  # from part to part: in between the database is free for the work that runs
_AGAIN = timedelta(seconds=30)  # after a part that could not be written
_Part = tuple[str, list["Planned"]]


class Rounds:
    """Which jobs are announced when: all of the next :data:`HORIZON`, every :data:`EVERY`. One thread asks it."""

    def __init__(self, announcer: Announcer, now: datetime) -> None:
        """Begin anew: with a round that is due at once."""
        self._announcer = announcer
        self._parts: Iterator[_Part] = iter(())
        self._part: _Part | None = None  # the next to be written: kept until it is
        self._after, self.announced_until = now, now
        self.next_at = now

    def begin(self, lines: Iterable[Line], clients: Iterable[str], now: datetime) -> None:
        """Announce what is near of the first round, or begin the next one, where the last is over."""
        if self._part is not None:
            return
        self._after, self.announced_until = self.announced_until, now + HORIZON
        known = sorted(lines, key=lambda line: line.client)
        if self._after == now:
            self._after += NEAR
            for client, planned in _parts(known, (), now, self._after):
                self._announcer.plan(client, planned, self._after)
        self._parts = _parts(known, clients, self._after, self.announced_until)
        self._part = next(self._parts, None)

    def part(self, now: datetime) -> None:
        """Announce a part of the round; the next is due at ``next_at``, soon where the round is not over."""
        self.next_at = now + _AGAIN
        if self._part is not None:
            client, planned = self._part
            self._announcer.plan(client, planned, self.announced_until)
            self._announcer.sequence([client])
            self._part = next(self._parts, None)
        self.next_at = now + (_PAUSE if self._part else EVERY)
        if self._part is None:
            self._announcer.forget(now)


def _parts(lines: Iterable[Line], clients: Iterable[str], after: datetime, until: datetime) -> Iterator[_Part]:
    """Yield the jobs of sorted lines client by client; a client without any has one part, too: its plan is empty."""
    empty = set(clients)
    for client, found in groupby(lines, key=lambda line: line.client):
        jobs = chain.from_iterable(upcoming(line, after, until) for line in found)
        while part := list(islice(jobs, _JOBS)):
            empty.discard(client)
            yield client, part
    yield from ((client, []) for client in sorted(empty))
