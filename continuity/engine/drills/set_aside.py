"""What may be destroyed in a drill: an asset and a repository that a person set aside for it, twice, and nothing else.

The document says ``rehearsal: true`` of both, and a file in each directory of the source names the asset: neither a
wrong line nor a wrong directory alone can hit real data. What is in any doubt is refused.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from continuity.engine.drills.own_repository import refuse_twice, refuse_unknown
from continuity.engine.drills.thief import scout
from continuity.ground.errors import Refused
from continuity.ground.mounts import below, holding, mounted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from continuity.engine.workshop import Workshop
    from continuity.ground.mounts import Mount
    from continuity.model.inventory import Asset, Inventory, RepositorySpec

#: The file by which a directory says that it may be destroyed: its one line is the asset's name, ``client/asset``.
MARKER = ".continuity-rehearsal"
_HOW = "set it aside first, and nothing that is in use with it: docs/how-to/ransomware-drill.md"
#: Where an adapter's place is, by its settings; a drill strikes no other kinds.
_PLACE: Mapping[str, tuple[str, str]] = {"s3": ("bucket", "prefix"), "local": ("", "path")}


def directories_set_aside(workshop: Workshop, asset: Asset) -> tuple[Path, ...]:
    """Return the directories of an asset that may be destroyed, with all its repositories. Raises ``Refused``."""
    if not asset.rehearsal:
        raise Refused("{asset} is not set aside to be destroyed", hint=_HOW, asset=asset.reference)
    if asset.source.kind != "files" or asset.source.on:
        raise Refused("{asset} is no directory of files on this machine", hint=_HOW, asset=asset.reference)
    repositories = workshop.inventory.clients[asset.client].repositories
    for name in (*asset.copies, *asset.archives):
        refuse_repository(workshop, asset, repositories[name])
    roots = tuple(Path(one) for one in asset.source.settings["paths"])
    mounts = mounted()
    for root in roots:
        _refuse_root(root, asset, mounts)
        _refuse_neighbours(root, asset.reference, _in_use(workshop.inventory, asset), mounts)
    return roots


def refuse_in_use(workshop: Workshop, client: str, parameters: Mapping[str, Any]) -> None:
    """Raise ``Refused`` where an ``asset`` or a ``repository`` of the client among the parameters is not set aside."""
    inventory, mine = workshop.inventory, workshop.inventory.clients[client]
    if name := str(parameters.get("asset") or ""):
        directories_set_aside(workshop, inventory.asset(name if "/" in name else f"{client}/{name}"))
    if name := str(parameters.get("repository") or "").removeprefix(f"{client}/"):
        spec = mine.repositories.get(name)
        owners = [one for one in mine.assets.values() if spec and _uses(one, spec)]
        if spec is None or not owners:
            raise Refused("the repository {name} is not set aside to be destroyed", hint=_HOW, name=name)
        refuse_repository(workshop, owners[0], spec)
        directories_set_aside(workshop, owners[0])


def refuse_repository(workshop: Workshop, asset: Asset, spec: RepositorySpec) -> None:
    """Raise ``Refused`` where a repository is not set aside, or holds anything but this asset."""
    if not spec.rehearsal:
        raise Refused("the repository {name} is not set aside to be destroyed", hint=_HOW, name=spec.name)
    if spec.adapter not in _PLACE:
        raise Refused("a drill destroys nothing in a repository of the kind {kind}", hint=_HOW, kind=spec.adapter)
    users = {one.reference for one in workshop.inventory.assets() if _uses(one, spec)}
    with workshop.store.reading() as tx:
        users |= {f"{spec.client}/{one.asset}" for one in tx.points.all(spec.client, repository=spec.name)}
    if others := sorted(users - {asset.reference}):
        raise Refused("the repository {name} holds {asset} as well", hint=_HOW, name=spec.name, asset=others[0])
    if asset.reference not in users:
        raise Refused("{asset} has no copy in {name}", hint=_HOW, asset=asset.reference, name=spec.name)
    for other in _repositories(workshop.inventory):
        if other != spec and _one_place(spec, other):
            raise Refused(
                "the repositories {name} and {other} are one place", hint=_HOW, name=spec.name, other=other.name
            )
    if spec.adapter == "local":
        path = Path(spec.settings.path)
        if path.resolve() != path:
            raise _leads_elsewhere(path)
        mounts = mounted()
        if below(mounts, path):
            raise _leads_elsewhere(path)
        _refuse_neighbours(path, asset.reference, _in_use(workshop.inventory, None, spec), mounts)


def refuse_loss(workshop: Workshop, asset: Asset, spec: RepositorySpec) -> None:
    """Raise ``Refused`` where a repository is not set aside, or what really lies there is not all of it ours.

    To be asked before it is destroyed, and not after: it opens the repository.
    """
    refuse_repository(workshop, asset, spec)
    scout(workshop.place(spec))
    refuse_unknown(workshop, asset, spec)
    refuse_twice(workshop, spec, [one for one in _repositories(workshop.inventory) if one != spec])


def plain_files(root: Path) -> Iterator[tuple[int, str, Path]]:
    """Yield each file below a directory that was set aside: a descriptor of its directory, its name, its path.

    Raises ``Refused`` for a link, another name of a file, a device or another file system: they lead elsewhere.
    """
    device = root.stat(follow_symlinks=False).st_dev
    for here, folders, files, handle in os.fwalk(root, follow_symlinks=False):
        for name in (*folders, *files):
            seen = os.stat(name, dir_fd=handle, follow_symlinks=False)
            folder = stat.S_ISDIR(seen.st_mode)
            if seen.st_dev != device or not (folder or (stat.S_ISREG(seen.st_mode) and seen.st_nlink == 1)):
                raise _leads_elsewhere(Path(here, name))
        for name in files:
            if name != MARKER:
                yield handle, name, Path(here, name)


def _leads_elsewhere(path: Path) -> Refused:
    return Refused("{path} may lead elsewhere: a link, another name of a file, or a mount", hint=_HOW, path=path)


def _refuse_root(root: Path, asset: Asset, mounts: Sequence[Mount]) -> None:
    """Raise ``Refused`` for a directory that does not name the asset, or any of which lies elsewhere."""
    if root.resolve() != root or not root.is_dir() or any(one.point == root for one in mounts) or below(mounts, root):
        raise _leads_elsewhere(root)
    try:
        reading = os.open(root / MARKER, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(reading, "rb") as file:  # noqa: PTH123 - by its descriptor
            said = file.read(1000).decode(errors="replace").strip()
    except OSError:
        said = ""
    if said != asset.reference:
        raise Refused(
            "{path} does not say that it may be destroyed as {asset}",
            hint=_HOW,
            path=root / MARKER,
            asset=asset.reference,
        )
    for _ in plain_files(root):
        pass


def _refuse_neighbours(path: Path, asset: str, in_use: Iterable[tuple[str, Path]], mounts: Sequence[Mount]) -> None:
    here = _location(path, mounts)
    everything = ((whose, each) for whose, other in in_use for each in (other, *below(mounts, other.resolve())))
    for whose, other in everything:
        there = _location(other, mounts)
        if here[0] == there[0] and (here[1].is_relative_to(there[1]) or there[1].is_relative_to(here[1])):
            raise Refused(
                "{path} of {asset} and {other} of {whose} lie in one another",
                hint=_HOW,
                path=path,
                asset=asset,
                other=other,
                whose=whose,
            )


def _location(path: Path, mounts: Sequence[Mount]) -> tuple[str, PurePosixPath]:
    """Return where a path really lies: links followed, and what is mounted twice told as one."""
    real = path.resolve()
    mount = holding(mounts, real)
    return mount.number, mount.within(real)


def _in_use(
    inventory: Inventory, asset: Asset | None, repository: RepositorySpec | None = None
) -> Iterator[tuple[str, Path]]:
    """Yield whose and which directories are in use, but for what is set aside itself."""
    yield "continuity", inventory.state
    yield "continuity", inventory.source
    for one in inventory.assets():
        if asset is None or one.reference != asset.reference:
            yield from ((one.reference, path) for path in _paths(one.source.settings.values()))
    for spec in _repositories(inventory):
        if spec != repository and spec.adapter == "local":
            yield spec.name, Path(spec.settings.path)


def _paths(values: Iterable[Any]) -> Iterator[Path]:
    for value in values:
        if isinstance(value, list | tuple):
            yield from _paths(value)
        elif isinstance(value, Path | str) and str(value).startswith("/"):
            yield Path(value)


def _repositories(inventory: Inventory) -> Iterator[RepositorySpec]:
    for client in inventory.clients.values():
        yield from client.repositories.values()


def _uses(asset: Asset, spec: RepositorySpec) -> bool:
    return asset.client == spec.client and spec.name in (*asset.copies, *asset.archives)


def _one_place(one: RepositorySpec, other: RepositorySpec) -> bool:
    """Tell whether one bucket is named twice, whatever its store is called, and one prefix lies below the other."""
    if one.adapter != other.adapter or one.adapter != "s3" or one.settings.bucket != other.settings.bucket:
        return False
    first, second = (PurePosixPath("/", each.settings.prefix or "") for each in (one, other))
    return first.is_relative_to(second) or second.is_relative_to(first)
