"""A stretch of time played through: the real planner under a simulated clock, with lengths as measured; pure.

What is not measured is assumed, and every assumption is part of the result. A seed makes chance repeatable: the same
arguments, the same result.
"""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground.ids import repeatable
from continuity.model.job import JobKind
from continuity.policy.planning import History, due, next_due
from continuity.policy.policy import BackupKind
from continuity.policy.simulation_pools import Job, Pools
from continuity.policy.simulation_tally import DAY, Tally
from continuity.policy.timetable import strongest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from continuity.policy.deriving import Measured
    from continuity.policy.planning import Line
    from continuity.policy.simulation_pools import Capacity

Key = tuple[JobKind, str]
MONTH = timedelta(days=365.25 / 12)
#: One run in so many takes as long as the longest that was measured.
LONG_ONES = 20
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What is played: from ``start``; ``growth`` a month and the share ``fail`` of jobs that fail, as fractions."""

    start: datetime
    length: timedelta
    seed: str
    capacity: Capacity
    growth: float = 0.0
    fail: float = 0.0

    @property
    def until(self) -> datetime:
        """Where it ends."""
        return self.start + self.length


@dataclass(frozen=True, kw_only=True)
class Load:
    """What a job of a line costs: its length, and what it adds to each repository: ``first``, then ``added``."""

    lengths: Measured
    added: Mapping[str, float] = field(default_factory=dict)
    first: Mapping[str, float] = field(default_factory=dict)


def simulate(
    lines: Sequence[Line], pasts: Mapping[Key, History], loads: Mapping[Key, Load], setting: Setting, tally: Tally
) -> Tally:
    """Play every line of work through and return what it came to, in ``tally``."""
    _Play(lines, pasts, loads, setting, tally).run()
    return tally


class _Play:
    """One play: a heap of what happens next, at most one event for each line of work."""

    def __init__(
        self,
        lines: Iterable[Line],
        pasts: Mapping[Key, History],
        loads: Mapping[Key, Load],
        setting: Setting,
        tally: Tally,
    ) -> None:
        self._lines = {line.key: line for line in lines}
        self._pasts = {key: pasts.get(key, History(last=None)) for key in self._lines}
        self._loads, self._setting, self._tally = loads, setting, tally
        self._pools = Pools(capacity=setting.capacity)
        self._chance = repeatable(setting.seed)
        self._events: list[tuple[datetime, int, Key, Job | None]] = []
        self._numbers = itertools.count()
        days = range(setting.length // DAY + 2)
        self._growth = [round(float((1 + setting.growth) ** (day * DAY / MONTH)), 9) for day in days]
        self._filled = {key[1] for key, past in self._pasts.items() if key[0] is JobKind.BACKUP and past.last}

    def run(self) -> None:
        """Let everything happen up to the end."""
        setting = self._setting
        for key in self._lines:
            self._plan(key, setting.start)
        while self._events and self._events[0][0] <= setting.until:
            now, _, key, job = heapq.heappop(self._events)
            if job is None:
                self._fall_due(key, now)
            else:
                self._end(key, job, now)
            for one in self._pools.started():
                self._begin(one, now)
        self._tally.close(setting.until, self._pools.most)

    def _push(self, at: datetime, key: Key, job: Job | None) -> None:
        heapq.heappush(self._events, (at, next(self._numbers), key, job))

    def _plan(self, key: Key, now: datetime) -> None:
        at = next_due(self._lines[key], self._pasts[key], now)
        if at is not None and at <= self._setting.until:
            self._push(at, key, None)

    def _fall_due(self, key: Key, now: datetime) -> None:
        planned = due(self._lines[key], self._pasts[key], now)
        if planned is None:
            self._plan(key, now + _TICK)
        else:
            self._pools.put(Job(planned=planned, queued=now, began=now))

    def _begin(self, job: Job, now: datetime) -> None:
        key = job.planned.line.key
        job.began = now
        self._tally.began(job)
        lengths = self._loads[key].lengths
        length = lengths.worst if self._chance.random() * LONG_ONES < 1 else lengths.typical
        self._push(now + length * self._grown(now), key, job)

    def _end(self, key: Key, job: Job, now: datetime) -> None:
        self._pools.free(job)
        failed = self._chance.random() < self._setting.fail
        self._pasts[key] = _after(self._pasts[key], job, now, failed=failed)
        self._tally.ended(job, now, failed=failed)
        if not failed:
            self._done(key, job, now)
        self._plan(key, now)

    def _done(self, key: Key, job: Job, now: datetime) -> None:
        """Let the work have its effect on what is stored."""
        storage, (kind, subject) = self._tally.storage, key
        if kind is JobKind.BACKUP:
            self._stored(key, job, now)
        elif kind is JobKind.FORGET:
            storage.forgot(subject, now)
        elif kind is JobKind.PRUNE:
            storage.pruned(subject, now, self._setting.until)

    def _stored(self, key: Key, job: Job, now: datetime) -> None:
        """Count what was stored, and let the work begin that needs a point to exist."""
        load, grown = self._loads[key], self._grown(now)
        first = {} if key[1] in self._filled else load.first
        sizes = {
            repository: first.get(repository, load.added.get(repository, 0.0)) * grown
            for repository in job.planned.line.repositories
        }
        stays = bool(first) or job.planned.work is BackupKind.ARCHIVE
        self._tally.storage.stored(key[1], now, sizes, stays=stays)
        if key[1] in self._filled:
            return
        self._filled.add(key[1])
        for subject in (key[1], *job.planned.line.repositories):
            for kind in JobKind:
                past = self._pasts.get((kind, subject))
                if past is not None and past.since is None and kind is not JobKind.BACKUP:
                    self._pasts[kind, subject] = History(last=past.last, since=now)
                    if past.last is None:
                        self._plan((kind, subject), now)

    def _grown(self, now: datetime) -> float:
        return self._growth[(now - self._setting.start) // DAY]


def _after(past: History, job: Job, now: datetime, *, failed: bool) -> History:
    """Return a line's past once this job has ended."""
    last = job.planned.scheduled_for
    if not failed:
        return History(last=last, since=past.since)
    owed = strongest((past.owed, job.planned.work))
    return History(last=last, since=past.since, failed=past.failed + 1, ended=now, owed=owed)
