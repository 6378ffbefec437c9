"""Statements: what a month came to, written into the log once the month is over, and anew only for a reason.

A statement holds all that it was reckoned from. One that is disputed in time, or whose inputs changed, is reckoned
again: the new one names the one it replaces, and why. None is ever edited.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from continuity.engine.contracts import inputs as given
from continuity.engine.contracts.gathering import MONTH, SUMS, Month, gathered
from continuity.engine.contracts.overtaken import is_newest, overtaken
from continuity.engine.contracts.reckoning import result_of
from continuity.engine.contracts.recorded import Recorded, recorded
from continuity.engine.contracts.terms import KIND as TERMS
from continuity.engine.contracts.terms import terms_of
from continuity.engine.contracts.vouching import DISPUTED
from continuity.evidence.format.checkpoint import parse as checkpoint
from continuity.ground.errors import Refused
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from continuity.engine.workshop import Workshop
    from continuity.state.store import Transaction

SCHEMA = "continuity.contract-month/1"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a statement is disputed or made anew, and who says so: his name, and whom the system knows him as."""

    why: str
    name: str
    actor: Mapping[str, Any]

    @property
    def plain(self) -> dict[str, Any]:
        """It as a record carries it."""
        return {"why": self.why, "by": {"name": self.name, "actor": dict(self.actor)}}


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a month came to; ``record`` is the name of its record, empty while it has none."""

    month: str
    record: str
    at: datetime
    body: dict[str, Any]

    @property
    def disputable_until(self) -> datetime | None:
        """Until when it may be disputed; None where the contract says nothing of it."""
        versions = self.body["inputs"]["versions"]
        penalties = versions[-1]["terms"]["penalties"] if versions else None
        length = penalties["dispute"] if penalties else None
        return None if length is None else self.at + timedelta(seconds=length)


def keep_terms(workshop: Workshop, client: str) -> bool:
    """Record the terms of a client's contract, if they are not those that were recorded last; return whether it did."""
    terms = terms_of(workshop.inventory.clients[client])
    if terms is None:
        return False
    log = workshop.logs[client].journal
    with workshop.store.transaction() as tx:
        if _said(tx.records.newest(log.log, TERMS)) == terms:
            return False
        log.record(tx.records, TERMS, workshop.clock.now(), terms)
    _sequenced(workshop, client)
    return True


def statement(workshop: Workshop, client: str, month: str) -> Statement:
    """Return the newest recorded statement of a month, or what the month comes to by what is known now."""
    _sequenced(workshop, client)
    with workshop.store.reading() as tx:
        if found := newest(tx, workshop.logs[client].journal.log, month):
            return found
        return _reckoned(workshop, tx, client, month)


def statements_of(workshop: Workshop, client: str, months: Iterable[str]) -> dict[str, Statement]:
    """Return :func:`statement` of several months, by month; the log is read once for all of them."""
    _sequenced(workshop, client)
    with workshop.store.reading() as tx:
        known = recorded(tx, workshop.logs[client].journal.log, (MONTH,))
        held = {one.body["inputs"]["month"]: one for one in known}
        return {
            month: _of(held[month]) if month in held else _reckoned(workshop, tx, client, month) for month in months
        }


def newest(tx: Transaction, log: str, month: str) -> Statement | None:
    """Return the statement of a month that holds; None where none is recorded."""
    every = [one for one in recorded(tx, log, (MONTH,)) if one.body["inputs"]["month"] == month]
    return _of(every[-1]) if every else None


def state_months(workshop: Workshop, client: str) -> list[str]:
    """Record the statements of all months that were summed up and have none; returns those months."""
    log, written = workshop.logs[client], list[str]()
    _sequenced(workshop, client)
    with workshop.store.reading() as tx:
        if _nothing_new(tx, log.journal.log):
            return []
        summed = [one.body["name"] for one in recorded(tx, log.journal.log, SUMS)]
        stated = {one.body["inputs"]["month"] for one in recorded(tx, log.journal.log, (MONTH,))}
    for month in dict.fromkeys(summed):
        first = {"revision": 1, "replaces": "", "why": "", "by": None}
        if month not in stated and _write(workshop, client, month, first):
            written.append(month)
    return written


