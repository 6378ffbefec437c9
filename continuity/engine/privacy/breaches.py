"""Breaches: what is known of them stands in the log alone, and each step is a record of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from continuity.contract.breach import owed
from continuity.evidence.format.record import parse
from continuity.ground.errors import Refused, UsageError
from continuity.ground.timestamps import read_time, write_time
from continuity.model.breach import Breach, Risk, Telling, Whom

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta

    from continuity.engine.incidents.handling import Person
    from continuity.engine.workshop import Workshop
    from continuity.evidence.store import StoredRecord
    from continuity.model.inventory import Client
    from continuity.model.privacy import Role
    from continuity.state.store import Transaction

OPENED, NOTED = "privacy.breach.opened", "privacy.breach.noted"
TOLD, CLOSED = "privacy.breach.told", "privacy.breach.closed"
KINDS = (OPENED, NOTED, TOLD, CLOSED)
MARK = "breach-"


def terms(client: Client) -> tuple[Role, timedelta | None]:
    """Return what the clocks of a client's breaches go by: our role, and what the contract allows."""
    return client.privacy.role, client.contract.breach_notice if client.contract else None


def breaches(tx: Transaction, client: str, log: str) -> list[Breach]:
    """Return the breaches of a client, the oldest first."""
    found: dict[str, Breach] = {}
    for one in tx.records.of_kinds(log, KINDS):
        if not one.salt:  # erased
            continue
        record = parse(one.body)
        known, at = found.get(record.body["id"]), read_time(record.at)
        if record.kind == OPENED:
            found[record.body["id"]] = _opened(client, record.body, at, one)
        elif known is not None:
            after = _STEPS[record.kind](known, record.body, at)
            found[known.id] = replace(after, records=(*known.records, *_number(one)))
    return list(found.values())


def open_breach(workshop: Workshop, client: str, what: str, aware_at: datetime, who: Person) -> Breach:
    """Open one: its clocks run from ``aware_at``. Raises ``UsageError`` for a time to come."""
    log = workshop.logs[client].journal
    with workshop.store.transaction() as tx:
        _past(aware_at, workshop.clock.now())
        number = sum(1 for one in tx.records.of_kinds(log.log, (OPENED,))) + 1
        body = {"id": f"{client}/{MARK}{number}", "what": what, "aware_at": write_time(aware_at)}
        log.record(tx.records, OPENED, workshop.clock.now(), body | who.as_json())
    return _after(workshop, client, body["id"])


def note(workshop: Workshop, name: str, said: Mapping[str, str], who: Person) -> Breach:
    """Write down facts about one, by name, and how it is judged (``risk`` with ``risk_why``); the newest counts."""
    return _step(workshop, name, NOTED, lambda _one, _at: {"said": dict(said)}, who)


def tell(workshop: Workshop, name: str, telling: Mapping[str, Any], who: Person) -> Breach:
    """Write down that somebody was told: ``whom``, ``at``, ``how``, ``reference``.

    Raises ``UsageError`` for a time that is to come, or before anybody was aware of it.
    """

    def told(one: Breach, now: datetime) -> dict[str, Any]:
        at = telling["at"] or now
        _past(at, now)
        if at < one.aware_at:
            aware = write_time(one.aware_at)
            raise UsageError("nobody was aware of {id} before {aware}", hint="see --at", id=one.id, aware=aware)
        return dict(telling) | {"whom": str(telling["whom"]), "at": write_time(at)}

    return _step(workshop, name, TOLD, told, who)


def close(workshop: Workshop, name: str, why: str, who: Person) -> Breach:
    """Close one. Raises ``Refused`` while something is owed: who was not told, what nobody judged or wrote down."""

    def closed(one: Breach, now: datetime) -> dict[str, Any]:
        left = list(owed(one, *terms(workshop.inventory.clients[one.client]), now))
        if left:
            raise Refused(
                "something is still owed for {id}: {left}",
                hint="see: continuity privacy breach show {id}",
                id=one.id,
                left=", ".join(left),
            )
        return {"why": why}

    return _step(workshop, name, CLOSED, closed, who)


def named(workshop: Workshop, name: str) -> Breach:
    """Return one by its name. Raises ``UsageError`` where there is none."""
    client = name.partition("/")[0]
    if client in workshop.logs:
        with workshop.store.reading() as tx:
            for one in breaches(tx, client, workshop.logs[client].journal.log):
                if one.id == name:
                    return one
    raise UsageError("there is no breach {id}", hint="see: continuity privacy breach list", id=name)


def _step(
    workshop: Workshop, name: str, kind: str, said: Callable[[Breach, datetime], dict[str, Any]], who: Person
) -> Breach:
    """Record a step. Raises ``UsageError`` where there is none of that name, ``Refused`` where it is closed."""
    client = named(workshop, name).client
    journal = workshop.logs[client].journal
    with workshop.store.transaction() as tx:
        known = next(one for one in breaches(tx, client, journal.log) if one.id == name)
        if known.closed_at:
            raise Refused("the breach {id} is closed", hint="open another one: continuity privacy breach open", id=name)
        now = workshop.clock.now()
        journal.record(tx.records, kind, now, {"id": name} | said(known, now) | who.as_json())
    return _after(workshop, client, name)


def _after(workshop: Workshop, client: str, name: str) -> Breach:
    with suppress(Refused):  # a log that cannot be signed on says so elsewhere; the record waits for it
        workshop.logs[client].sequencer.run()
    return named(workshop, name)


def _past(at: datetime, now: datetime) -> None:
    if at > now:
        raise UsageError("{time} is to come", hint="write when it was", time=write_time(at))


def _opened(client: str, body: Mapping[str, Any], at: datetime, one: StoredRecord) -> Breach:
    return Breach(
        id=body["id"],
        client=client,
        what=body["what"],
        aware_at=read_time(body["aware_at"]),
        opened_at=at,
        opened_by=body["name"],
        records=_number(one),
    )


def _noted(one: Breach, body: Mapping[str, Any], _at: datetime) -> Breach:
    said = dict(body["said"])
    risk, why = said.pop("risk", None), said.pop("risk_why", one.risk_why)
    return replace(one, facts=dict(one.facts) | said, risk=Risk(risk) if risk else one.risk, risk_why=why)


def _told(one: Breach, body: Mapping[str, Any], at: datetime) -> Breach:
    telling = Telling(
        whom=Whom(body["whom"]),
        at=read_time(body["at"]),
        recorded_at=at,
        by=body["name"],
        how=body["how"],
        reference=body["reference"],
    )
    return replace(one, told=(*one.told, telling))


def _closed(one: Breach, body: Mapping[str, Any], at: datetime) -> Breach:
    return replace(one, closed_at=at, closed_by=body["name"], closing=body["why"])


_STEPS = {NOTED: _noted, TOLD: _told, CLOSED: _closed}


def _number(one: StoredRecord) -> tuple[int, ...]:
    return () if one.index is None else (one.index,)
