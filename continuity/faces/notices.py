"""Puts the notifications of the service together: who speaks which language, and where each message really goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.daemon.events import Event
from continuity.engine.incidents.ticketing import is_for_a_ticket, tell
from continuity.engine.notices.notices import Desk, Notices
from continuity.engine.notices.post import Delivery, Post, revealed
from continuity.engine.notices.recorded import parts
from continuity.evidence.format.checkpoint import origin
from continuity.evidence.journal import Journal
from continuity.faces.language import Language
from continuity.ground.errors import Unavailable
from continuity.supervision.notify import send

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.engine.daemon.events import Tell
    from continuity.faces.app import App
    from continuity.model.alerts import Notice
    from continuity.state.store import Transaction


class Notifier:
    """The notifications of one process, by the documents of ``app``; ``tell`` is its log, which gets no secret."""

    def __init__(self, app: App, tell: Tell) -> None:
        self._app = app
        delivery = Delivery(store=app.store, clock=app.clock, send=self._send, tell=tell, record=self._record)
        desk = Desk(
            store=app.store,
            post=Post(delivery),
            words=Language,
            tell=tell,
            checkpoint=self._checkpoint,
            log=lambda client: origin(app.server, client),
        )
        self.notices = Notices(desk, app.inventory, app.policy)

        self._well = False  # until the first heartbeat says so: what an earlier process told may be over now
        self.tell(Event("documents.taken", "the documents were read anew"))

    def beat(self, now: datetime, *, fault: str) -> None:
        """Have what is due sent, and tell when the service itself is well again; returns at once."""
        if not fault and not self._well:
            self.tell(Event("service.well", "the service is well again"))
        self._well = not fault
        self.notices.beat(now)

    def take(self, app: App) -> None:
        """Go by other documents from now on, those of ``app``, which has the same state."""
        self._app = app
        self.notices.take(app.inventory, app.policy)

    def tell(self, event: Event) -> None:
        """Take note of an event; returns at once."""
        self.notices.tell(event)

    def _checkpoint(self, tx: Transaction, client: str) -> str:
        note = tx.records.checkpoint(origin(self._app.server, client), None) or ""
        return note.partition("\n\n")[0]

    def _record(self, tx: Transaction, kind: str, notice: Notice) -> None:
        """Record what became of a message where it belongs; a log that is not there yet takes nothing."""
        for client, body in parts(notice, self._app.inventory.clients).items():
            if (self._app.state / "log" / client / "key.vkey").exists():
                journal = Journal(origin(self._app.server, client), self._app.ids)
                journal.record(tx.records, kind, self._app.clock.now(), body)

    def _send(self, notice: Notice) -> None:
        if is_for_a_ticket(notice):
            tell(self._app.workshop, notice)
            return
        send(url_of(self._app, notice), notice.title, notice.body, urgent=notice.critical)


def url_of(app: App, notice: Notice) -> str:
    """Return the URL that a message goes to, with its secret; raises ``Unavailable`` where there is none any more."""
    client = app.inventory.clients.get(notice.client)
    found = client.notifications.get(notice.destination) if client else None
    if found is None or notice.place >= len(found.urls):
        raise Unavailable(
            "the documents no longer name the notification {client}/{name}",
            client=notice.client,
            name=notice.destination,
        )
    return revealed(found.urls[notice.place], app.reveal)
