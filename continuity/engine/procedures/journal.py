"""The journal of one procedure's run: in the database first, and what a person vouches for in the client's log."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from continuity.ground.actor import actor
from continuity.ground.secrecy import veiled
from continuity.model.journal import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.engine.workshop import Workshop
    from continuity.model.job import Run
    from continuity.model.journal import Event, New
    from continuity.state.store import Transaction

#: What a person did, decided, signed or undid: each is one record of this kind.
SIGNED = "procedure.step"
_VOUCHED = frozenset(
    {
        Kind.DONE,
        Kind.WAS_DONE,
        Kind.FAILED,
        Kind.SIGNED,
        Kind.SKIPPED,
        Kind.AGAIN,
        Kind.HANDED_OVER,
        Kind.ABORTED,
        Kind.ATTACHED,
        Kind.UNDONE,
    }
)
#: Recorded whoever did it: nobody may say later that he did not know.
_ALWAYS = frozenset({Kind.NOT_UNDONE})
#: What makes an event of the engine's own a record: something that was to be seen of the step.
SEEN = ("observed", "attachments")


class RunJournal:
    """The journal of a run. Safe to use from the threads of one process; one process at a time has the run."""

    def __init__(self, workshop: Workshop, run: Run, runbook: str) -> None:
        self._workshop, self._run, self._runbook = workshop, run, runbook
        self._last: int | None = None

    def events(self) -> Sequence[Event]:
        """Return all of them, in their order."""
        with self._workshop.store.reading() as tx:
            return tx.journals.of(self._run.id)

    def append(self, new: Sequence[New]) -> Sequence[Event]:
        """Write them durably, together or not at all; what a person vouches for becomes a record with them.

        Of the secrets that this process knows, none is written: what a program says may hold one.
        """
        new = [replace(one, detail=veiled(one.detail)) for one in new]
        with self._workshop.store.transaction() as tx:
            after = tx.journals.last(self._run.id) if self._last is None else self._last
            events = tx.journals.append(self._run.id, new, after, self._workshop.clock.mark())
            for event in events:
                vouched = event.by and event.kind in _VOUCHED
                if vouched or event.kind in _ALWAYS or any(name in event.detail for name in SEEN):
                    self._record(tx, event)
        self._last = events[-1].number
        return events

    def _record(self, tx: Transaction, event: Event) -> None:
        body: dict[str, Any] = {
            "runbook": self._runbook,
            "subject": self._run.subject,
            "event": str(event.kind),
            "number": event.number,
            "step": event.step or None,
            "by": event.by or None,
            "detail": dict(event.detail) | ({"user": actor()["user"]} if event.by else {}),  # a name is only typed
        }
        if attached := body["detail"].pop("attachments", None):  # where a verifier looks for them
            body["attachments"] = attached
        log = self._workshop.logs[self._run.client]
        log.journal.record(tx.records, SIGNED, self._workshop.clock.now(), body, run=self._run.id)