def dispute(workshop: Workshop, client: str, month: str, reason: Reason) -> Statement:
    """Record that a month's statement is disputed; raises ``Refused`` where there is none, or it is too late."""
    found = _held(workshop, client, month)
    until, now = found.disputable_until, workshop.clock.now()
    if until is None:
        raise Refused(
            "the contract of {client} says nothing of disputes",
            hint="its document names the time for them: penalties: {{dispute: 30d}}",
            client=client,
        )
    if now > until:
        raise Refused(
            "the statement of {month} could be disputed until {until}",
            hint="it is final; what you agree on now belongs into a later month",
            month=month,
            until=write_time(until),
        )
    body = {"month": month, "statement": found.record} | reason.plain
    log = workshop.logs[client].journal
    with workshop.store.transaction() as tx:
        if not is_newest(tx, log.log, month, found.record):
            raise overtaken(month)
        log.record(tx.records, DISPUTED, now, body)
    _sequenced(workshop, client)
    return found


def restate(workshop: Workshop, client: str, month: str, reason: Reason) -> Statement:
    """Reckon a disputed month again by what the log says now, and record it; raises ``Refused`` where none asked."""
    found = _held(workshop, client, month)
    with workshop.store.reading() as tx:
        disputes = recorded(tx, workshop.logs[client].journal.log, (DISPUTED,))
    if not any(one.body["statement"] == found.record for one in disputes):
        raise Refused(
            "nobody disputes the statement of {month}",
            hint="record why first: continuity sla dispute {month} --reason TEXT",
            month=month,
        )
    revision = {"revision": found.body["revision"] + 1, "replaces": found.record}
    made = _write(workshop, client, month, revision | reason.plain)
    if made is None:
        raise overtaken(month)
    return made


def has_terms(workshop: Workshop, client: str) -> bool:
    """Tell whether the log of a client says the terms of a contract, whatever its documents say now."""
    with workshop.store.reading() as tx:
        return tx.records.newest(workshop.logs[client].journal.log, TERMS) is not None


def is_over(month: str, timezone: str, now: datetime) -> bool:
    """Tell whether a month has ended."""
    return given.stretch(*given.days_of(month), timezone).end <= now


def _nothing_new(tx: Transaction, log: str) -> bool:
    """Tell whether the month that was summed up last has its statement; mostly it does, and little is read."""
    summed, stated = tx.records.newest(log, SUMS[0]), tx.records.newest(log, MONTH)
    if summed is None or not tx.records.newest(log, TERMS):
        return True
    return bool(_said(stated).get("inputs", {}).get("month", "") == _said(summed).get("name"))


def _said(data: bytes | None) -> dict[str, Any]:
    """Return what a record says; nothing where it was erased, or there is none."""
    found: dict[str, Any] = json.loads(data)["body"] if data and data.startswith(b"{") else {}
    return found


def _held(workshop: Workshop, client: str, month: str) -> Statement:
    found = statement(workshop, client, month)
    if not found.record:
        raise Refused(
            "there is no statement of {month} yet",
            hint="the service records it once the month is over and its supervision is summed up",
            month=month,
        )
    return found


def _write(workshop: Workshop, client: str, month: str, revision: dict[str, Any]) -> Statement | None:
    """Record a statement as the next after the one it replaces; None where another was faster."""
    log = workshop.logs[client].journal
    keep_terms(workshop, client)
    with workshop.store.transaction() as tx:
        if not is_newest(tx, log.log, month, revision["replaces"]):
            return None
        made = _reckoned(workshop, tx, client, month)
        log.record(tx.records, MONTH, workshop.clock.now(), made.body | revision)
    _sequenced(workshop, client)
    with workshop.store.reading() as tx:
        return newest(tx, log.log, month) or made


def _reckoned(workshop: Workshop, tx: Transaction, client: str, month: str) -> Statement:
    now = workshop.clock.now()
    inputs = gathered(workshop, tx, Month(client=client, month=month, known=now))
    head = tx.records.checkpoint(workshop.logs[client].journal.log, None)
    # a record that is pending now gets an index lower than the statement's, which knows nothing of it
    inputs["upto"] = checkpoint(head.partition("\n\n")[0] + "\n").size - 1 if head else -1
    body = {"schema": SCHEMA, "revision": 0, "replaces": "", "why": "", "by": None}
    body |= {"inputs": inputs, "result": result_of(inputs)}
    return Statement(month=month, record="", at=now, body=body)


def _of(one: Recorded) -> Statement:
    return Statement(month=one.body["inputs"]["month"], record=one.name, at=one.at, body=dict(one.body))


def _sequenced(workshop: Workshop, client: str) -> None:
    with suppress(Refused):  # a log that cannot be signed on: the next run says so
        workshop.logs[client].sequencer.run()
