"""Asking thousands of checks in their rhythm: one loop, one thread, no more questions open than there is room for.

The rhythm is kept by the clock that nobody sets. A question that would begin late, since all the room was taken, is
asked late and says by how much; a tick that was missed as a whole is left out, never made up.
"""

from __future__ import annotations

import asyncio
import heapq
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from continuity.ground.ticking import pause
from continuity.supervision.checks.asking import asked
from continuity.supervision.spread import next_due

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime, timedelta

    from continuity.ground.clock import Clock
    from continuity.supervision.checks.ports import Check, Observed

_AT_ONCE = 500  # questions open side by side
_LOOK_S = 0.5  # how often an order from outside is looked for
_GRACE_S = 5.0


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One check, how often it is asked, and how long it may take."""

    check: Check
    every: timedelta
    limit: timedelta


class Heard(Protocol):
    """Who is told what came of each question, on the loop's thread: he must not linger."""

    def __call__(self, name: str, at: datetime, observed: Observed, late_s: float, /) -> None:
        """Take it: asked ``at``, ``late_s`` after it was due."""


class Poller:
    """Asks each check at its place in its interval until :meth:`stop`; ``askings`` are by name."""

    def __init__(self, askings: Mapping[str, Asking], clock: Clock, *, at_once: int = _AT_ONCE) -> None:
        self._askings, self._clock, self._at_once = dict(askings), clock, at_once
        self._over = threading.Event()
        self._sooner: set[str] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self, heard: Heard) -> None:
        """Begin to ask, and tell ``heard``."""
        self._thread = threading.Thread(target=self._run, args=(heard,), name="supervision", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask nothing more, and wait a moment for what is being asked."""
        self._over.set()
        if self._thread:
            self._thread.join(_GRACE_S)

    def soon(self, names: Collection[str]) -> None:
        """Have these asked at once, beside their rhythm: what lies behind them fails. Safe from any thread."""
        with self._lock:
            self._sooner.update(name for name in names if name in self._askings)

    def _run(self, heard: Heard) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(_Loop(self._askings, self._clock, heard, self._at_once).watch(self._orders))

    def _orders(self) -> set[str] | None:
        """Return what is to be asked at once; None once it is over."""
        if self._over.is_set():
            return None
        with self._lock:
            wanted, self._sooner = self._sooner, set()
        return wanted


class _Loop:
    """What lives on the thread."""

    def __init__(self, askings: Mapping[str, Asking], clock: Clock, heard: Heard, at_once: int) -> None:
        self._askings, self._clock, self._heard = askings, clock, heard
        self._room = asyncio.Semaphore(at_once)
        self._open: dict[str, asyncio.Task[None]] = {}
        self._heap: list[tuple[float, str]] = []

    async def watch(self, orders: Callable[[], set[str] | None]) -> None:
        """Ask until it is over."""
        loop, now = asyncio.get_running_loop(), self._clock.now()
        begun = loop.time()
        self._heap = [
            (begun + (next_due(name, one.every, now) - now).total_seconds(), name)
            for name, one in self._askings.items()
        ]
        heapq.heapify(self._heap)
        while (wanted := orders()) is not None:
            for name in wanted:
                self._begin(name, loop.time())
            self._begin_what_is_due(loop.time())
            head = self._heap[0][0] if self._heap else loop.time() + _LOOK_S
            await pause(min(head - loop.time(), _LOOK_S))
        for task in list(self._open.values()):
            task.cancel()
        await asyncio.gather(*self._open.values(), return_exceptions=True)
        for one in self._askings.values():
            await one.check.close()

    def _begin_what_is_due(self, now: float) -> None:
        while self._heap and self._heap[0][0] <= now:
            due, name = heapq.heappop(self._heap)
            self._begin(name, due)
            every = self._askings[name].every.total_seconds()
            heapq.heappush(self._heap, (due + every * (int((now - due) / every) + 1), name))

    def _begin(self, name: str, due: float) -> None:
        """Ask one check, unless its last question is still open."""
        if name in self._open:
            return
        task = asyncio.create_task(self._ask(name, due))
        self._open[name] = task
        task.add_done_callback(lambda _: self._open.pop(name, None))

    async def _ask(self, name: str, due: float) -> None:
        one = self._askings[name]
        async with self._room:
            late = asyncio.get_running_loop().time() - due
            at = self._clock.now()
            found = await asked(one.check, one.limit.total_seconds())
        self._heard(name, at, found, max(late, 0.0))
