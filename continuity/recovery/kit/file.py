"""The kit's file on this machine: made once, for its owner alone; read with a look at who else may read it."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from continuity.ground.errors import Refused, Unavailable
from continuity.recovery.kit.archive import MOST_BYTES

if TYPE_CHECKING:
    from pathlib import Path

_EVERYBODY = 0o077
#: How file systems without hard links refuse one.
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS}


def refuse_another(target: Path) -> None:
    """Raise ``Refused`` where there is something of that name already."""
    if os.path.lexists(target):
        raise Refused("there is a file at {path} already", hint="name one that does not exist yet", path=target)


def write_new(target: Path, content: bytes) -> None:
    """Write a file for its owner alone; it appears under its name when it is complete, where there are hard links.

    Raises ``Refused`` where there is one of that name, ``Unavailable`` where it cannot be written.
    """
    partial = target.with_name(f".{target.name}.partial-{os.getpid()}")
    try:
        try:
            _write(partial, content)
            _appear(partial, target, content)
        finally:
            with suppress(OSError):
                partial.unlink()
    except FileExistsError:
        refuse_another(target)
        raise
    except OSError as error:
        raise Unavailable(
            "{path} cannot be written: {cause}",
            hint="name a directory that you may write, with free space",
            path=target,
            cause=error.strerror,
        ) from error


def _appear(partial: Path, target: Path, content: bytes) -> None:
    """Give the complete file its name; where there are no hard links (FAT, shares), write it under its name."""
    try:
        os.link(partial, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _write(target, content)


def _write(path: Path, content: bytes) -> None:
    """Write a file that is not there yet; one that could not be written whole does not stay."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def read_file(path: Path) -> bytes:
    """Return what is in the file, cut where it is larger than any kit; raises ``Unavailable``."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except OSError as error:
        raise Unavailable(
            "the kit {path} cannot be read: {cause}", hint="name the file", path=path, cause=error.strerror
        ) from error


def read_by_others(path: Path) -> bool:
    """Tell whether others on this machine may read or change it."""
    return bool(path.stat().st_mode & _EVERYBODY)
