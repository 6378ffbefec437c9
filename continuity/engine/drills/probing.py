"""Probes beside the steps of a drill: one loop on one thread asks as a client would, at every interval, from here."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from continuity.ground.ticking import ticks
from continuity.recovery.drills.outage import Poll, Watched
from continuity.recovery.drills.usable import Seen
from continuity.recovery.procedure.filling import filled
from continuity.supervision.checks.asking import asked
from continuity.supervision.checks.installed import made

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from continuity.ground.clock import Clock
    from continuity.model.probe import Probe
    from continuity.supervision.checks.ports import Check

_GRACE_S = 5.0  # how long the loop may take to let go; then its thread is left behind, and keeps nobody from ending
_FIRST_S = 2.0
_LOOK_S = 0.02


@dataclass(kw_only=True)
class _Asked:
    """One probe at work: its check, what it saw, and the polls that have no answer yet, in their order."""

    probe: Probe
    check: Check
    watched: Watched
    late: int = 0
    waiting: deque[asyncio.Task[Poll]] = field(default_factory=deque)

    def settle(self) -> None:
        """Count what was answered, in the order of the polls."""
        while self.waiting and self.waiting[0].done():
            poll = self.waiting.popleft()
            if not poll.cancelled():
                self.watched.take(poll.result())


class Probing:
    """A context manager: within it the probes are asked, each from its first tick on; :meth:`seen` is for afterwards.

    The thread is a daemon, and nobody waits for it longer than a moment: no server that is silent holds up an end.
    """

    def __init__(self, probes: Sequence[tuple[Probe, Check]], clock: Clock) -> None:
        self._clock = clock
        self._asked = [_Asked(probe=one, check=check, watched=Watched(green=one.green)) for one, check in probes]
        self._begun, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="probes", daemon=True)

    def __enter__(self) -> Self:
        if self._asked:
            self._thread.start()
            self._begun.wait(_GRACE_S)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._asked:
            self._thread.join(_GRACE_S)

    def settled(self) -> Self:
        """Wait until an outage that may just have ended has been seen to end, for no longer than that can take."""
        longest = max((one.probe.every.total_seconds() * (one.watched.green + 2) for one in self._asked), default=0.0)
        for _ in range(int(longest / _LOOK_S) + 1):
            if not any(one.watched.open for one in self._asked):
                break
            self._clock.sleep(_LOOK_S)
        return self

    def seen(self) -> tuple[Seen, ...]:
        """Return what each saw."""
        return tuple(
            Seen(name=one.probe.name, every=one.probe.every, watched=one.watched, late=one.late) for one in self._asked
        )

    def _run(self) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(self._watch())

    async def _watch(self) -> None:
        """Ask until it is over; before the first poll each is asked once, uncounted, and so loads what it needs."""
        await asyncio.gather(*(asked(one.check, _FIRST_S) for one in self._asked))
        loops = [asyncio.create_task(self._ask(one)) for one in self._asked]
        async for _ in ticks(_LOOK_S):
            if self._over.is_set():
                break
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        for one in self._asked:
            one.settle()
            await one.check.close()

    async def _ask(self, one: _Asked) -> None:
        every, expected = one.probe.every.total_seconds(), 0
        async for number in ticks(every):
            one.settle()
            one.late, expected = one.late + number - expected, number + 1
            one.waiting.append(asyncio.create_task(self._poll(one, every)))
            self._begun.set()

    async def _poll(self, one: _Asked, limit_s: float) -> Poll:
        at = self._clock.mark()
        found = await asked(one.check, limit_s)
        return Poll(at=at, good=found.serves, said=found.said)


def probing(probes: Sequence[Probe], known: Mapping[str, Any], clock: Clock) -> Probing:
    """Return the probes, ready to be asked. Raises ``UsageError`` for one that cannot be, as its document has it."""
    checks = [(one, made(one.work.action, filled(dict(one.work.parameters), known))) for one in probes]
    return Probing(checks, clock)
