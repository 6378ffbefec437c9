"""Threads for checks that a loop cannot ask itself: a bounded number, lent to one question after the other."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from continuity.supervision.checks.ports import NotAsked

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

WHY = {"busy": "too many such checks at once: its turn did not come in time"}
_SOON_S = 1.0  # a wait that costs no question its time


class Hands:
    """At most ``most`` threads, started as they are needed; they last as long as we do, so that children may, too."""

    def __init__(self, most: int, name: str) -> None:
        self._pool = ThreadPoolExecutor(most, thread_name_prefix=name)

    async def do(self, work: Callable[[threading.Event], T]) -> T:
        """Return what ``work`` returns, done on one of the threads; the event that it is given tells it to end.

        Raises ``NotAsked`` where its turn did not come before it was cancelled, or came so late that it was cancelled
        for that: it says nothing of what it asks.
        """
        over, loop = threading.Event(), asyncio.get_running_loop()
        asked = loop.time()
        begun: list[float] = []

        def worked() -> T:
            """Do it, and say when it began."""
            begun.append(loop.time())
            return work(over)

        job = self._pool.submit(worked)
        try:
            return await asyncio.wrap_future(job)
        except asyncio.CancelledError:
            over.set()
            if job.cancelled() or begun[0] - asked > _SOON_S:
                raise NotAsked(WHY["busy"]) from None
            raise
