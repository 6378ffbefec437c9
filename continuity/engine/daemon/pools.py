"""Who may start now: bounded by kind, by repository and by restic's own locks, most urgent first.

A task waits in a queue, not on a thread, until everything it needs is free. So a repository that hangs keeps at most
:attr:`Limits.repository` tasks, and those, once they are slow, no longer count against the others of their kind.
"""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.daemon.waiting import Waiting
from continuity.ground.cancel import Cancel, under
from continuity.ground.clock import elapsed
from continuity.model.job import JobKind
from continuity.policy.locking import admits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.engine.daemon.waiting import Task
    from continuity.ground.clock import Clock, Mark


#: How long work that was cut off may take to tidy up and to be recorded.
ENDING = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much may run at once. After ``slow_after`` a task is left to itself and its place given to another."""

    kinds: Mapping[JobKind, int] = field(
        default_factory=lambda: {
            JobKind.BACKUP: 4,
            JobKind.RESTORE_TEST: 1,
            JobKind.KIT_TEST: 1,
            JobKind.VERIFY: 2,
            JobKind.STORAGE_CHECK: 2,
            JobKind.LOCK: 2,
            JobKind.FORGET: 2,
            JobKind.PRUNE: 1,
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
        self._waiting = Waiting()
        self._numbers = itertools.count()
        self._running: dict[int, tuple[Task, Mark]] = {}
        self._open = True
        self._cancel = Cancel()

    def submit(self, task: Task) -> None:
        """Queue a task, and start it if it fits; once closed, it is dropped: it stays announced for the next one."""
        with self._lock:
            if not self._open:
                return
            self._waiting.put(task)
            self._pump()

    def pump(self) -> None:
        """Start whatever fits now, most urgent first."""
        with self._lock:
            self._pump()

    def counts(self) -> tuple[int, int]:
        """Return how many tasks run and how many wait."""
        with self._lock:
            return len(self._running), len(self._waiting)

    def close(self) -> None:
        """Start nothing any more; what waits is dropped."""
        with self._lock:
            self._open = False
            self._waiting.clear()

    def drop(self) -> None:
        """Forget what waits; what runs goes on."""
        with self._lock:
            self._waiting.clear()

    def wait(self, patience: timedelta) -> bool:
        """Wait until nothing runs or waits any more; False where something still does after that time."""
        with self._lock:
            return self._idle.wait_for(lambda: not self._running and not self._waiting, patience.total_seconds())

    def cut_off(self) -> None:
        """Tell what still runs to end now, and wait until it has: its runs are recorded as aborted."""
        self._cancel.cancel()
        self.wait(ENDING)

    def _pump(self) -> None:
        busy = self._busy()
        there: dict[str, list[JobKind]] = {}

        def enter(task: Task) -> None:
            for place in {*task.repositories, *(turn.name for turn in task.turns)}:
                there.setdefault(place, []).append(task.kind)

        for task, _ in self._running.values():
            enter(task)

        def room(kind: JobKind) -> bool:
            return len(self._running) < self._limits.threads and busy[kind] < self._limits.kinds.get(kind, 1)

        def fits(task: Task) -> bool:
            limits = dict.fromkeys(task.repositories, self._limits.repository)
            limits |= {turn.name: turn.limit for turn in task.turns}
            return all(len(there.get(place, [])) < limit for place, limit in limits.items()) and all(
                admits(there.get(one, []), task.kind) for one in task.repositories
            )

        def begin(task: Task) -> None:
            busy[task.kind] += 1
            enter(task)
            self._start(task)

        self._waiting.start(room, fits, begin)

    def _busy(self) -> Counter[JobKind]:
        now = self._clock.mark()
        slow = self._limits.slow_after.total_seconds()
        return Counter(task.kind for task, began in self._running.values() if elapsed(began, now).seconds < slow)

    def _start(self, task: Task) -> None:
        number = next(self._numbers)
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
