"""Every step of an incident: written, and recorded in its client's log, in one transaction."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from continuity.engine.workshop import Workshop
    from continuity.model.incident import Incident
    from continuity.state.store import Transaction

#: The steps, as they are recorded; ``incident.opened`` is another fact, of the run that found changes or short locks.
OPENED, CHANGED, REOPENED = "case.opened", "case.changed", "case.reopened"
RESTORED, CLOSED, CALLED = "case.restored", "case.closed", "case.called"
ACKED, COMMENTED, ASSIGNED = "case.acknowledged", "case.commented", "case.assigned"
PAUSED, CONTINUED, REPORTED = "case.paused", "case.continued", "case.reported"
LOOKED = "case.looked"
TICKETED, TICKET_SOLVED = "case.ticketed", "case.ticket_solved"
#: Those after which the clocks of an incident may stand otherwise.
CLOCKED = (OPENED, CHANGED, REOPENED, RESTORED, CLOSED, ACKED, PAUSED, CONTINUED)


def write(workshop: Workshop, tx: Transaction, kind: str, incident: Incident, more: Mapping[str, Any]) -> None:
    """Write an incident as it is after a step, and record the step; ``more`` says who did it, or why."""
    tx.incidents.write(incident)
    body = incident.as_json() | dict(more)
    workshop.logs[incident.client].journal.record(tx.records, kind, workshop.clock.now(), body)


def publish(workshop: Workshop, clients: Iterable[str]) -> None:
    """Give the new records of these clients their place in the log; one that cannot be signed on says so elsewhere."""
    for client in sorted(set(clients)):
        with suppress(Refused):
            workshop.logs[client].sequencer.run()
