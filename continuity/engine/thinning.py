"""What a repository may lose: decided by the policies, over points that the database and restic agree upon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.backup.restic.command import ASSET_TAG, RUN_TAG
from continuity.engine.anomalies import suspicion
from continuity.policy.policy import BackupKind
from continuity.policy.retention import Decision, Rules, decide

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from continuity.backup.restic.messages import Snapshot
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import RepositorySpec
    from continuity.model.point import Point

#: How many points one run removes at most, the oldest first: what it announces and tells must stay readable.
MOST = 10_000


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How the database and restic's list agree: points ``both`` know alike, and what is never touched.

    ``missing``: known, and not listed any more. ``altered``: listed under other tags than ours. ``unknown``: how many
    are listed and no points of ours (another program's, or not adopted yet).
    """

    both: tuple[Point, ...]
    missing: tuple[Point, ...]
    altered: tuple[Point, ...]
    unknown: int


def agree(known: Sequence[Point], listed: Mapping[str, Snapshot]) -> Agreement:
    """Hold the points that the database knows against the snapshots that restic lists."""
    present = [point for point in known if point.snapshot in listed]
    ours = {point.snapshot for point in present if _is_ours(point, listed[point.snapshot])}
    return Agreement(
        both=tuple(point for point in present if point.snapshot in ours),
        missing=tuple(point for point in known if point.snapshot not in listed),
        altered=tuple(point for point in present if point.snapshot not in ours),
        unknown=len(listed) - len(present),
    )


def decisions(workshop: Workshop, spec: RepositorySpec, points: Iterable[Point]) -> tuple[Decision, ...]:
    """Decide about the points of one repository, asset by asset.

    Those of an asset that no document names any more, that is not kept here any more, or whose source is not read, are
    left out: nobody says how long they must stay.
    """
    client = workshop.inventory.clients[spec.client]
    by_asset: dict[str, list[Point]] = {}
    for point in points:
        by_asset.setdefault(point.asset, []).append(point)
    found: list[Decision] = []
    with workshop.store.reading() as tx:
        frozen = {name for name in by_asset if suspicion(tx, spec.client, name)}
    for name, own in sorted(by_asset.items()):
        asset = client.assets.get(name)
        if asset is None or not asset.active or spec.name not in asset.copies:
            continue
        policy = workshop.policy(asset)
        rules = Rules(
            retention=policy.retention,
            immutable_for=policy.immutable_for,
            zone=client.timezone,
            now=workshop.clock.now(),
            frozen=name in frozen,
            differentials=any(entry.kind is BackupKind.DIFFERENTIAL for entry in policy.schedule),
        )
        found += decide(own, rules)
    return tuple(found)


def going(decided: Iterable[Decision]) -> list[Point]:
    """Return the points that no rule keeps, oldest data first, no more than one run may remove."""
    found = sorted((one.point for one in decided if not one.kept), key=lambda point: (point.data_time, point.snapshot))
    return found[:MOST]


def _is_ours(point: Point, snapshot: Snapshot) -> bool:
    """Tell whether the tags name the point's own run and asset; a snapshot with other tags is somebody else's."""
    return (snapshot.tagged(RUN_TAG), snapshot.tagged(ASSET_TAG)) == (point.run, point.asset)
