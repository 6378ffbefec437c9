"""Levels called in as time goes by, or as things are: each once, each step a record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from continuity.contract.escalation import Facts, calls, is_crisis
from continuity.engine.daemon.events import Event, Level
from continuity.engine.incidents import steps
from continuity.engine.incidents.promised import open_for
from continuity.model.incident import IncidentState, Told
from continuity.state.notices import GIVEN_UP, SENT

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping
    from datetime import datetime

    from continuity.contract.escalation import Call
    from continuity.engine.workshop import Workshop
    from continuity.model.incident import Incident
    from continuity.model.inventory import Client
    from continuity.state.store import Transaction

SAID = {"called": "incident {id}: level {level} is called in: {why}"}


def escalate(
    workshop: Workshop,
    tx: Transaction,
    down: Mapping[str, Iterable[str]],
    now: datetime,
    quiet: Container[tuple[str, str]] = (),
) -> list[Event]:
    """Call in the levels whose time has come; ``down`` are the devices of each client that do not work.

    While somebody else is waited for, time does not pass; a trigger holds all the same. ``quiet`` are the causes, by
    client, for which nobody is called now.
    """
    events: list[Event] = []
    for one in tx.incidents.open():
        client = workshop.inventory.clients.get(one.client)
        awake = one.state is IncidentState.OPEN and (one.client, one.cause) not in quiet
        if client and client.contract and awake:
            facts = _facts(tx, client, one, set(down.get(one.client, ())), now)
            called = calls(client.contract.escalation, [each.level for each in one.told], facts)
            events += _call(workshop, tx, one, called, now)
    return events


def capacity_lost(client: Client, concerned: Iterable[str], down: set[str]) -> float:
    """Return how many percent of a service's devices and of the assets on them are down: of the worst service.

    Counted are the services that one of the devices ``concerned`` belongs to.
    """
    worst = 0.0
    for service in client.services.values():
        hosts = [host for name in service.assets if (host := _host(client, name))]
        parts = [*service.devices, *hosts]
        if parts and not set(parts).isdisjoint(concerned):
            worst = max(worst, 100 * sum(one in down for one in parts) / len(parts))
    return worst


def _facts(tx: Transaction, client: Client, one: Incident, down: set[str], now: datetime) -> Facts:
    concerned = {member.split("/")[1] for member in (*one.members, one.subject) if "/" in member}
    concerned |= {host for name in concerned if (host := _host(client, name))}
    return Facts(
        open_for=open_for(one, client, now),
        named={str(one.severity)},
        figures={"capacity_lost": capacity_lost(client, concerned, down)},
        undelivered={each.level for each in one.told if each.posted and is_undelivered(tx, one, each.level)},
    )


def is_undelivered(tx: Transaction, one: Incident, level: str) -> bool:
    """Tell whether every message of a level failed at least once, and none was taken."""
    sent = tx.notices.of_route(route_of(one, level))
    return all(each.outcome != SENT and (each.error or each.outcome == GIVEN_UP) for each in sent)


def route_of(one: Incident, level: str) -> str:
    """Return by what the messages of a level are known in the outbox."""
    return f"{one.client}/{one.id}/{level}"


def _host(client: Client, asset: str) -> str:
    """Return the device that an asset is on; empty where it is on none of the documents."""
    found = client.assets.get(asset)
    settings = found.source.settings if found else {}
    return str(settings.get("device") or settings.get("on") or "")


def _call(workshop: Workshop, tx: Transaction, one: Incident, called: Iterable[Call], now: datetime) -> Iterator[Event]:
    client = workshop.inventory.clients[one.client]
    levels = client.contract.escalation if client.contract else ()
    for call in called:
        told = Told(level=call.step.level, at=now, why=call.why, to=call.step.notify)
        one = replace(one, told=(*one.told, told), crisis=one.crisis or is_crisis(levels, told.level))
        steps.write(workshop, tx, steps.CALLED, one, {"level": told.level, "because": told.why})
        values = {"id": one.id, "level": told.level, "why": told.why}
        yield Event("incident.called", SAID["called"], values, Level.WARNING)
