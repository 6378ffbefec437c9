"""The places of the service, simulated: what may run at once, and who waits; pure."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from continuity.policy.locking import admits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from continuity.model.job import JobKind
    from continuity.policy.planning import Planned


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """How many jobs of each kind, and how many in one repository, may run at once."""

    kinds: Mapping[JobKind, int]
    repository: int


@dataclass(kw_only=True)
class Job:
    """One simulated job: planned, queued at ``queued``, begun at ``began``."""

    planned: Planned
    queued: datetime
    began: datetime


_Lane = list[tuple[int, "datetime", int, Job]]  # most urgent first, then longest due; the number tells equals apart


@dataclass(kw_only=True)
class Pools:
    """Who runs and who waits. Those that need the same wait in one lane: only its first is ever asked."""

    capacity: Capacity
    most: int = 0
    _running: Counter[JobKind] = field(default_factory=Counter)
    _there: defaultdict[str, list[JobKind]] = field(default_factory=lambda: defaultdict(list))
    _lanes: dict[tuple[JobKind, tuple[str, ...]], _Lane] = field(default_factory=dict)
    _count: int = 0

    def put(self, job: Job) -> None:
        """Let a job wait for its places."""
        line = job.planned.line
        self._count += 1
        lane = self._lanes.setdefault((line.kind, line.repositories), [])
        heapq.heappush(lane, (-line.priority, job.planned.scheduled_for, self._count, job))

    def started(self) -> Iterator[Job]:
        """Yield the jobs that fit now, most urgent first; each has its places from then on."""
        while ready := [(lane[0][:3], key) for key, lane in self._lanes.items() if self._fits(*key)]:
            _, key = min(ready)
            lane = self._lanes[key]
            job = heapq.heappop(lane)[3]
            if not lane:
                del self._lanes[key]
            self._running[key[0]] += 1
            for repository in key[1]:
                self._there[repository].append(key[0])
            self.most = max(self.most, self._running.total())
            yield job

    def free(self, job: Job) -> None:
        """Take back the places of a job that ended."""
        line = job.planned.line
        self._running[line.kind] -= 1
        for repository in line.repositories:
            self._there[repository].remove(line.kind)

    def _fits(self, kind: JobKind, repositories: tuple[str, ...]) -> bool:
        if self._running[kind] >= self.capacity.kinds.get(kind, 1):
            return False
        return all(
            len(self._there[one]) < self.capacity.repository and admits(self._there[one], kind) for one in repositories
        )
