"""What is unprotected: documents held against what a look at the machine found. Pure.

A file system counts as named where a source lies on it or above it; that all of it is copied is not claimed. The
root's file system, which holds everything that has no place of its own, counts by sources alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath, PurePosixPath
from typing import TYPE_CHECKING

from continuity.policy.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.model.inventory import Asset, Client, Inventory, Unprotected

#: Why something is a gap; faces translate by template.
WHY = {
    "inactive": "sources of kind {kind} are not read yet",
    "device": "no asset keeps anything of this device",
    "mount": "this file system holds data, and no source lies on it or above it",
    "database": "no asset names this database server",
    "database_files": "its files are copied while the server may be writing: that is no backup of a database",
}
_ROOT = PurePosixPath("/")
_FAMILIES = {"postgresql": frozenset({"postgresql"}), "mysql": frozenset({"mariadb", "mysql"})}


class GapKind(StrEnum):
    """What is unprotected."""

    ASSET = "asset"
    DEVICE = "device"
    FILE_SYSTEM = "file system"
    DATABASE = "database"


@dataclass(frozen=True, kw_only=True)
class Mount:
    """A real file system that holds data; ``used`` in bytes, None where asking could hang (a network's).

    ``also`` are the other places where it, or a part of it, is seen.
    """

    point: PurePath
    kind: str
    used: int | None = None
    also: tuple[PurePath, ...] = ()

    @property
    def points(self) -> tuple[PurePath, ...]:
        """Every place where it is seen."""
        return (self.point, *self.also)


@dataclass(frozen=True, kw_only=True)
class Database:
    """A database server's data directory; ``engine`` is postgresql or mysql, ``port`` None where nothing tells it."""

    engine: str
    directory: PurePath
    port: int | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a look at the machine found."""

    mounts: tuple[Mount, ...] = ()
    databases: tuple[Database, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Something unprotected: ``where`` is ``file:line``, empty for what only the machine knows."""

    kind: GapKind
    subject: str
    reason: Reason
    where: str = ""
    used: int | None = None


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """Something left out on purpose: a pattern ``of`` an asset, or an entry of ``unprotected`` with its reason."""

    subject: str
    of: str
    where: str
    reason: str = ""


def gaps(inventory: Inventory, found: Found) -> tuple[Gap, ...]:
    """Return everything unprotected that is not excluded on purpose."""
    clients = tuple(inventory.clients.values())
    seen = _Seen(inventory, found)
    return (
        *(gap for client in clients for gap in _assets(client)),
        *(gap for client in clients for gap in _devices(client)),
        *(gap for mount in found.mounts for gap in seen.mount(mount)),
        *(gap for database in found.databases for gap in seen.database(database)),
    )


def exclusions(inventory: Inventory) -> tuple[Exclusion, ...]:
    """Return everything that the documents leave out: each pattern, and each entry of ``unprotected`` once."""
    patterns = [
        Exclusion(subject=str(pattern), of=asset.reference, where=_line(asset, "source"))
        for asset in inventory.assets()
        for pattern in asset.source.settings.get("exclude", ())
    ]
    declared = {one.where: one for client in inventory.clients.values() for one in client.unprotected}
    return (
        *patterns,
        *(
            Exclusion(subject=str(one.path or one.device), of="unprotected", where=one.where, reason=one.reason)
            for one in declared.values()
        ),
    )


def _line(asset: Asset, key: str) -> str:
    return f"{asset.where.rpartition(':')[0]}:{asset.lines[key]}" if key in asset.lines else asset.where


def _because(name: str, **values: object) -> Reason:
    return Reason(template=WHY[name], values=values)


def _assets(client: Client) -> Iterator[Gap]:
    for asset in client.assets.values():
        if not asset.active:
            reason = _because("inactive", kind=str(asset.source))
            yield Gap(kind=GapKind.ASSET, subject=asset.reference, reason=reason, where=_line(asset, "source"))


def _devices(client: Client) -> Iterator[Gap]:
    sources = [asset.source.settings for asset in client.assets.values()]
    kept = {one.get("device") for one in sources} | {one.device for one in client.unprotected}
    addresses = {one.get("host") for one in sources}
    for device in client.devices.values():
        if device.name not in kept and device.address not in addresses:
            subject = f"{client.name}/{device.name}"
            yield Gap(kind=GapKind.DEVICE, subject=subject, reason=_because("device"), where=device.where)


class _Seen:
    """The paths that the documents name, beside the file systems that they lie on."""

    def __init__(self, inventory: Inventory, found: Found) -> None:
        points = (point for one in found.mounts for point in one.points)
        self._points = sorted(points, key=lambda point: len(point.parts), reverse=True)
        self._assets = tuple(inventory.assets())
        self._sources = [(path, asset) for asset in self._assets for path in _paths(asset)]
        self._declared: list[Unprotected] = [one for client in inventory.clients.values() for one in client.unprotected]
        used = [path for client in inventory.clients.values() for path in _repository_paths(client)]
        named = [one.directory for one in found.databases if self._serves(one)]
        self._kept = [inventory.state, *used, *named]

    def mount(self, mount: Mount) -> Iterator[Gap]:
        """Yield the gap that a file system is."""
        if any(map(self._left_out, mount.points)) or any(
            self._covers(path, asset, mount) for path, asset in self._sources
        ):
            return
        if mount.point != _ROOT and any(self._on(path) in mount.points for path in self._kept):
            return
        subject = f"{mount.point} ({mount.kind})"
        yield Gap(kind=GapKind.FILE_SYSTEM, subject=subject, reason=_because("mount"), used=mount.used)

    def database(self, database: Database) -> Iterator[Gap]:
        """Yield the gap that a database server is."""
        if self._serves(database) or self._left_out(database.directory):
            return
        copied = any(database.directory.is_relative_to(path) for path, _ in self._sources)
        port = f":{database.port}" if database.port else ""
        subject = f"{database.engine}{port} {database.directory}"
        yield Gap(kind=GapKind.DATABASE, subject=subject, reason=_because("database_files" if copied else "database"))

    def _left_out(self, path: PurePath) -> bool:
        patterns = [
            PurePosixPath(one) for _, asset in self._sources for one in asset.source.settings.get("exclude", ())
        ]
        declared = [one.path for one in self._declared if one.path]
        return any(path.is_relative_to(one) for one in (*declared, *patterns) if one.is_absolute())

    def _covers(self, path: PurePath, asset: Asset, mount: Mount) -> bool:
        stays = asset.source.settings.get("one_file_system", False)
        return self._on(path) in mount.points or (not stays and any(one.is_relative_to(path) for one in mount.points))

    def _on(self, path: PurePath) -> PurePath | None:
        return next((point for point in self._points if path.is_relative_to(point)), None)

    def _serves(self, database: Database) -> bool:
        return any(
            asset.source.kind in _FAMILIES[database.engine]
            and asset.source.on is None
            and _is_here(str(asset.source.settings.get("host", "")))
            and database.port in (None, asset.source.settings.get("port"))
            for asset in self._assets
        )


def _paths(asset: Asset) -> Iterator[PurePath]:
    settings = asset.source.settings
    here = settings if asset.source.on is None else {}
    named = (*here.get("paths", ()), *([here["path"]] if here.get("path") else []))
    yield from (path for path in named if isinstance(path, PurePath))


def _repository_paths(client: Client) -> Iterator[PurePath]:
    """Yield the paths on this machine that repositories name: their adapters say so by the type of the setting."""
    for repository in client.repositories.values():
        yield from (value for value in vars(repository.settings).values() if isinstance(value, PurePath))


def _is_here(host: str) -> bool:
    return host in ("", "localhost", "::1") or host.startswith(("127.", "/"))
