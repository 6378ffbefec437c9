"""The names of people: other ones for who reads an extract, and an end to them in the log after five years.

A record that is erased leaves its commitment, and the log stays verifiable; what it said is gone, for us as for anybody
who has no older copy. Only records that say who did something are erased, never what was measured; none is during a
legal hold or an open breach, and none that says who sees to an open incident: its clocks are read from there.
"""

from __future__ import annotations

import hashlib
import hmac
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.engine.incidents.steps import ACKED
from continuity.engine.privacy.breaches import breaches
from continuity.evidence.format.record import parse
from continuity.evidence.journal import INTENT
from continuity.evidence.store import entry_of
from continuity.ground.errors import Refused
from continuity.ground.timestamps import read_time, write_time
from continuity.model.incident import IncidentState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from continuity.engine.vault import Vault
    from continuity.engine.workshop import Workshop
    from continuity.evidence.format.record import Record
    from continuity.evidence.store import StoredRecord
    from continuity.state.store import Transaction

FORGOTTEN = "privacy.names.erased"
#: Records that say who did something, and whose facts stand elsewhere or matter less than his name after so long. Those
#: that figures and keys rest on (contracts, windows, rotations, what documents said) stay.
KINDS = (
    INTENT,
    "points.mounted",
    "points.unmounted",
    "procedure.step",
    "vault.read",
    "vault.set",
    "vault.exported",
    "evidence.exported",
    "report.written",
    ACKED,
    "case.commented",
    "case.assigned",
)
_EVERY = timedelta(days=1)
_SHOWN = 10


def pseudonyms(vault: Vault, client: str, random: Callable[[], bytes]) -> Callable[[str], str]:
    """Return what gives a name another one: the same each time for this client, and to be guessed only with its key.

    The key lies in the vault; where it is destroyed with the client's, nobody can tell any more who was who.
    """
    entry = f"{client}/privacy/pseudonyms"
    if entry not in vault.names():
        vault.set(entry, random().hex())
    key = bytes.fromhex(vault.get(entry))

    def alias(name: str) -> str:
        return "person-" + hmac.new(key, name.encode(), hashlib.sha256).hexdigest()[:_SHOWN]

    return alias


class NameDuty:
    """The service's: once a day, and at its start, names that are older than their limit are erased."""

    def __init__(self) -> None:
        self._next: datetime | None = None

    def see_to(self, workshop: Workshop) -> None:
        """Erase what is due. Raises ``ContinuityError`` where the database cannot be written: it is tried again."""
        now = workshop.clock.now()
        if self._next is None or now >= self._next:
            for client in workshop.logs:
                if client in workshop.inventory.clients:
                    forget_names(workshop, client, now)
            self._next = now + _EVERY


def forget_names(workshop: Workshop, client: str, now: datetime) -> int:
    """Erase the names that are older than the client's limit, in the log and in the database beside it.

    Returns how many records were erased; another record says which. None are during a legal hold or an open breach.
    """
    log, before = workshop.logs[client], now - workshop.inventory.clients[client].privacy.keep_names
    with workshop.store.reading() as tx:
        if _is_held(workshop, tx, client, now):
            return 0
        if not any(_outdated(tx, log.journal.log, before)) and not tx.people.named(client, before):
            return 0
    with workshop.store.transaction() as tx:
        gone = list(_outdated(tx, log.journal.log, before))
        for one in gone:
            tx.records.erase(one.number, entry_of(one))
        beside = tx.people.forget(client, before)
        body = {"records": [one.index for one in gone], "before": write_time(before), "beside": beside}
        log.journal.record(tx.records, FORGOTTEN, workshop.clock.now(), body)
    with suppress(Refused):
        log.sequencer.run()
    return len(gone)


def _is_held(workshop: Workshop, tx: Transaction, client: str, now: datetime) -> bool:
    """Tell whether who did what must stay for now: a legal hold, or a breach that somebody still looks into."""
    holds = workshop.inventory.clients[client].privacy.holds
    if any(one.until is None or one.until >= now.date() for one in holds):
        return True
    return any(one.closed_at is None for one in breaches(tx, client, workshop.logs[client].journal.log))


def _outdated(tx: Transaction, log: str, before: datetime) -> Iterator[StoredRecord]:
    """Yield the records that name people, are older, and are in the tree, a page at a time."""
    number = 0
    while page := tx.records.telling(log, KINDS, number):
        for one in page:
            record = parse(one.body)
            if read_time(record.at) >= before:
                return  # records are dated in the order they are written
            if one.index is not None and _names_somebody(record.body) and not _is_needed(tx, record):
                yield one
        number = page[-1].number


def _is_needed(tx: Transaction, record: Record) -> bool:
    """Tell whether it says that somebody sees to an incident that is not closed; later steps repeat it."""
    incident = tx.incidents.get(record.body["id"]) if record.kind == ACKED else None
    return incident is not None and incident.state is not IncidentState.CLOSED


def _names_somebody(body: dict[str, Any]) -> bool:
    """Tell whether a person did it: the service acts as its unit, and that is nobody."""
    by = body.get("by")
    return not (isinstance(by, dict) and "unit" in by)
