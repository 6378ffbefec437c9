"""Maintenance and force majeure put on record: one record each, at the log's time, and a later one that changes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.engine.contracts.recorded import recorded
from continuity.engine.contracts.windows import (
    AGREED,
    AGREED_TO,
    CLAIMED,
    DECLARED,
    ENDED,
    IN_TIME,
    KINDS,
    WITHDRAWN,
    Exclusion,
    Scope,
    force_majeure,
    maintenance,
)
from continuity.evidence.format.record import parse
from continuity.ground.canonical import sha256_hex
from continuity.ground.errors import Refused, UsageError
from continuity.ground.timestamps import read_time, write_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from continuity.contract.service_time import Stretch
    from continuity.engine.contracts.recorded import Recorded
    from continuity.engine.incidents.handling import Person
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Client
    from continuity.state.store import Transaction

MAINTENANCE, FORCE_MAJEURE = "continuity.maintenance/1", "continuity.force-majeure/1"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is to be taken out, and why; ``name`` is that of the service or device, of the client the client's."""

    client: str
    scope: Scope
    name: str
    stretch: Stretch
    why: str
    agreed_by: str = ""


def declare(workshop: Workshop, asked: Asked, who: Person) -> Exclusion:
    """Record a maintenance window, also one that does not count: late, or only announced. Raises as :func:`_write`."""
    body = _body(workshop, asked, who, "m") | {"schema": MAINTENANCE}
    _write(workshop, asked.client, DECLARED, lambda _records, _at: body)
    return _written(workshop, asked.client, 0, body["id"])


def agree_window(workshop: Workshop, client: str, name: str, agreed_by: str, who: Person) -> Exclusion:
    """Record that somebody of the client agrees to what was announced. Raises ``Refused`` once it has begun."""

    def agreed(records: Sequence[Recorded], at: datetime) -> dict[str, Any]:
        one = _named(maintenance(records), name)
        if one.stretch.begin <= at:
            raise Refused(
                "the window {id} began at {time}: agreed to afterwards, it does not count",
                hint="a window is agreed to before it begins",
                id=name,
                time=write_time(one.stretch.begin),
            )
        return _agreement(records, one, agreed_by, who)

    _write(workshop, client, AGREED_TO, agreed)
    return _written(workshop, client, 0, name)


def end(workshop: Workshop, client: str, name: str, why: str, who: Person) -> Exclusion:
    """End a window now, or withdraw it before it begins. Raises ``Refused`` for one that is over."""

    def ended(records: Sequence[Recorded], at: datetime) -> dict[str, Any]:
        one = _named(maintenance(records), name)
        if one.ended or one.stretch.end <= at:
            raise Refused(
                "the window {id} is over since {time}",
                hint="what was agreed upon and went by is not changed",
                id=name,
                time=write_time(one.ended or one.stretch.end),
            )
        return {"schema": MAINTENANCE, "id": name, "why": why, "by": _by(who)}

    _write(workshop, client, ENDED, ended)
    return _written(workshop, client, 0, name)


def claim(workshop: Workshop, asked: Asked, who: Person) -> Exclusion:
    """Record force majeure, afterwards, too; it counts once somebody of the client agreed. Raises as :func:`_write`."""

    def claimed(_records: Sequence[Recorded], at: datetime) -> dict[str, Any]:
        if asked.stretch.end > at:
            raise Refused(
                "{time} is to come: nobody knows yet that it was force majeure",
                hint="state it once it is over; what is planned is a window: continuity maintenance add",
                time=write_time(asked.stretch.end),
            )
        return body

    body = _body(workshop, asked, who, "f") | {"schema": FORCE_MAJEURE}
    _write(workshop, asked.client, CLAIMED, claimed)
    return _written(workshop, asked.client, 1, body["id"])


def agree(workshop: Workshop, client: str, name: str, agreed_by: str, who: Person) -> Exclusion:
    """Record that somebody of the client agrees to what was claimed. Raises ``Refused`` where somebody does already."""

    def agreed(records: Sequence[Recorded], _at: datetime) -> dict[str, Any]:
        return _agreement(records, _named(force_majeure(records), name), agreed_by, who)

    _write(workshop, client, AGREED, agreed)
    return _written(workshop, client, 1, name)


def withdraw(workshop: Workshop, client: str, name: str, why: str, who: Person) -> Exclusion:
    """Record that force majeure is not stated any more: whoever gains by it gives it up. Raises ``Refused`` twice."""

    def withdrawn(records: Sequence[Recorded], _at: datetime) -> dict[str, Any]:
        if at := _named(force_majeure(records), name).ended:
            raise Refused("{id} was withdrawn at {time}", id=name, time=write_time(at))
        return {"schema": FORCE_MAJEURE, "id": name, "why": why, "by": _by(who)}

    _write(workshop, client, WITHDRAWN, withdrawn)
    return _written(workshop, client, 1, name)


