"""Which paths of a source lie on which volume, and what below them no snapshot would hold."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from continuity.backup.snapshots.btrfs import FOLDER, Subvolume
from continuity.backup.snapshots.lvm import LogicalVolume
from continuity.backup.sources.exclude import Excluder
from continuity.ground import mounts
from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import timedelta

    from continuity.backup.sources.files import FilesSource
    from continuity.ground.mounts import Mount

_AUTO = "auto"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a document asks for: the ``kind`` of snapshot, and the ``room`` of thick ones.

    ``every``, ``keep``: how often one stays on the source after its run, and how many of them do; None: none does.
    """

    kind: str
    room: str = "10%"
    every: timedelta | None = None
    keep: int = 0


@dataclass(frozen=True, kw_only=True)
class Place:
    """A path that is read from a snapshot: ``below`` is where it lies from the root of its volume."""

    path: Path
    volume: Subvolume | LogicalVolume
    below: PurePosixPath


def places(source: FilesSource, wish: Wish, base: Path) -> tuple[Place, ...]:
    """Find the volume of each path; ``base`` is a private directory for what must be mounted to look.

    Raises ``UsageError`` where a path has none of the kind that was asked for, or holds what a snapshot does not.
    """
    table = mounts.mounted()
    found: list[Place] = []
    for path in sorted({path.resolve() for path in source.paths if path.exists()}):
        room = base / f"volume-{len(found)}"
        room.mkdir()
        volume = _volume(mounts.holding(table, path), path, wish, room)
        known = next((one.volume for one in found if one.volume.key == volume.key), volume)
        if not any(path.is_relative_to(one.path) and one.volume is known for one in found):
            found.append(Place(path=path, volume=known, below=volume.below))
    for place in found:
        _refuse_holes(place, [one.path for one in found], source.exclude, table)
    return tuple(found)


def own(found: Sequence[Place]) -> tuple[str, ...]:
    """Return what must not be read: the folder of our snapshots, where a path is the top level that holds it."""
    return tuple(
        str(place.path / FOLDER)
        for place in found
        if isinstance(place.volume, Subvolume) and place.volume.is_top and place.below == PurePosixPath()
    )


def _volume(mount: Mount, path: Path, wish: Wish, room: Path) -> Subvolume | LogicalVolume:
    if path == Path("/"):
        raise UsageError(
            "`snapshot` cannot stand beside the path /: the snapshot would have to replace this machine's root",
            hint="name the directories below it: /etc, /home, /srv, /var",
        )
    kind = _kind(mount)
    if kind in ("btrfs", "lvm") and wish.kind in (_AUTO, kind):
        return Subvolume(mount, path, room) if kind == "btrfs" else LogicalVolume(mount, path, wish.room)
    raise UsageError(
        "no snapshot of the kind {wanted} can be taken of {path}: it lies on {kind} ({device})",
        hint="write the kind that it has, or `snapshot: none`",
        wanted=wish.kind,
        path=path,
        kind=kind,
        device=mount.device,
    )


def _kind(mount: Mount) -> str:
    if mount.kind == "btrfs":
        return "btrfs"
    identity = Path(f"/sys/dev/block/{mount.number}/dm/uuid")
    return "lvm" if identity.exists() and identity.read_text().startswith("LVM-") else mount.kind


def _refuse_holes(place: Place, named: Sequence[Path], exclude: Sequence[str], table: Sequence[Mount]) -> None:
    """Raise where something below the path would silently be missing: it is no part of the snapshot."""
    inner = {place.path / one for one in place.volume.inside(place.below)} | set(mounts.below(table, place.path))
    holes = [one for one in sorted(inner) if one not in named and not _excluded(one, place.path, exclude)]
    if holes:
        raise UsageError(
            "the snapshot of {path} would not hold what is mounted, or a subvolume, inside: {inside}",
            hint="name each in `paths` (it gets a snapshot of its own, a moment later), or in `exclude`",
            path=place.path,
            inside=", ".join(map(str, holes)),
        )


def _excluded(path: Path, top: Path, exclude: Sequence[str]) -> bool:
    excluder = Excluder(tuple(exclude))
    return any(excluder.excludes(os.fsencode(one)) for one in _from(top, path))


def _from(top: Path, path: Path) -> Iterator[Path]:
    yield path
    yield from (one for one in path.parents if one.is_relative_to(top))
