"""Snapshots that nobody knew as points: what a run left behind that died, or lost sight of its repository."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from continuity.backup.restic.command import KIND_TAG, RUN_TAG
from continuity.model.point import Point
from continuity.policy.policy import BackupKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from continuity.backup.place import Place
    from continuity.backup.restic.messages import Snapshot
    from continuity.model.inventory import Asset

#: The observation that keeps the names of those snapshots of a repository that are no points of ours.
STRANGERS = "strangers"


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What is known of one repository before a run.

    ``points``: those of the asset; ``names``: every snapshot that was ever known there as a point of any asset;
    ``runs``: those that made them; ``strangers``: snapshots that were looked at and are none of ours.
    """

    points: tuple[Point, ...] = ()
    names: frozenset[str] = frozenset()
    runs: frozenset[str] = frozenset()
    strangers: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a look at unknown snapshots brought: points to adopt, and all that are ``strangers`` now."""

    points: tuple[Point, ...] = ()
    strangers: frozenset[str] = field(default_factory=frozenset)


def adopt(
    place: Place, asset: Asset, listed: frozenset[str], memory: Memory, subject_of: Callable[[str], str], at: datetime
) -> Found:
    """Look at the snapshots that the place lists and nobody knows; restic is asked only where there is one.

    ``subject_of`` tells what a run worked on, empty for a run that is not ours. Snapshots of another asset's runs are
    left to it: it may be writing them now. Raises ``Unavailable`` where the repository cannot be asked.
    """
    strangers = memory.strangers & listed
    unknown = listed - memory.names - strangers
    if not unknown:
        return Found(strangers=strangers)
    looked_at = [snapshot for snapshot in place.restic.snapshots() if snapshot.id in unknown]
    subjects = {snapshot.id: subject_of(snapshot.tagged(RUN_TAG)) for snapshot in looked_at}
    return Found(
        points=tuple(
            as_point(snapshot, place, asset.name, at)
            for snapshot in looked_at
            if subjects[snapshot.id] == asset.reference
        ),
        strangers=strangers | {name for name, subject in subjects.items() if not subject},
    )


def as_point(snapshot: Snapshot, place: Place, asset: str, at: datetime) -> Point:
    """Describe a point by its snapshot: restic's own start is the data time, and no byte count survived."""
    kind = snapshot.tagged(KIND_TAG) or (BackupKind.INCREMENTAL if snapshot.parent else BackupKind.FULL)
    return Point(
        client=place.spec.client,
        asset=asset,
        repository=place.spec.name,
        snapshot=snapshot.id,
        run=snapshot.tagged(RUN_TAG),
        data_time=snapshot.time,
        kind=str(kind),
        parent=snapshot.parent,
        bytes=0,
        listed_at=at,
    )
