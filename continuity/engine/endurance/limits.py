"""How much of the line to each repository a run may take: what its policy, the repository and its host leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.policy.bandwidth import in_force
from continuity.policy.load import wrapped
from continuity.policy.turns import line, tightens

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.backup.place import Place
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset


def fitted(
    workshop: Workshop, asset: Asset, place: Place, until: datetime | None = None
) -> tuple[Place, datetime | None]:
    """Return a place as a backup may use it now, and when it must begin anew because less will be left to it.

    restic takes its limits when it begins. So it is ended where a stricter one begins to hold, if it can go on by
    itself then (before ``until``); for one that ends, it is not: that costs time, and disturbs nobody.
    """
    now, policy, client = workshop.clock.now(), workshop.policy(asset), workshop.inventory.clients[asset.client]
    fitting = place.within(line(policy, client, place.spec, now), wrapped(policy))
    at = tightens(policy, client, place.spec, now) if until else None
    return fitting, at if at and until and at < until else None


def announced(workshop: Workshop, asset: Asset) -> dict[str, Any]:
    """Return what a run's intent says of the limits it begins with; nothing where there are none."""
    client, now = workshop.inventory.clients[asset.client], workshop.clock.now()
    policy = workshop.policy(asset)
    asked = in_force(policy, client.timezone, now)
    lines = {name: line(policy, client, client.repositories[name], now) for name in asset.copies}
    own = {name: one.as_json() for name, one in lines.items() if one and one != asked}
    return ({"bandwidth": asked.as_json()} if asked else {}) | ({"bandwidths": own} if own else {})
