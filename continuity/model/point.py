"""Recovery points: what could be restored, from where, to which moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from datetime import datetime


#: The observation that keeps, of an asset, the snapshots that lie on its own source.
ON_SOURCE = "on_source"


@dataclass(frozen=True, kw_only=True)
class SourceSnapshot:
    """A file-system snapshot beside the data itself: quick to recover from, lost with it, and never a copy.

    ``volume``: what it is a snapshot of; ``ours``: made by a backup of ours; ``listed_at``: when it was last seen.
    """

    client: str
    asset: str
    volume: str
    name: str
    data_time: datetime
    ours: bool
    listed_at: datetime

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``on_source`` in ``continuity.points/1``."""
        times = {"data_time": write_time(self.data_time), "listed_at": write_time(self.listed_at)}
        return vars(self) | times | {"kind": "snapshot on the source"}


@dataclass(frozen=True, kw_only=True)
class Point:
    """One recovery point in one repository, as last observed there.

    ``data_time``: for files, when reading began. ``listed_at``: when the repository itself last listed it.
    ``locked_until``: the earliest end of the locks of all that it may need, as the store reported them at the last
    ``storage check``; None where something of that has no lock, or nobody looked.
    ``verified_at``: when it was last restored and compared, or read in full. ``tree``: what
    restic's trees of the sources come to, known since a verification asked: points with one ``tree`` describe the
    same content, whichever repository holds them.
    ``kind``: how the source was really read; ``parent``: the snapshot of that repository by which unchanged files were
    recognised, empty where every file was read. What is stored is deduplicated, and each point restores alone.
    """

    client: str
    asset: str
    repository: str
    snapshot: str
    run: str
    data_time: datetime
    kind: str
    bytes: int
    listed_at: datetime
    locked_until: datetime | None = None
    verified_at: datetime | None = None
    verified_by: str = ""
    tree: str = ""
    parent: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``continuity.points/1``."""
        names = ("client", "asset", "repository", "snapshot", "run", "kind", "parent", "bytes", "verified_by", "tree")
        times = ("data_time", "listed_at", "locked_until", "verified_at")
        return {name: getattr(self, name) for name in names} | {
            name: write_time(when) if (when := getattr(self, name)) else None for name in times
        }
