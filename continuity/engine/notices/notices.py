"""The desk: what the service tells is noted, and what is due goes to the outbox; the service itself never waits.

The runs in the database are the truth: at the start, and when another process was the one to send, the last run of each
kind is held against what was told, so that an end that nobody heard of is told, too. Of several processes on one state,
the one that holds the lease sends.
"""

from __future__ import annotations

import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.daemon.events import Event, Level
from continuity.engine.incidents import outgoing as incidents
from continuity.engine.notices.anchors import anchor_signals
from continuity.engine.notices.reminders import reminders
from continuity.engine.notices.signals import concerns, of_event, of_run, standing_signals
from continuity.engine.notices.subjects import is_known
from continuity.engine.privacy.reminding import breach_signals
from continuity.ground.errors import ContinuityError, Unavailable
from continuity.ground.identity import identity
from continuity.model.alerts import Notice, When
from continuity.supervision.routing import due, note, routes_of, told
from continuity.supervision.wording import compose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from continuity.engine.daemon.events import Tell
    from continuity.engine.notices.post import Post
    from continuity.model.alerts import Alarm, Alert
    from continuity.model.inventory import Asset, Inventory
    from continuity.policy.policy import Policy
    from continuity.state.store import Store, Transaction
    from continuity.supervision.routing import Signal
    from continuity.supervision.wording import Words

