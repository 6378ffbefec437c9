"""What is in an agreed maintenance window: no incident is opened for it and nobody is called; that is on record once.

A device is in one where it is named, or all that the client has, or every service that it belongs to or that needs
it: a switch before a device of another service, too, is still promised to that one. What fails with all behind it is in
one where all of that is, or where it is named itself. A window that was declared once it had begun silences nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.contracts.excluding import _before as before
from continuity.engine.contracts.excluding import windows_on
from continuity.engine.contracts.recorded import recorded
from continuity.engine.contracts.windows import Exclusion, Scope
from continuity.engine.incidents.from_devices import FAMILY
from continuity.model.incident import IncidentState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from continuity.engine.incidents.from_devices import Judged
    from continuity.engine.workshop import Workshop
    from continuity.model.incident import Cause, Incident
    from continuity.model.inventory import Asset, Client
    from continuity.state.store import Transaction

    #: By client and cause: the window in which it is.
    Silent = Mapping[tuple[str, str], Exclusion]

HELD = "maintenance.held"
BACKUP = "backup/"


def silent(workshop: Workshop, tx: Transaction, now: datetime) -> Silent:
    """Return the causes that a window covers now, of all clients."""
    found: dict[tuple[str, str], Exclusion] = {}
    for name, client in workshop.inventory.clients.items():
        if name in workshop.logs:
            on = windows_on(tx, workshop.logs[name].journal.log, now)
            found |= {(name, cause): one for cause, one in covered(client, on).items()}
    return found


def covered(client: Client, on: Iterable[Exclusion]) -> dict[str, Exclusion]:
    """Return the causes that windows cover, each with the first that does: devices, and backups of what is on them."""
    windows = list(on)
    found = {}
    for name in client.devices if windows else ():
        if one := _of_device(client, name, windows):
            found[FAMILY + name] = one
    for asset in client.assets.values() if windows else ():
        if one := _of_backups(client, asset, windows):
            found[BACKUP + asset.name] = one
    return found


def held_back(judged: Judged, known: Iterable[Incident], quiet: Silent) -> tuple[Judged, list[Cause]]:
    """Return what is judged, less what is wrong in a window; and that. ``known`` are incidents: open ones go on."""
    open_ = {(one.client, one.cause) for one in known if one.state is IncidentState.OPEN}
    new = [one for key, one in judged.items() if one is not None and key not in open_]
    held = [one for one in new if wholly(quiet, one.client, one.key, one.members)]
    keys = {(one.client, one.key) for one in held}
    return {key: one for key, one in judged.items() if key not in keys}, held


def wholly(quiet: Silent, client: str, cause: str, members: Iterable[str]) -> bool:
    """Tell whether a cause is in a window with all that it concerns: behind what is named in one, that is anything."""
    window = quiet.get((client, cause))
    if window is None or window.scope is not Scope.SERVICE or not cause.startswith(FAMILY):
        return window is not None
    return all((client, FAMILY + one.split("/")[1]) in quiet for one in members)


def note(workshop: Workshop, tx: Transaction, held: Iterable[Cause], quiet: Silent, now: datetime) -> set[str]:
    """Record, once a window, that something in it is wrong and nobody is called; returns the clients concerned."""
    noted = set()
    for cause in held:
        window = quiet[(cause.client, cause.key)]
        journal = workshop.logs[cause.client].journal
        before = {(one.body["window"], one.body["cause"]) for one in recorded(tx, journal.log, (HELD,))}
        if (window.id, cause.key) not in before:
            body = {"window": window.id, "cause": cause.key, "subject": cause.subject, "reason": cause.reason}
            journal.record(tx.records, HELD, now, body | {"members": list(cause.members)})
            noted.add(cause.client)
    return noted


def _of_device(client: Client, name: str, on: Sequence[Exclusion]) -> Exclusion | None:
    return _by_name(name, on) or _of_services(_needing(client, name), on)


def _of_backups(client: Client, asset: Asset, on: Sequence[Exclusion]) -> Exclusion | None:
    """Return a window that covers an asset: of what it is on, by name, or of its services; else of what it is on."""
    host = _host(asset)
    services = [one.name for one in client.services.values() if asset.name in one.assets]
    return _by_name(host, on) or _of_services(services or _needing(client, host), on)


def _by_name(device: str, on: Sequence[Exclusion]) -> Exclusion | None:
    return next((one for one in on if one.scope is Scope.DEVICE and one.name == device), None)


def _of_services(services: Sequence[str], on: Sequence[Exclusion]) -> Exclusion | None:
    """Return a window of all that the client has, or of each of these services."""
    if whole := next((one for one in on if one.scope is Scope.CLIENT), None):
        return whole
    windows = {one.name: one for one in on if one.scope is Scope.SERVICE}
    return windows[services[0]] if services and windows.keys() >= set(services) else None


def _needing(client: Client, device: str) -> list[str]:
    """Return the services that need a device, those that it lies before, too; none where it belongs to no service."""
    parts = {one.name: {*one.devices, one.up_when.partition("/")[0]} for one in client.services.values()}
    if not any(device in mine for mine in parts.values()):
        return []
    return [name for name, mine in parts.items() if any(device in before(client, each) for each in mine)]


def _host(asset: Asset) -> str:
    settings = asset.source.settings
    return str(settings.get("device") or settings.get("on") or "")
