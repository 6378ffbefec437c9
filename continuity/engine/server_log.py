"""Writing the server's own log: heads of the clients' logs as they move, and facts of this server."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from continuity.evidence.format.checkpoint import SERVER, Checkpoint, parse
from continuity.evidence.server import HEAD, head_body
from continuity.ground.errors import ContinuityError, NotProven
from continuity.state.observations import Observation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from continuity.engine.orders import ClientLog
    from continuity.evidence.journal import Journal
    from continuity.ground.clock import Clock
    from continuity.state.store import Store, Transaction

_HEAD_TOLD = "server-log/head"  # of the observation that keeps the head of a log that was told last
_STANDS = "server-log/"


class ServerLog:
    """The log of this server. ``open_log`` is asked when it is to be signed: recording needs no key."""

    def __init__(self, store: Store, clock: Clock, journal: Journal, open_log: Callable[[], ClientLog]) -> None:
        self._store, self._clock, self._open = store, clock, open_log
        self.journal = journal

    def log(self) -> ClientLog:
        """Return it as clients' logs are, ready to be signed; raises a ``ContinuityError`` where its key is lost."""
        return self._open()

    def fact(self, kind: str, body: dict[str, Any]) -> None:
        """Record something that happened; it gets its place with the next head (:meth:`sequence`)."""
        with self._store.transaction() as tx:
            self.note(tx, kind, body)

    def note(self, tx: Transaction, kind: str, body: dict[str, Any]) -> None:
        """Record something in the caller's transaction."""
        self.journal.record(tx.records, kind, self._clock.now(), body)

    def changed(self, kind: str, facts: dict[str, Any], by: dict[str, Any]) -> bool:
        """Record how something stands, with how it stood, where that is not what was recorded last."""
        with self._store.reading() as tx:
            if self._known(tx, kind) == facts:
                return False
        with self._store.transaction() as tx:
            before = self._known(tx, kind)
            if before == facts:
                return False
            self.note(tx, kind, facts | {"before": before, "by": by})
            tx.observations.note((SERVER, "", _STANDS + kind), self._seen(facts))
        return True

    def take_heads(self, clients: Iterable[str], origin: Callable[[str], str]) -> int:
        """Record the newest head of each client's log that moved since it was recorded; returns how many did.

        ``origin`` gives the name of a client's log. Of several processes each finds what the others left.
        """
        logs = {client: origin(client) for client in clients}
        with self._store.reading() as tx:
            if not any(True for _ in _moved(tx, logs)):
                return 0
        with self._store.transaction() as tx:
            moved = list(_moved(tx, logs))
            for client, head in moved:
                body = head_body(head)
                self.note(tx, HEAD, body)
                tx.observations.note((client, "", _HEAD_TOLD), self._seen(body))
        return len(moved)

    def sequence(self) -> None:
        """Sign what was recorded; where its key is lost or it cannot be signed on, it waits: verifying it says why."""
        with suppress(ContinuityError):
            self.log().sequencer.run()

    def _seen(self, facts: dict[str, Any]) -> Observation:
        return Observation(at=self._clock.now(), run="", facts=facts)

    def _known(self, tx: Transaction, kind: str) -> dict[str, Any] | None:
        found = tx.observations.latest(SERVER, "", _STANDS + kind)
        return found.facts if found else None


def _moved(tx: Transaction, logs: dict[str, str]) -> Iterator[tuple[str, Checkpoint]]:
    for client, log in logs.items():
        note = tx.records.checkpoint(log, None)
        with suppress(NotProven):  # a head that is none: verifying that log says so
            head = parse(note.partition("\n\n")[0] + "\n") if note else None
            told = tx.observations.latest(client, "", _HEAD_TOLD)
            if head and (told is None or told.facts != head_body(head)):
                yield client, head
