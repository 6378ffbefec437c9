"""What is taken out of a contract's time, as people ask for it and as it is told: maintenance, force majeure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from continuity.contract.service_time import Stretch
from continuity.engine.contracts.windows import Scope
from continuity.faces.cli.arguments import WallMoment, by_the_wall
from continuity.faces.cli.drill_actions import _worded as worded
from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from continuity.engine.contracts.excluding import Asked
    from continuity.engine.contracts.windows import Exclusion
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import Client

_OPTIONS = (
    click.argument("service", required=False),
    click.option("--device", metavar="NAME", help="A device instead, and the services that it decides."),
    click.option("--all", "every", is_flag=True, help="All that the client has instead."),
    click.option("--from", "begin", type=WallMoment(), metavar="TIME", help="When it begins, by the client's wall."),
    click.option("--until", "end", type=WallMoment(), metavar="TIME", help="When it ends."),
    click.option("--agreed-by", "agreed_by", metavar="NAME", default="", help="Who of the client agreed to it."),
    click.option("--client", metavar="NAME", help="Whose it is, needed where there are several clients."),
)


def excluding(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options that say what is taken out, and from when until when."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def asked(session: Session, said: Mapping[str, Any], why: str | None) -> Asked:
    """Return what is asked for by those options. Raises ``UsageError`` where they do not say one thing."""
    from continuity.engine.contracts.excluding import Asked

    if why is None or said["begin"] is None or said["end"] is None:
        raise UsageError("it is not said from when, until when, and why", hint="give --from, --until and --why")
    worded(why)
    if said["agreed_by"]:
        worded(said["agreed_by"])
    client, scope, name = _scoped(session, said)
    begin, end = (by_the_wall(said[key], client.timezone) for key in ("begin", "end"))
    stretch = Stretch(begin=begin, end=end)
    return Asked(client=client.name, scope=scope, name=name, stretch=stretch, why=why, agreed_by=said["agreed_by"])


def wall(at: datetime, timezone: str) -> str:
    """Return a moment by the wall of a zone, with its offset."""
    return at.astimezone(ZoneInfo(timezone)).isoformat(sep=" ", timespec="minutes")


def about(session: Session, one: Exclusion) -> str:
    """Return what is taken out."""
    if one.scope is Scope.CLIENT:
        return session.language.fill("all of {client}", client=one.name)
    if one.scope is Scope.DEVICE:
        return session.language.fill("device {device}", device=one.name)
    return one.name


def known_of(session: Session, client: str) -> tuple[list[Exclusion], list[Exclusion]]:
    """Return all maintenance windows and all force majeure of a client; needs no vault."""
    from continuity.engine.contracts.excluding import known
    from continuity.evidence.format.checkpoint import origin

    with session.app.store.reading() as tx:
        return known(tx, origin(session.app.server, client))


def windows_now(session: Session, client: str | None = None) -> list[dict[str, Any]]:
    """Tell of the windows that are on, and return them as JSON: nothing is opened for what is in them."""
    from continuity.engine.incidents.from_devices import FAMILY
    from continuity.engine.incidents.in_maintenance import covered

    plain = []
    for name, documented in session.app.inventory.clients.items():
        every = known_of(session, name)[0] if client in (None, name) else []
        on = [one for one in every if one.is_on(session.app.clock.now())]
        causes = covered(documented, on)
        for one in on:
            _tell_on(session, documented, one)
            devices = [key.removeprefix(FAMILY) for key, by in causes.items() if by is one and key.startswith(FAMILY)]
            plain.append(one.as_json() | {"client": name, "devices": devices})
    return plain


def _tell_on(session: Session, client: Client, one: Exclusion) -> None:
    until = wall((one.left or one.stretch).end, client.timezone)
    session.say(
        "{client}: {about} is in maintenance until {until} ({id}: {why}): no incident is opened",
        client=client.name,
        about=about(session, one),
        until=until,
        id=one.id,
        why=one.why,
    )


def client_of(session: Session, kind: int, name: str) -> str:
    """Return whose window (``kind`` 0) or force majeure (1) this is. Raises ``UsageError`` where it is nobody's."""
    ids = []
    for client in session.app.inventory.clients:
        found = [one.id for one in known_of(session, client)[kind]]
        if name in found:
            return client
        ids += found
    raise UsageError("there is no {name} in the log", hint="known: {names}", name=name, names=", ".join(ids) or "-")


def _scoped(session: Session, said: Mapping[str, Any]) -> tuple[Client, Scope, str]:
    from continuity.engine.services import service_named
    from continuity.engine.supervision.looking import devices_named
    from continuity.faces.cli.runbook_run import owner_of

    inventory = session.app.inventory
    service, device, every = said["service"], said["device"], said["every"]
    if [service is not None, device is not None, every].count(True) != 1:
        raise UsageError("it is not said what it is about", hint="name one service, or --device NAME, or --all")
    inside = f"{said['client']}/" if said["client"] else ""
    if service is not None:
        client, found = service_named(inventory, service if "/" in service else inside + service)
        return client, Scope.SERVICE, found.name
    if device is not None:
        devices = devices_named(inventory, [device if "/" in device else inside + device])
        if len(devices) > 1:
            names = ", ".join(f"{one.client}/{one.name}" for one in devices)
            raise UsageError("several devices are named {name}", hint="say which: {names}", name=device, names=names)
        return inventory.clients[devices[0].client], Scope.DEVICE, devices[0].name
    client = owner_of(session, said["client"])
    return client, Scope.CLIENT, client.name
