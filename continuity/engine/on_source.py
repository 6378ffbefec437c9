"""What lies on the sources themselves, as the last backups saw it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import read_time
from continuity.model.point import ON_SOURCE, SourceSnapshot

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from continuity.model.inventory import Asset
    from continuity.state.store import Transaction


def on_source(tx: Transaction, assets: Iterable[Asset]) -> list[SourceSnapshot]:
    """Return the snapshots on the sources of these assets, newest data first."""
    found: list[SourceSnapshot] = []
    for asset in assets:
        seen = tx.observations.latest(asset.client, asset.name, ON_SOURCE)
        if seen:
            found += [_read(asset, one, seen.at) for one in seen.facts["snapshots"]]
    return sorted(found, key=lambda one: one.data_time, reverse=True)


def _read(asset: Asset, plain: dict[str, Any], listed_at: datetime) -> SourceSnapshot:
    return SourceSnapshot(
        client=asset.client,
        asset=asset.name,
        volume=plain["of"],
        name=plain["name"],
        data_time=read_time(plain["at"]),
        ours=plain["ours"],
        listed_at=listed_at,
    )
