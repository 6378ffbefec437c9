"""Planted canaries: a file at the top of a source, or a row in a database, there while the source is read."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from continuity.backup import canary
from continuity.backup.sources.exclude import Excluder
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from continuity.backup.canary import Canary
    from continuity.backup.sources.files import FilesSource

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FRESH = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_HEAD = 200


@runtime_checkable
class Plantable(Protocol):
    """A staged source that a canary's row can be written to; asked for with ``isinstance``."""

    def plant(self, made: Canary, room: Path, /) -> None:
        """Write the row, into a table that is made where it is missing; ``room`` is a private directory.

        Raises ``Unavailable`` where it cannot be written; the source is then as it was.
        """

    def uproot(self, asset: str) -> None:
        """Take the asset's rows out again, and leave the table. Raises ``Unavailable``."""


def bed(source: FilesSource) -> Path | None:
    """Return where a canary's file is planted in a source: in its first directory; None where it names only files.

    A path that is not there yet may be a directory once it is mounted.
    """
    found = next((path for path in source.paths if path.is_dir() or not path.exists()), None)
    return found / canary.PLANTED if found else None


@contextmanager
def planted_file(path: Path, source: FilesSource, made: Canary) -> Iterator[None]:
    """Have the canary's file in the source meanwhile. Raises ``Unavailable``, before anything else is done."""
    if any(Excluder(source.exclude).excludes(os.fsencode(one)) for one in (path, path.parent)):
        raise cannot(path, "`exclude` leaves it out")
    try:
        folder = os.open(path.parent, _DIRECTORY)
    except OSError as error:
        raise cannot(path, error.strerror) from error
    try:
        try:
            _refuse_foreign(folder, path)
            with os.fdopen(os.open(path.name, _FRESH, 0o600, dir_fd=folder), "w") as file:
                file.write(canary.write(made))
        except OSError as error:
            raise cannot(path, error.strerror) from error
        yield
    finally:
        with suppress(OSError):
            _remove(folder, path.name)
        os.close(folder)


def uproot_file(path: Path) -> None:
    """Take out what a dead backup had planted; nothing that is not ours."""
    with suppress(OSError, Unavailable):
        folder = os.open(path.parent, _DIRECTORY)
        try:
            _refuse_foreign(folder, path)
        finally:
            os.close(folder)


def _refuse_foreign(folder: int, path: Path) -> None:
    """Remove a canary of ours that a dead backup left; raises ``Unavailable`` for anything else of that name."""
    if path.name not in os.listdir(folder):
        return
    if not _ours(folder, path.name):
        raise cannot(path, "something else is called so")
    os.unlink(path.name, dir_fd=folder)


def _ours(folder: int, name: str) -> bool:
    if not stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
        return False
    with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder), "rb") as file:
        head = file.read(_HEAD)
    return not head or canary.SCHEMA.encode() in head


def _remove(folder: int, name: str) -> None:
    if _ours(folder, name):
        os.unlink(name, dir_fd=folder)


def cannot(place: object, cause: object) -> Unavailable:
    """Return the error that says why a canary is not in its place."""
    return Unavailable(
        "the canary cannot be planted in {place}: {cause}",
        hint="let this user write there, or choose another `canary`: sidecar, freshness or none",
        place=place,
        cause=cause,
    )