#: Who sends; the lease outlives many heartbeats, for each renewal is a write.
SENDER = "notices"
LEASE, RENEWED = timedelta(minutes=5), timedelta(minutes=1)
#: How often the standing verdicts (RPO, copies) are looked at.
LOOK = timedelta(minutes=5)
KEPT = timedelta(days=30)
#: How long the end of the service may wait for messages that are being noted, or sent.
LINGER = timedelta(seconds=10)
_STANDING = frozenset({When.RPO_MISSED, When.NOT_PROTECTED, When.SUSPICIOUS})


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the notices work with: ``words`` knows a language by its name, ``tell`` is the log.

    ``checkpoint`` gives the three lines of the newest head of a client's evidence, empty where there is none; ``log``
    the name of a client's log, or the server's.
    """

    store: Store
    post: Post
    words: Callable[[str], Words]
    tell: Tell
    checkpoint: Callable[[Transaction, str], str] = lambda _tx, _client: ""
    log: Callable[[str], str] = lambda client: client


class Notices:
    """Who is told what, and when. ``tell`` and ``beat`` return at once; the work is done on a thread of its own."""

    def __init__(self, desk: Desk, inventory: Inventory, policy: Callable[[Asset], Policy]) -> None:
        self._desk, self._inventory, self._policy = desk, inventory, policy
        self._told: deque[tuple[Event, datetime | None]] = deque()
        self._now: datetime | None = None
        self._token: int | None = None
        self._renew_at: datetime | None = None
        self._look_at: datetime | None = None
        self._fault = ""
        self._wake, self._closing = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def take(self, inventory: Inventory, policy: Callable[[Asset], Policy]) -> None:
        """Go by other documents from now on."""
        self._inventory, self._policy = inventory, policy
        self._look_at = None

    def tell(self, event: Event) -> None:
        """Take note of an event; returns at once."""
        if concerns(event):
            self._told.append((event, self._now))
            self._wake.set()

    def beat(self, now: datetime) -> None:
        """Have what is due by now sent; returns at once."""
        self._now = now
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="notices", daemon=True)
            self._thread.start()
        self._wake.set()

    def close(self, patience: timedelta) -> None:
        """Note what was told, begin to send what is due, and end; what is not sent by then waits in the outbox.

        It lasts no longer than :data:`LINGER` for each of the two, however patient: who waits for us has a limit, too.
        """
        patience = min(patience, LINGER)
        self._closing.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(patience.total_seconds())
        self._desk.post.wait(patience)
        if self._token is not None:
            with suppress(ContinuityError), self._desk.store.transaction() as tx:
                tx.leases.release(SENDER, self._token)

    def work(self, now: datetime) -> None:
        """Note what was told, look at what stands, put what is due into the outbox, and begin to deliver it."""
        if not self._routes() and not incidents.concerns(self._inventory):
            self._told.clear()
            return
        self._hold(now)
        events = list(self._told)
        with self._desk.store.reading() as tx:
            signals = [one for event, at in events if (one := self._signal(tx, event, at or now))]
            if self._token is not None and (self._look_at is None or now >= self._look_at):
                signals += self._looked(tx, now)
                self._look_at = now + LOOK
            calling = self._token is not None and incidents.waits(tx, self._inventory, now)
            quiet = not signals and not calling and not self._due(tx, tx.notices.alarms(), now)
        if not quiet:
            with self._desk.store.transaction() as tx:
                self._note(tx, signals)
                self._put(tx, now)
                if calling:
                    incidents.post(tx, self._inventory, self._desk.words, now)
        for _ in events:
            self._told.popleft()
        if self._token is not None:
            self._desk.post.round(now)

    def _serve(self) -> None:
        while not self._closing.is_set() or self._told:
            self._wake.wait()
            self._wake.clear()
            try:
                if self._now is not None:
                    self.work(self._now)
                self._fault = ""
            except ContinuityError as error:  # nothing is lost: what was told is noted at the next beat
                self._told_once(error)
                if self._closing.is_set():
                    return
            except Exception as error:  # noqa: BLE001 - a thread has nobody to raise to; the next look makes up for it
                self._told.clear()
                self._told_once(Unavailable("internal error: {what}", what=repr(error)))

    def _told_once(self, error: ContinuityError) -> None:
        if str(error) != self._fault:
            self._fault = str(error)
            values = {"error": error, "hint": error.hint}
            self._desk.tell(Event("notice.fault", "notifications wait: {error} ({hint})", values, Level.ERROR))

    def _hold(self, now: datetime) -> None:
        """Be the one who sends, if nobody else is."""
        if self._renew_at is not None and now < self._renew_at:
            return
        with self._desk.store.transaction() as tx:
            if self._token is None or not tx.leases.renew(SENDER, self._token, now + LEASE):
                self._token = tx.leases.take_until(SENDER, identity(), now, now + LEASE)
                self._look_at = None
            if self._token is not None:
                tx.notices.drop(now - KEPT)
        self._renew_at = now + RENEWED if self._token is not None else None

    def _signal(self, tx: Transaction, event: Event, at: datetime) -> Signal | None:
        if event.name != "run.ended":
            return of_event(event, at)
        run = tx.runs.get(event.run)
        return of_run(run, self._inventory, at) if run else None

    def _looked(self, tx: Transaction, now: datetime) -> list[Signal]:
        """Return what stands now: the last run of each kind, and the verdicts where a route asks for them."""
        found = [one for run in tx.runs.newest() if (one := of_run(run, self._inventory, now))]
        wanted = {route.client for route in self._routes().values() if route.when & _STANDING}
        found += anchor_signals(tx, self._inventory, now, self._desk.log)
        found += reminders(tx, self._inventory, self._policy, now)
        found += breach_signals(tx, self._inventory, now, self._desk.log)
        return found + list(standing_signals(tx, self._inventory, self._policy, now, wanted))

    def _routes(self) -> dict[str, Alert]:
        return {route.reference: route for client in self._inventory.clients.values() for route in client.alerts}

    def _note(self, tx: Transaction, signals: Iterable[Signal]) -> None:
        alarms = {alarm.key: alarm for alarm in tx.notices.alarms()}
        routes = self._routes()
        for signal in signals:
            told_to = routes_of(signal, routes.values())
            if signal.once and told_to:
                tx.corrective.remind(signal.subject, signal.once, signal.at)
            for route in told_to:
                key = (route.reference, str(signal.kind), signal.subject)
                before = alarms.get(key)
                after = note(before, signal, route)
                if after is not None and after != before:
                    alarms[key] = after
                    tx.notices.remember(after)

    def _put(self, tx: Transaction, now: datetime) -> None:
        """Put one message a route and URL into the outbox, and remember that it was told: both, or neither."""
        routes = self._routes()
        by_route: dict[str, list[Alarm]] = {}
        alarms = tx.notices.alarms()
        for alarm in self._due(tx, alarms, now):
            by_route.setdefault(alarm.route, []).append(alarm)
        for name, due_now in by_route.items():
            for notice in self._messages(tx, routes[name], due_now, now):
                tx.notices.put(notice)
            for alarm in due_now:
                if (after := told(alarm, now)) is None:
                    tx.notices.forget(alarm.key)
                else:
                    tx.notices.remember(after)
        for alarm in alarms:
            if alarm.route not in routes or not is_known(self._inventory, alarm.subject):
                tx.notices.forget(alarm.key)

    def _due(self, tx: Transaction, alarms: Iterable[Alarm], now: datetime) -> list[Alarm]:
        return due(alarms, self._routes(), now, {one.route for one in tx.notices.waiting()})

    def _messages(self, tx: Transaction, route: Alert, alarms: list[Alarm], now: datetime) -> Iterable[Notice]:
        head = self._desk.checkpoint(tx, route.client)
        title, body = compose(route, alarms, now, self._desk.words(route.language), head)
        destinations = self._inventory.clients[route.client].notifications
        for name in route.to:
            for place in range(len(destinations[name].urls)):
                yield Notice(
                    route=route.reference,
                    client=route.client,
                    destination=name,
                    place=place,
                    title=title,
                    body=body,
                    critical=any(alarm.well is None for alarm in alarms),
                    made_at=now,
                    next_at=now,
                    about=tuple((str(alarm.kind), alarm.subject) for alarm in alarms),
                )
