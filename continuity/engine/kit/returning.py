"""The server's own state, out of one surviving repository, for a machine that has no state yet."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.backup.restic.command import ASSET_TAG
from continuity.engine.own_state import verify_state
from continuity.ground.errors import ContinuityError, NotProven, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from continuity.backup.restic.client import ResticClient
    from continuity.backup.restic.messages import Snapshot
    from continuity.model.inventory import Asset, Inventory, RepositorySpec
    from continuity.storage.ports import Repository

    #: How a repository is reached, by what the kit knows.
    Reach = Callable[[RepositorySpec], tuple[Repository, ResticClient]]


@dataclass(frozen=True, kw_only=True)
class Returned:
    """The point that gave the state back; ``unreachable`` are the faults of those that were asked before."""

    asset: Asset
    repository: str
    snapshot: str
    data_time: datetime
    unreachable: tuple[ContinuityError, ...]


@dataclass(frozen=True, kw_only=True)
class Survivor:
    """A repository that should hold the state."""

    asset: Asset
    spec: RepositorySpec


def survivors(inventory: Inventory, wanted: str = "") -> tuple[Survivor, ...]:
    """Return where the state is kept, as the documents say; ``wanted`` names one repository (``client/`` before it)."""
    return tuple(
        Survivor(asset=asset, spec=inventory.clients[asset.client].repositories[name])
        for asset in inventory.assets()
        if asset.source.kind == "state"
        for name in asset.copies
        if wanted in ("", name, f"{asset.client}/{name}")
    )


def return_state(found: Sequence[Survivor], reach: Reach, room: Path, clients: Iterable[str]) -> Returned:
    """Bring the newest state that a repository gives back into ``room``, verified there.

    Raises ``Unavailable`` where none does, with what the first one said.
    """
    faults: list[ContinuityError] = []
    clients = tuple(clients)
    for survivor, snapshot, restic in _points(found, reach, faults):
        try:
            _bring_back(restic, snapshot, room, survivor.asset)
            verify_state(room, clients)
        except (ContinuityError, OSError) as error:
            faults.append(error if isinstance(error, ContinuityError) else _unreadable(error))
            _empty(room)
            continue
        return Returned(
            asset=survivor.asset,
            repository=survivor.spec.name,
            snapshot=snapshot.id,
            data_time=snapshot.time,
            unreachable=tuple(faults),
        )
    raise Unavailable(
        "no repository gave the state back: {said}",
        hint="connect one that holds it; data comes back without it, too: sh open.sh, as README.txt in the kit says",
        said=faults[0] if faults else "-",
    )


def _points(
    found: Sequence[Survivor], reach: Reach, faults: list[ContinuityError]
) -> Iterator[tuple[Survivor, Snapshot, ResticClient]]:
    """Yield the states there are, of each repository the newest two first to last, the newest of all first."""
    points: list[tuple[Survivor, Snapshot, ResticClient]] = []
    for survivor in found:
        try:
            port, restic = reach(survivor.spec)
            if not port.probe().initialised:
                raise Unavailable("there is no repository at {name} any more", name=survivor.spec.name)
            listed = restic.snapshots(f"{ASSET_TAG}{survivor.asset.name}")
        except ContinuityError as error:
            faults.append(error)
            continue
        newest = sorted(listed, key=lambda one: one.time)[-2:]
        points += [(survivor, snapshot, restic) for snapshot in newest]
        if not listed:
            faults.append(NotProven("{name} holds no point of the state", name=survivor.spec.name))
    yield from sorted(points, key=lambda one: one[1].time, reverse=True)


def _bring_back(restic: ResticClient, snapshot: Snapshot, room: Path, asset: Asset) -> None:
    """Restore a point and put its parts where a state directory has them."""
    raw = room / "raw"
    if said := restic.restore(snapshot.id, raw):
        raise NotProven("restic did not bring all of {name} back: {said}", name=restic.name, said=said)
    own = _part(snapshot, raw, f"staging/{asset.client}/{asset.name}")
    for part in ("log", "state.db", "server", "documents"):
        (own / part).rename(room / part)
    _part(snapshot, raw, "manifests").rename(room / "manifests")
    if any(path.endswith("/attachments") for path in snapshot.paths):  # a state of before has none
        _part(snapshot, raw, "attachments").rename(room / "attachments")
    shutil.rmtree(raw)


def _part(snapshot: Snapshot, raw: Path, ending: str) -> Path:
    path = next((path for path in snapshot.paths if path.endswith(f"/{ending}")), None)
    if path is None:
        raise NotProven("the point {snapshot} is no state of a server", snapshot=snapshot.id[:8])
    return raw / Path(path).relative_to("/")


def _empty(room: Path) -> None:
    for path in room.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _unreadable(error: OSError) -> NotProven:
    return NotProven("{path}: {cause}", path=error.filename or "?", cause=error.strerror or str(error))
