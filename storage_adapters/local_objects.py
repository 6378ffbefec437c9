"""The objects of a repository in a directory (part of ``local``): what ``storage/objects`` promises.

An object is written under another name, brought to the disk, and linked to its own: link(2) never overwrites, so two
that add the same object at once leave one, whole.
"""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from continuity.ground.ids import SystemIds
from continuity.storage.objects import FOLDERS, same_size
from continuity.storage.ports import full_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from continuity.storage.objects import Part

_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK)  # FAT, exFAT and some shares know no hard links


@dataclass(frozen=True)
class LocalObjects:
    """The objects below ``root``; ``explained`` turns what the kernel says into words."""

    name: str
    root: Path
    explained: Callable[[], AbstractContextManager[None]]

    def lay_out(self) -> None:
        """Make the folders of an empty repository."""
        with self.explained():
            for folder in FOLDERS:
                (self.root / folder).mkdir(mode=0o700, exist_ok=True)

    def names(self, part: Part | Literal["locks"]) -> frozenset[str]:
        """Return the full names below the part's folder; packs stand one folder deeper."""
        with self.explained():
            found = os.walk(self.root / part)
            return full_names(name for _, _, files in found for name in files)

    def read(self, path: str) -> bytes:
        """Return one object."""
        with self.explained():
            return (self.root / path).read_bytes()

    def add(self, path: str, content: bytes) -> bool:
        """Add one object; readable for its owner alone, as restic leaves it."""
        target = self.root / path
        with self.explained():
            if target.exists():
                same_size(self.name, target, target.stat().st_size, len(content))
                return False
            for folder in reversed(
                target.relative_to(self.root).parents[:-1]
            ):  # never the root: its medium may be gone
                (self.root / folder).mkdir(mode=0o700, exist_ok=True)
            partial = target.with_name(f"{target.name}-tmp-{_mark()}")  # restic passes over such names
            try:
                _write(partial, content)
                _name(partial, target)
            except FileExistsError:
                same_size(self.name, target, target.stat().st_size, len(content))
                return False
            finally:
                partial.unlink(missing_ok=True)
            _sync(target.parent)
        return True


def _write(partial: Path, content: bytes) -> None:
    with partial.open("xb") as file:
        file.write(content)
        os.fchmod(file.fileno(), 0o400)
        file.flush()
        os.fsync(file.fileno())


def _name(partial: Path, target: Path) -> None:
    try:
        target.hardlink_to(partial)
    except OSError as error:
        if error.errno not in _NO_LINKS or target.exists():
            raise
        partial.rename(target)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _mark() -> str:
    return SystemIds().nonce().hex()[:8]
