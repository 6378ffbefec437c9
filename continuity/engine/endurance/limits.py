"""How much of the line to each repository a run may take: what its policy, the repository and its host leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.policy.bandwidth import Bandwidth, begins, in_force, strictest, tighter
from continuity.policy.load import wrapped
from continuity.policy.turns import bandwidth_of, sharings

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.backup.place import Place
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset, RepositorySpec


def fitted(
    workshop: Workshop, asset: Asset, place: Place, until: datetime | None = None
) -> tuple[Place, datetime | None]:
    """Return a place as a backup may use it now, and when it must begin anew because less will be left to it.

    restic takes its limits when it begins. So it is ended where a stricter one begins to hold, if it can go on by
    itself then (before ``until``); for one that ends, it is not: that costs time, and disturbs nobody.
    """
    now = workshop.clock.now()
    policy, line = workshop.policy(asset), _line(workshop, asset, place.spec, now)
    fitting = place.within(line, wrapped(policy))
    at = _next(workshop, asset, place.spec, now) if until else None
    if at is None or until is None or at >= until or not tighter(line, _line(workshop, asset, place.spec, at)):
        return fitting, None
    return fitting, at


def announced(workshop: Workshop, asset: Asset) -> dict[str, Any]:
    """Return what a run's intent says of the limits it begins with; nothing where there are none."""
    client, now = workshop.inventory.clients[asset.client], workshop.clock.now()
    policy = in_force(workshop.policy(asset), client.timezone, now)
    lines = {name: _line(workshop, asset, client.repositories[name], now) for name in asset.copies}
    own = {name: line.as_json() for name, line in lines.items() if line and line != policy}
    return ({"bandwidth": policy.as_json()} if policy else {}) | ({"bandwidths": own} if own else {})


def _line(workshop: Workshop, asset: Asset, spec: RepositorySpec, at: datetime) -> Bandwidth:
    client = workshop.inventory.clients[asset.client]
    policy = in_force(workshop.policy(asset), client.timezone, at)
    return strictest([policy, bandwidth_of(client, spec, at)])


def _next(workshop: Workshop, asset: Asset, spec: RepositorySpec, at: datetime) -> datetime | None:
    """Return when the next of all limits begins that do not hold yet."""
    client, asked = workshop.inventory.clients[asset.client], workshop.policy(asset).values.get("bandwidth", {})
    spans = [tuple(asked.get("during", ())), *(one.during for one in sharings(client, spec))]
    times = (begins(during, client.timezone, at) for during in spans)
    return min((one for one in times if one is not None), default=None)
