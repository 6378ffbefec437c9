"""Delivery: each destination in a lane of its own, in order, with a time limit, and again until it is taken.

At least once: a message is marked as sent after its service took it, so one that was sent in the instant of a kill -9
is sent again. One lane that hangs holds up no other, and never the service.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.daemon.events import Event, Level
from continuity.engine.notices import recorded
from continuity.ground import cancel
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError, Unavailable
from continuity.state.notices import GIVEN_UP, SENT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from continuity.engine.daemon.events import Tell
    from continuity.ground.clock import Clock
    from continuity.model.alerts import Notice
    from continuity.model.secrets import Reveal, SecretRef
    from continuity.state.store import Store, Transaction

    Lane = tuple[str, str, int]

#: An attempt that has no answer by then has failed; its thread is left behind.
LIMIT = timedelta(seconds=60)
#: From the first wait to the longest between two attempts, and when a message is given up.
FIRST, LONGEST, PATIENCE = timedelta(seconds=30), timedelta(hours=1), timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """The way out: ``send`` raises a ``ContinuityError`` whose text holds no secret; ``tell`` is the log.

    ``record`` takes what became of a message into evidence, in the transaction that says so.
    """

    store: Store
    clock: Clock
    send: Callable[[Notice], None]
    tell: Tell
    limit: timedelta = LIMIT
    record: Callable[[Transaction, str, Notice], None] = lambda _tx, _kind, _notice: None


#: What the log is told of a message that did not arrive.
SAID = {
    "silent": "there was no answer in {seconds:.0f} s",
    "undelivered": "the notification {name} was not delivered, tried again: {title}: {error}",
    "given_up": "the notification {name} is given up after three days: {title}: {error}",
    "unwritten": "what became of a notification could not be written, it may be sent twice: {error}",
}


class Silent(Unavailable):
    """The service was asked, and did not answer in time."""


class Post:
    """Delivers what the outbox holds. Safe for threads."""

    def __init__(self, delivery: Delivery) -> None:
        self._way = delivery
        self._lock = threading.Lock()
        self._busy: dict[Lane, threading.Thread] = {}
        self._failing: set[Lane] = set()

    def round(self, now: datetime) -> None:
        """Begin to deliver what is due, in every lane that is free; returns at once."""
        with self._way.store.reading() as tx:
            waiting = tx.notices.waiting()
        lanes: dict[Lane, list[Notice]] = {}
        for notice in waiting:
            lanes.setdefault(notice.lane, []).append(notice)
        for lane, notices in lanes.items():
            if notices[0].next_at > now:
                continue
            with self._lock:
                if lane in self._busy:
                    continue
                worker = threading.Thread(target=self._work, args=(lane, notices), name="notices", daemon=True)
                self._busy[lane] = worker
            worker.start()

    def wait(self, patience: timedelta) -> bool:
        """Wait until every lane is idle; False where one still is not after that time."""
        with self._lock:
            workers = list(self._busy.values())
        began = self._way.clock.mark()
        for worker in workers:
            left = patience.total_seconds() - elapsed(began, self._way.clock.mark()).seconds
            worker.join(max(left, 0))
        return not any(worker.is_alive() for worker in workers)

    def _work(self, lane: Lane, notices: list[Notice]) -> None:
        """Deliver in order; what follows a message that was not taken waits with it."""
        try:
            for notice in notices:
                if not self._deliver(notice):
                    break
        except ContinuityError as error:  # the database: the message stays, and is sent again
            self._way.tell(Event("notice.unwritten", SAID["unwritten"], {"error": error}, Level.ERROR))
        finally:
            with self._lock:
                del self._busy[lane]

    def _deliver(self, notice: Notice) -> bool:
        fault = self._attempt(notice)
        now = self._way.clock.now()
        if fault is None:
            done = replace(notice, attempts=notice.attempts + 1, outcome=SENT, ended_at=now, error="")
            self._write(done, recorded.SENT)
            self._failing.discard(notice.lane)
            return True
        given_up = now - notice.made_at >= PATIENCE
        # a service that is silent may still take the message: hurrying would only send it twice
        after = LONGEST if isinstance(fault, Silent) else min(FIRST * 2 ** min(notice.attempts, 16), LONGEST)
        failed = replace(notice, attempts=notice.attempts + 1, next_at=now + after, error=str(fault))
        failed = replace(failed, outcome=GIVEN_UP, ended_at=now) if given_up else failed
        self._write(failed, recorded.FAILED if given_up or not notice.attempts else "")
        self._complain(notice, fault, given_up=given_up)
        return given_up

    def _attempt(self, notice: Notice) -> ContinuityError | None:
        return attempted(lambda: self._way.send(notice), self._way.limit)

    def _write(self, notice: Notice, kind: str) -> None:
        with self._way.store.transaction() as tx, suppress(LookupError):
            tx.notices.update(notice)
            if kind:
                self._way.record(tx, kind, notice)

    def _complain(self, notice: Notice, fault: ContinuityError, *, given_up: bool) -> None:
        """Say it once for each lane that fails, and each time that a message is given up."""
        if notice.lane in self._failing and not given_up:
            return
        self._failing.add(notice.lane)
        values = {"name": f"{notice.client}/{notice.destination}", "title": notice.title, "error": fault}
        template = SAID["given_up"] if given_up else SAID["undelivered"]
        level = Level.ERROR if given_up else Level.WARNING
        self._way.tell(Event("notice.given_up" if given_up else "notice.undelivered", template, values, level))


def attempted(send: Callable[[], None], limit: timedelta) -> ContinuityError | None:
    """Send on a thread of its own, which is left behind where it does not come back in time; return what went wrong.

    Raises ``KeyboardInterrupt`` where the work at hand is cancelled meanwhile.
    """
    ended: list[ContinuityError | None] = []
    over = threading.Event()

    def sending() -> None:
        try:
            send()
            ended.append(None)
        except ContinuityError as error:
            ended.append(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the message was not delivered
            ended.append(Unavailable("internal error while sending: {kind}", kind=type(error).__name__))
        over.set()

    threading.Thread(target=sending, name="notice", daemon=True).start()
    with cancel.current().ending(over.set):
        over.wait(limit.total_seconds())
    cancel.current().check()
    if ended:
        return ended[0]
    return Silent(SAID["silent"], seconds=limit.total_seconds())


def revealed(url: str | SecretRef, reveal: Reveal) -> str:
    """Return a URL of a destination, with its secret. Raises ``Unavailable`` where there is none."""
    return url if isinstance(url, str) else reveal(url)
