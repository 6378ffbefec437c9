"""The process that stays: one active scheduler by lease, a heartbeat, reload and stop.

APScheduler only sleeps: until the head of the agenda, and from heartbeat to heartbeat. A heartbeat renews the lease,
notices a clock that jumped (a day asleep is one), writes what a full disk kept from being written, and tells the
supervisor that we live. Heartbeats, ticks and reloads take turns; the work itself runs on the threads of ``pools``.
"""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta
from enum import Enum
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from continuity.engine.daemon.beside import Beside
from continuity.engine.daemon.clearing import clear_up
from continuity.engine.daemon.events import Event, Level
from continuity.engine.daemon.health import BEAT, LEASE, Health
from continuity.engine.daemon.pools import Limits, Pools
from continuity.engine.daemon.scheduler import Scheduler
from continuity.engine.orders import SCHEDULER
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError
from continuity.ground.identity import identity

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.engine.daemon.events import Tell
    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Mark

_QUIET = logging.getLogger("continuity.timer")  # of heartbeats that a slow one leaves out, health tells
_QUIET.setLevel(logging.ERROR)
_JUMP = timedelta(seconds=30)  # the wall clock against the one that nobody sets


class _Order(Enum):
    STOP = "stop"
    RELOAD = "reload"


class Daemon:
    """The scheduled service. ``open_workshop`` reads the documents anew and raises ``UsageError`` for faulty ones."""

    def __init__(
        self, open_workshop: Callable[[], Workshop], tell: Tell, on_beat: Callable[[Health], None], limits: Limits
    ) -> None:
        self._open, self._tell, self._on_beat = open_workshop, tell, on_beat
        self._workshop = open_workshop()
        self._clock = self._workshop.clock
        self._pools, self._beside = Pools(limits, self._clock), Beside(tell)
        self._timer = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)}, logger=_QUIET)
        self._scheduler: Scheduler | None = None
        self._fence = 0
        self._beat_at: Mark = self._clock.mark()
        self._leaving, self._fault = False, ""
        self._turn = threading.Lock()  # heartbeat, tick and reload, one at a time
        self._orders: SimpleQueue[_Order] = SimpleQueue()  # the one queue that a signal handler may put into

    def run(self, patience: timedelta) -> bool:
        """Serve until :meth:`stop`, then let what runs end for ``patience``; False where something was cut off."""
        self._timer.start()
        every = BEAT.total_seconds()
        self._timer.add_job(self._beat, "interval", seconds=every, id="beat", next_run_time=self._clock.now(),
                            coalesce=True, misfire_grace_time=None, max_instances=1)  # fmt: skip
        while self._next_order() is not _Order.STOP:
            with self._turn:
                self._take_documents()
        return self._hand_back(patience)

    def _next_order(self) -> _Order:
        """Wait for an order; several reloads that wait are one."""
        order = None
        while order is None:
            try:
                order = self._orders.get(timeout=BEAT.total_seconds())
            except Empty:
                self._wake_the_timer()
        while order is _Order.RELOAD and not self._orders.empty():
            order = self._orders.get()
        return order

    def _wake_the_timer(self) -> None:
        """Have the heart beat where the clock was set back: the timer sleeps until a time that is far away now."""
        late = elapsed(self._beat_at, self._clock.mark()).seconds > 2 * BEAT.total_seconds()
        if late and not self._turn.locked():
            self._timer.modify_job("beat", next_run_time=self._clock.now())

    def stop(self) -> None:
        """Ask it to stop; safe in a signal handler."""
        self._orders.put(_Order.STOP)

    def reload(self) -> None:
        """Ask it to read the documents anew; safe in a signal handler."""
        self._orders.put(_Order.RELOAD)

    def health(self) -> Health:
        """Return how it is now. Safe from any thread."""
        running, waiting = self._pools.counts()
        scheduler = self._scheduler
        return Health(
            active=scheduler is not None,
            beat_age=timedelta(seconds=elapsed(self._beat_at, self._clock.mark()).seconds),
            next_due=scheduler.next_due() if scheduler else None,
            lines=scheduler.count() if scheduler else 0,
            running=running,
            waiting=waiting,
            unwritten=self._workshop.engine.unwritten,
            fault=self._fault,
        )

    def _beat(self) -> None:
        """Renew, mend, and look whether anything is due; a fault is told once and tried again at the next beat."""
        with self._turn:
            self._look_after_itself()
        self._on_beat(self.health())

    def _look_after_itself(self) -> None:
        now, before = self._clock.mark(), self._beat_at
        try:
            self._hold_the_lease(now.wall)
            if self._workshop.engine.unwritten and not self._workshop.engine.write_left():
                self._tell(Event("state.caught_up", "the state can be written again; nothing was lost"))
            if self._scheduler and _jumped(before, now):
                self._tell(
                    Event("clock.jumped", "the clock jumped: every due time is computed anew", {}, Level.WARNING)
                )
                self._scheduler.load(now.wall)
            self._fault = ""
        except Exception as error:  # noqa: BLE001 - whatever it is, the next heartbeat comes
            self._told_once(error)
        self._beat_at = now
        self._pools.pump()
        self._tick()

    def _hold_the_lease(self, now: datetime) -> None:
        with self._workshop.store.transaction() as tx:
            if self._scheduler is None:
                taken = tx.leases.take_until(SCHEDULER, identity(), now, now + LEASE)
            else:
                taken = self._fence if tx.leases.renew(SCHEDULER, self._fence, now + LEASE) else None
        if taken is None and self._scheduler is not None:
            self._scheduler = None
            self._pools.drop()  # it waits for the other one now
            self._beside.stop()
            self._tell(Event("scheduler.lost", "another scheduler took over; this one stands by", {}, Level.ERROR))
        elif taken is not None and self._scheduler is None:
            self._fence = taken
            self._begin()

    def _begin(self) -> None:
        """Become the active scheduler: clear up after the dead, then take the day's work."""
        left = clear_up(self._workshop.engine, self._pools, self._clock, self._told_once)
        self._workshop.engine.declare()
        scheduler = Scheduler(self._workshop, self._fence, self._pools, self._tell, self._arm)
        scheduler.load(self._clock.now())
        self._scheduler = scheduler
        self._beside.take(self._workshop)
        text = "active: {lines} line(s) of work; {left} run(s) of the dead ended"
        self._tell(Event("scheduler.active", text, {"lines": scheduler.count(), "left": left}))

    def _on_time(self) -> None:
        with self._turn:
            self._tick()

    def _tick(self) -> None:
        if self._scheduler is None:
            return
        try:
            self._scheduler.tick(self._clock.now())
        except Exception as error:  # noqa: BLE001 - see above
            self._told_once(error)
        self._arm()

    def _arm(self) -> None:
        """Have the timer wake us at the head of the agenda, if that comes before the next heartbeat.

        A tick may order the next one while it still runs: that waits for the one thread, and must not be dropped.
        """
        scheduler = self._scheduler  # once: work that ends on another thread asks, too
        head = scheduler.head() if scheduler else None
        if head is not None and head < self._clock.now() + BEAT and not self._leaving:
            self._timer.add_job(self._on_time, "date", run_date=max(head, self._clock.now()), id="tick",
                                max_instances=99, replace_existing=True, misfire_grace_time=None)  # fmt: skip

    def _take_documents(self) -> None:
        """Take the documents as they are now; faulty ones are told and change nothing."""
        try:
            workshop = self._open()
        except Exception as error:  # noqa: BLE001 - whatever is wrong with them, those in force are not
            text = "the new documents are not taken, the old ones stay in force: {error} ({hint})"
            self._tell(Event("documents.refused", text, _said(error), Level.ERROR))
            return
        self._workshop.engine.hand_over(workshop.engine)
        self._workshop = workshop
        self._tell(Event("documents.taken", "the documents were read anew"))
        if self._scheduler is not None:
            try:
                workshop.engine.declare()
                self._scheduler.take(workshop, self._clock.now())
                self._beside.take(workshop)
            except Exception as error:  # noqa: BLE001 - see above
                self._told_once(error)
            self._tick()

    def _hand_back(self, patience: timedelta) -> bool:
        """Start nothing more, let what runs end, cut off what does not, and leave the lease to the next."""
        with self._turn:  # the timer, while it waits for a tick's end, would not take the tick's next order
            self._leaving = True
        self._timer.shutdown(wait=True)
        self._pools.close()
        running, _ = self._pools.counts()
        self._tell(Event("service.stopping", "stopping: {count} job(s) still run", {"count": running}))
        ended = self._pools.wait(patience)
        if not ended:
            self._pools.cut_off()
        self._beside.stop()
        self._workshop.engine.write_left()
        try:
            with self._workshop.store.transaction() as tx:
                if self._scheduler is not None:
                    tx.leases.release(SCHEDULER, self._fence)
        except ContinuityError as error:
            self._told_once(error)
        self._tell(Event("service.stopped", "stopped"))
        return ended

    def _told_once(self, error: Exception) -> None:
        told = str(error) if isinstance(error, ContinuityError) else repr(error)
        if told != self._fault:
            self._fault = told
            text = "{error} ({hint}); tried again at each heartbeat"
            self._tell(Event("service.fault", text, _said(error), Level.ERROR))


def _said(error: Exception) -> dict[str, object]:
    if isinstance(error, ContinuityError):
        return {"error": error, "hint": error.hint}
    return {"error": repr(error), "hint": "this is a fault of continuity itself"}


def _jumped(before: Mark, now: Mark) -> bool:
    wall = (now.wall - before.wall).total_seconds()
    return abs(wall - elapsed(before, now).seconds) > _JUMP.total_seconds()
