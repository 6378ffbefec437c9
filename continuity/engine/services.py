"""When services would be back: what was measured of their assets, gathered for the pure critical path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.measured import restores_of
from continuity.engine.procedures.times import Times
from continuity.ground.errors import UsageError
from continuity.policy.critical_path import Part, ServiceReturn, service_return
from continuity.policy.forecast import forecast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from continuity.model.inventory import Asset, Client, Inventory
    from continuity.model.service import Service
    from continuity.policy.policy import Policy
    from continuity.state.store import Transaction

_RANK = {"critical": 0, "important": 1}


def service_named(inventory: Inventory, reference: str) -> tuple[Client, Service]:
    """Return the service named ``client/service``, or ``service`` where one client alone has it.

    Raises ``UsageError`` with the names that there are.
    """
    every = [(client, one) for client in inventory.clients.values() for one in client.services.values()]
    found = [(client, one) for client, one in every if reference in (one.name, one.reference)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.reference for _, one in found or every) or "-"
    if found:
        raise UsageError("several services are named {name}", hint="say which: {names}", name=reference, names=names)
    raise UsageError("there is no service named {name}", hint="known: {names}", name=reference, names=names)


def returned(
    tx: Transaction, about: tuple[Client, Service], policy: Callable[[Asset], Policy], at: datetime
) -> ServiceReturn:
    """Return when this service of this client would be back, from what was measured by now."""
    client, service = about
    times = Times(tx, client.name, at)
    parts = {asset.name: _part(tx, client, asset, times, at) for asset in _closure(client, service)}
    promised = [rto for name in service.assets if (rto := policy(client.assets[name]).rto)]
    target = service.rto or min(promised, default=None)
    return service_return(service, parts, target.total_seconds() if target else None)


def _closure(client: Client, service: Service) -> Iterator[Asset]:
    """Yield the assets of a service and all that they depend on, each once."""
    seen: set[str] = set()
    left = list(service.assets)
    while left:
        name = left.pop(0)
        if name not in seen:
            seen.add(name)
            left += client.assets[name].depends_on
            yield client.assets[name]


def _part(tx: Transaction, client: Client, asset: Asset, times: Times, at: datetime) -> Part:
    point = next(iter(tx.points.all(client.name, asset=asset.name)), None)
    measured = restores_of(tx, asset, at)
    line = point.repository if point else next(iter(asset.copies), "")
    samples = measured.get(line) or next(iter(measured.values()), [])
    found = forecast(samples, point.bytes) if point else None
    return Part(
        name=asset.name,
        needs=asset.depends_on,
        line=line,
        rank=_RANK.get(asset.criticality, len(_RANK)),
        walked=times.back(client, asset),
        technical_s=found.typical_s if found else None,
    )
