"""Snapshots that stay on the source after their run: which are due, which are too many, and what lies there.

They bring a file back in seconds, and go with the disk that they lie on: no rule ever counts one as a copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from continuity.backup.snapshots.ports import is_kept, run_of
from continuity.ground.errors import UsageError
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from continuity.backup.snapshots.places import Wish
    from continuity.backup.snapshots.ports import Found, Volume

_EARLY = 0.9  # of the interval: a backup that begins a little sooner than the last one did still keeps its hour


class Runs(Protocol):
    """What is remembered of the runs whose names snapshots carry; False for a run that is not ours."""

    def ended(self, run: str) -> bool:
        """Tell whether it is over: what it left behind may be removed."""

    def same(self, run: str) -> bool:
        """Tell whether it backed up the same asset."""


class Nobody:
    """Who knows no run; satisfies :class:`Runs`."""

    def ended(self, run: str) -> bool:
        """See :meth:`Runs.ended`."""
        del run
        return False

    def same(self, run: str) -> bool:
        """See :meth:`Runs.same`."""
        del run
        return False


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """How the snapshots of one asset are kept on its volumes."""

    wish: Wish
    runs: Runs

    def due(self, volume: Volume, at: datetime) -> bool:
        """Tell whether a snapshot taken now stays; raises ``UsageError`` where none can."""
        if self.wish.every is None:
            return False
        if not volume.may_keep():
            raise UsageError(
                "snapshots of {volume} cannot be kept: a thick one slows down every write, and ends when it is full",
                hint="use a thin volume or btrfs, or take `keep_snapshots` out of the document",
                volume=volume.title,
            )
        before = [one.at for one in self._kept(volume)]
        return not before or at - max(before) >= self.wish.every * _EARLY

    def thin(self, volume: Volume) -> None:
        """Remove the oldest of those that this asset's runs kept, beyond the number of the document."""
        if self.wish.every is not None:
            kept = sorted(self._kept(volume), key=lambda one: one.at, reverse=True)
            for one in kept[self.wish.keep :]:
                volume.remove(one.name)

    def _kept(self, volume: Volume) -> list[Found]:
        return [one for one in volume.found() if is_kept(one.name) and self.runs.same(run_of(one.name))]


def listed(volumes: Sequence[Volume]) -> list[dict[str, Any]]:
    """Return what lies on the source, ours and others', newest first."""
    found = [(volume, one) for volume in volumes for one in volume.found()]
    found.sort(key=lambda pair: pair[1].at, reverse=True)
    return [
        {"of": volume.title, "name": one.name, "at": write_time(one.at), "ours": bool(run_of(one.name))}
        for volume, one in found
    ]
