"""How much of the line to each repository a run may take: what its policy, the repository and its host leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.policy.bandwidth import strictest
from continuity.policy.turns import bandwidth_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset
    from continuity.policy.bandwidth import Bandwidth


def limited(workshop: Workshop, asset: Asset, policy: Bandwidth) -> dict[str, Bandwidth]:
    """Return by repository what holds for a copy that begins now: the strictest of all that was said."""
    client, now = workshop.inventory.clients[asset.client], workshop.clock.now()
    specs = [client.repositories[name] for name in asset.copies]
    return {spec.name: strictest([policy, bandwidth_of(client, spec, now)]) for spec in specs}


def announced(policy: Bandwidth, lines: Mapping[str, Bandwidth]) -> dict[str, Any]:
    """Return what a run's intent says of its limits; nothing where there are none."""
    own = {name: line.as_json() for name, line in lines.items() if line and line != policy}
    return ({"bandwidth": policy.as_json()} if policy else {}) | ({"bandwidths": own} if own else {})
