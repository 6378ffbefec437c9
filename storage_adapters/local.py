"""A directory of this machine: a disk, a mounted share, a removable medium.

The directory's parent must exist: a mount that vanished takes the parent (or the repository) with it, and
creating it again would fill the system disk with a backup that nobody finds. So ``prepare`` makes one
directory, never its parents, and ``probe`` never makes anything.
"""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from continuity.ground.errors import Refused, Unavailable
from continuity.ground.machine import machine, share_server
from continuity.storage.ports import (
    Address,
    Capabilities,
    Domain,
    Probe,
    RepositorySettings,
    Reveal,
    UnlockedSettings,
    full_names,
    is_initialised,
    restic_parts,
)

from .label import require, write_on_fresh
from .local_objects import LocalObjects
from .observed import device

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEEDED = ("config", "data", "keys", "snapshots")  # restic makes all of them at `init`
_NOT_CONTENT = frozenset({"lost+found"})  # what mkfs leaves in an empty file system
_REMEDIES = {
    errno.EACCES: "give the user that runs continuity write access to it",
    errno.EPERM: "give the user that runs continuity write access to it",
    errno.EROFS: "its file system is mounted read-only: mount it writable, and look for the disk error that caused it",
    errno.ENOSPC: "its file system is full: free some space or enlarge it",
    errno.EDQUOT: "the quota of this user is used up: raise it or free some space",
}


class LocalSettings(UnlockedSettings):
    """The keys of a local repository."""

    path: Path
    """The directory of the repository; its parent must exist (the mount point of a medium, for example)."""
    label: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}$")] | None = None
    """The name of the medium mounted at the directory's parent: written on a fresh one by `init`, then asked for."""


@dataclass(frozen=True)
class LocalAdapter:
    """A repository in a directory; satisfies :class:`~continuity.storage.ports.Repository`."""

    Settings: ClassVar[type[RepositorySettings]] = LocalSettings
    capabilities: ClassVar[Capabilities] = Capabilities(remote=False, free_space=True)

    name: str
    path: Path
    removable: bool = False
    label: str | None = None
    root: Path = Path()

    @classmethod
    def open(cls, name: str, settings: LocalSettings, reveal: Reveal) -> LocalAdapter:
        """Return the place, without touching it; a directory has no secret."""
        path = settings.path.expanduser().absolute()
        removable = settings.medium == "removable"
        return cls(name=name, path=path, removable=removable, label=settings.label, root=path.parent)

    def address(self) -> Address:
        """Return the path, which is what restic wants."""
        return Address(url=str(self.path))

    def prepare(self) -> bool:
        """Make the directory, for its owner only; True if it was made. A mode that exists is left as it is.

        Raises ``Refused`` where something that is not a restic repository is already there, ``Unavailable``
        where the parent is missing or the directory cannot be made.
        """
        self._require_parent()
        with _explained(self.path):
            if self.label and not write_on_fresh(self.root, self.label):
                require(self.name, self.root, self.label)
            if not os.path.lexists(self.path):
                self.path.mkdir(mode=0o700)
                return True
            self._refuse_foreign_content()
        return False

    def probe(self) -> Probe:
        """Look at the parts, the device and the free space; raises ``Unavailable`` where the parent is missing."""
        self._require_parent()
        self._require_medium()
        with _explained(self.path):
            there = self.path if self.path.exists() else self.path.parent
            space = os.statvfs(there)
            free = space.f_bavail * space.f_frsize
            return Probe(initialised=self._initialised(), domain=self._domain(there), free_bytes=free)

    def snapshot_names(self) -> frozenset[str]:
        """Return the files of ``snapshots/``, none before `init`; raises ``Unavailable`` where the place is missing."""
        self._require_medium()
        with _explained(self.path):
            return full_names(_names(self.path / "snapshots") if "snapshots" in _names(self.path) else ())

    def aside(self, name: str) -> LocalAdapter:
        """Return the directory of that name in this one."""
        return replace(self, path=self.path / name)

    @contextmanager
    def objects_opened(self) -> Iterator[LocalObjects]:
        """Open the directory for reading and adding objects."""
        self._require_parent()
        self._require_medium()
        yield LocalObjects(self.name, self.path, lambda: _explained(self.path))

    def _domain(self, there: Path) -> Domain:
        """Tell what holds the place up: a share hangs on its server, a removable medium is carried away."""
        number = device(there)
        if server := share_server(number):
            return Domain(device=number, endpoint=server)
        return Domain(device=number, host="" if self.removable else machine())

    def _initialised(self) -> bool | None:
        whole = is_initialised(_names(self.path) if self.path.exists() else (), needed=_NEEDED)
        return whole if not whole or any((self.path / "keys").iterdir()) else None

    def _require_medium(self) -> None:
        with _explained(self.path):
            if self.label:
                require(self.name, self.root, self.label)

    def _require_parent(self) -> None:
        if not self.path.parent.is_dir():
            raise Unavailable(
                "repository {name}: {parent} is not there",
                hint="connect or mount the medium that holds it; for a new place, make that directory yourself first",
                name=self.name,
                parent=self.path.parent,
            )

    def _refuse_foreign_content(self) -> None:
        if not self.path.is_dir():
            raise Refused(
                "repository {name}: {path} is not a directory",
                hint="name a directory that is empty or does not exist yet",
                name=self.name,
                path=self.path,
            )
        content = _names(self.path) - _NOT_CONTENT
        if content and not restic_parts(content):
            raise Refused(
                "repository {name}: {path} already holds something else ({example})",
                hint="name a directory that is empty or does not exist yet; nothing was touched",
                name=self.name,
                path=self.path,
                example=min(content),
            )


def _names(directory: Path) -> set[str]:
    return {entry.name for entry in directory.iterdir()}


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what the kernel says into the two sentences a person needs."""
    try:
        yield
    except OSError as error:
        raise Unavailable(
            "{path}: {cause}",
            hint=_REMEDIES.get(error.errno or 0, "check that the medium is mounted and that `init` has been run"),
            path=error.filename or path,
            cause=error.strerror or str(error),
        ) from error
