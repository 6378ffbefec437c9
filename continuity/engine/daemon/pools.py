"""Who may start now: bounded by kind, by repository and by restic's own locks, most urgent first.

A task waits in a queue, not on a thread, until everything it needs is free. So a repository that hangs keeps at most
:attr:`Limits.repository` tasks, and those, once they are slow, no longer count against the others of their kind.
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground.cancel import Cancel, under
from continuity.ground.clock import elapsed
from continuity.model.job import JobKind
from continuity.policy.locking import admits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from continuity.ground.clock import Clock, Mark


@dataclass(frozen=True, kw_only=True)
class Task:
    """Work that is due: ``repositories`` are all it touches, each ``client/name``; ``work`` must not raise."""

    kind: JobKind
    subject: str
    priority: int
    due: datetime
    repositories: tuple[str, ...]
    work: Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much may run at once. After ``slow_after`` a task is left to itself and its place given to another."""

    kinds: Mapping[JobKind, int] = field(
        default_factory=lambda: {
            JobKind.BACKUP: 4,
            JobKind.RESTORE_TEST: 1,
            JobKind.VERIFY: 2,
            JobKind.STORAGE_CHECK: 2,
        }
    )
    repository: int = 2
    threads: int = 64
    slow_after: timedelta = timedelta(minutes=10)


class Pools:
    """Starts tasks as soon as they fit. Safe for threads."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._limits, self._clock = limits, clock
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        self._queue: list[tuple[int, datetime, int, Task]] = []
        self._numbers = itertools.count()
        self._running: dict[int, tuple[Task, Mark]] = {}
        self._open = True
        self._cancel = Cancel()

    def submit(self, task: Task) -> None:
        """Queue a task, and start it if it fits; once closed, it is dropped: it stays announced for the next one."""
        with self._lock:
            if self._open:
                heapq.heappush(self._queue, (-task.priority, task.due, next(self._numbers), task))
        self.pump()

    def pump(self) -> None:
        """Start whatever fits now, most urgent first."""
        with self._lock:
            waiting, self._queue = sorted(self._queue), []
            busy = self._busy()
            for entry in waiting:
                if self._open and self._fits(entry[-1], busy):
                    self._start(*entry[-2:])
                    busy = self._busy()
                else:
                    self._queue.append(entry)  # still in order, and so a heap

    def counts(self) -> tuple[int, int]:
        """Return how many tasks run and how many wait."""
        with self._lock:
            return len(self._running), len(self._queue)

    def close(self) -> None:
        """Start nothing any more; what waits is dropped."""
        with self._lock:
            self._open = False
            self._queue.clear()

    def wait(self, patience: timedelta) -> bool:
        """Wait until nothing runs or waits any more; False where something still does after that time."""
        with self._lock:
            return self._idle.wait_for(lambda: not self._running and not self._queue, patience.total_seconds())

    def cut_off(self) -> None:
        """Tell what still runs to end now, and wait until it has: its runs are recorded as aborted."""
        self._cancel.cancel()
        self.wait(timedelta(minutes=2))

    def _busy(self) -> Counter[JobKind]:
        now = self._clock.mark()
        slow = self._limits.slow_after.total_seconds()
        return Counter(task.kind for task, began in self._running.values() if elapsed(began, now).seconds < slow)

    def _fits(self, task: Task, busy: Counter[JobKind]) -> bool:
        if len(self._running) >= self._limits.threads or busy[task.kind] >= self._limits.kinds.get(task.kind, 1):
            return False
        for repository in task.repositories:
            there = [one.kind for one, _ in self._running.values() if repository in one.repositories]
            if len(there) >= self._limits.repository or not admits(there, task.kind):
                return False
        return True

    def _start(self, number: int, task: Task) -> None:
        self._running[number] = (task, self._clock.mark())
        name = f"{task.kind}:{task.subject}"
        threading.Thread(target=self._run, args=(number, task), name=name, daemon=True).start()

    def _run(self, number: int, task: Task) -> None:
        try:
            with under(self._cancel), suppress(KeyboardInterrupt):  # cut off: the engine has recorded it
                task.work()
        finally:
            with self._lock:
                del self._running[number]
            self.pump()
            with self._lock:
                self._idle.notify_all()