def known(tx: Transaction, log: str) -> tuple[list[Exclusion], list[Exclusion]]:
    """Return all maintenance windows and all force majeure that a log tells of."""
    records = recorded(tx, log, KINDS)
    return maintenance(records), force_majeure(records)


def windows_on(tx: Transaction, log: str, now: datetime) -> list[Exclusion]:
    """Return the windows that are on, and were declared before they began, agreed to or only announced."""
    return [one for one in known(tx, log)[0] if one.is_on(now)]


def services_of(client: Client, scope: Scope, name: str) -> tuple[str, ...]:
    """Return the services whose time is taken out: of a device, those that it decides, or that are behind it."""
    if scope is Scope.CLIENT:
        return tuple(client.services)
    if scope is Scope.SERVICE:
        return (name,)
    return tuple(one.name for one in client.services.values() if name in set(_before(client, one.up_when)))


def _before(client: Client, check: str) -> Iterator[str]:
    """Yield the device that a check asks, and all that lie before it."""
    left, seen = [check.partition("/")[0]], set[str]()
    while left:
        name = left.pop()
        if name in client.devices and name not in seen:
            seen.add(name)
            left += client.devices[name].parents
            yield name


def _body(workshop: Workshop, asked: Asked, who: Person, letter: str) -> dict[str, Any]:
    if asked.stretch.end <= asked.stretch.begin:
        raise UsageError("the window ends before it begins", hint="give --from before --until")
    client = workshop.inventory.clients[asked.client]
    body = {
        "scope": str(asked.scope),
        "name": asked.name,
        "services": list(services_of(client, asked.scope, asked.name)),
        "from": write_time(asked.stretch.begin),
        "until": write_time(asked.stretch.end),
        "timezone": client.timezone,
        "why": asked.why,
        "agreed_by": asked.agreed_by,
        "by": _by(who),
    }
    unique = f"{body}\n{write_time(workshop.clock.now())}"
    return body | {"id": letter + sha256_hex(unique.encode())[:10]}


def _agreement(records: Sequence[Recorded], one: Exclusion, agreed_by: str, who: Person) -> dict[str, Any]:
    if one.ended:
        raise Refused("{id} was withdrawn at {time}", id=one.id, time=write_time(one.ended))
    if one.agreed_by:
        raise Refused("{name} agreed to {id} already", name=one.agreed_by, id=one.id)
    claimed = next(each.body for each in records if each.name == one.record)
    return dict(claimed) | {"claim": one.record, "agreed_by": agreed_by, "by": _by(who)}


def _by(who: Person) -> dict[str, Any]:
    return {"name": who.name, "actor": dict(who.actor)}


def _write(
    workshop: Workshop, client: str, kind: str, body: Callable[[Sequence[Recorded], datetime], dict[str, Any]]
) -> None:
    """Record what ``body`` returns for the records so far and the time, in one transaction with looking at them.

    Raises ``Refused`` where the clock is behind the log, or the log cannot be signed on.
    """
    log = workshop.logs[client]
    log.sequencer.run()
    with workshop.store.transaction() as tx:
        now = workshop.clock.now()
        newest = _not_before(tx, log.journal.log, kind, now)
        said = body(recorded(tx, log.journal.log, KINDS), now)
        log.journal.record(tx.records, kind, now, said | ({"not_before": newest} if newest else {}))
    log.sequencer.run()


def _written(workshop: Workshop, client: str, kind: int, name: str) -> Exclusion:
    with workshop.store.reading() as tx:
        return _named(known(tx, workshop.logs[client].journal.log)[kind], name)


def _not_before(tx: Transaction, log: str, kind: str, now: datetime) -> str | None:
    """Refuse a clock that was set back: what is declared by it would seem to be in time. Returns what was compared.

    What must be in time is compared with every record: the service may have written others by that clock since. The
    rest with the last, so that a clock that once ran ahead does not keep anybody from ending a window.
    """
    if kind in IN_TIME:
        newest = tx.records.newest_at(log)
    else:
        last = tx.records.last(log)
        newest = parse(last.body).at if last else None
    if newest and read_time(newest) > now:
        raise Refused(
            "the clock shows {now}, and the log was written at {newest}",
            hint="set the clock of this machine, then run the command again",
            now=write_time(now),
            newest=write_time(read_time(newest)),
        )
    return newest if kind in IN_TIME else None


def _named(found: Sequence[Exclusion], name: str) -> Exclusion:
    for one in found:
        if one.id == name:
            return one
    names = ", ".join(one.id for one in found) or "-"
    raise UsageError("there is no {name} in the log", hint="known: {names}", name=name, names=names)
