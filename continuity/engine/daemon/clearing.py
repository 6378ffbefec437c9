"""Clearing up after dead processes, before the day's work begins: within a while, whatever hangs."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from continuity.engine.daemon.waiting import Task
from continuity.model.job import JobKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.engine.daemon.pools import Pools
    from continuity.engine.engine import Engine
    from continuity.ground.clock import Clock

_WITHIN = timedelta(seconds=30)  # well below what a supervisor waits for a heartbeat


def clear_up(engine: Engine, pools: Pools, clock: Clock, failed: Callable[[Exception], None]) -> int:
    """End the runs of the dead and return how many; where a repository hangs, it goes on by itself, and 0 is returned.

    Work that such a run keeps to itself meanwhile waits for it, as for that of any other process.
    """
    left = SimpleQueue[int]()

    def work() -> None:
        count = 0
        try:
            count = engine.reconcile_all()
        except Exception as error:  # noqa: BLE001 - a thread has nobody to raise to; the next start tries again
            failed(error)
        left.put(count)

    # a kind that is never planned: it takes nobody's place
    pools.submit(Task(kind=JobKind.RESTORE, subject="", priority=0, due=clock.now(), repositories=(), work=work))
    with suppress(Empty):
        return left.get(timeout=_WITHIN.total_seconds())
    return 0
