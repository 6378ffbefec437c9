"""Where a restore lands: beside the target first, then in one step at its place; never over anything."""

from __future__ import annotations

import os
import shutil
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.ground.canonical import sha256_hex
from continuity.ground.errors import Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from continuity.ground.errors import ContinuityError

_ROOM = 1.02  # what a file system needs beside the bytes themselves: directories, block ends
_BLOCK = 512  # the unit of st_blocks, inode(7)
_KEPT = "resume-"


@dataclass(frozen=True, kw_only=True)
class Target:
    """A directory that will hold the restore, and the staging directory beside it on the same file system."""

    path: Path
    run: str
    #: what :func:`kept_name` says of a restore whose staging outlives an interruption; empty for any other
    kept: str = ""

    @property
    def staging(self) -> Path:
        """Return where restic writes; a later run recognises it by its name, and may remove it or go on there."""
        return self.path.parent / f"{_mark(self.path)}{_KEPT + self.kept if self.kept else self.run}"

    @property
    def begun(self) -> bool:
        """Tell whether an earlier restore of the very same left something here to go on from."""
        return bool(self.kept) and self.staging.is_dir()

    def refuse_unless_free(self) -> None:
        """Raise ``Refused`` where the target exists and is not an empty directory, or lies on nothing."""
        try:
            self._refuse_unless_free()
        except OSError as error:
            raise Unavailable(
                "{path} cannot be used: {cause}",
                hint="name a directory that the user of this command may create",
                path=self.path,
                cause=error.strerror,
            ) from error

    def _refuse_unless_free(self) -> None:
        if self.path.is_symlink() or (self.path.exists() and not self.path.is_dir()):
            raise Refused("{path} exists and is not a directory", hint="name one that does not exist", path=self.path)
        if self.path.is_mount():
            raise Refused(
                "{path} is a mount point: a restore is moved into place in one step, which cannot be done there",
                hint="name a directory below it that does not exist yet",
                path=self.path,
            )
        if self.path.is_dir() and any(self.path.iterdir()):
            raise Refused(
                "{path} exists and is not empty; nothing is ever restored over something",
                hint="name a directory that does not exist yet",
                path=self.path,
            )
        if not self.path.parent.is_dir():
            raise Refused("{parent} does not exist", hint="create it first: mkdir -p {parent}", parent=self.path.parent)

    def refuse_without_room(self, needed: int) -> None:
        """Raise ``Unavailable`` where so many bytes would not fit beside what is there."""
        free = shutil.disk_usage(self.path.parent).free
        if self.begun:
            self._refuse_strangers()
            free += sum(entry.stat(follow_symlinks=False).st_blocks for entry in _below(self.staging)) * _BLOCK
        if needed * _ROOM > free:
            raise Unavailable(
                "{path} has {free} bytes free, and the restore needs {needed}",
                hint="free some space, or name a target on another file system",
                path=self.path.parent,
                free=free,
                needed=needed,
            )

    def make_room(self, needed: int) -> None:
        """Create the staging directory, for its owner alone; ``Unavailable`` where the bytes would not fit."""
        self.refuse_without_room(needed)
        try:
            self.staging.mkdir(mode=0o700, exist_ok=bool(self.kept))
        except OSError as error:
            raise Unavailable(
                "{path} cannot be written: {cause}",
                hint="check its owner and permissions, or name a target elsewhere",
                path=self.path.parent,
                cause=error.strerror,
            ) from error

    def _refuse_strangers(self) -> None:
        """Raise ``Refused`` for a staging directory that others could have filled: with links that lead elsewhere."""
        info = self.staging.lstat()
        ours = stat.S_ISDIR(info.st_mode) and info.st_uid == os.geteuid() and not info.st_mode & 0o077
        if not ours:
            raise Refused(
                "{path} is not a directory of ours alone, and nothing is restored into it",
                hint="look at what it is, remove it, and run the command again",
                path=self.staging,
            )

    def settle(self) -> ContinuityError | None:
        """Put the staged restore at its place in one step; where that fails it stays staged, and the fault says so."""
        try:
            os.rename(self.staging, self.path)  # noqa: PTH104 - Path.rename says the same, less plainly: onto nothing
        except OSError as error:
            return Refused(
                "{path} was filled by someone else during the restore: {cause}",
                hint="what was restored is in {staging}",
                path=self.path,
                staging=self.staging,
                cause=error.strerror,
            )
        return None

    def begin_anew(self) -> Target:
        """Return the same target, whose staging is nobody's to go on with: what is there is about to be changed."""
        if not self.kept:
            return self
        other = replace(self, kept="")
        self.staging.rename(other.staging)
        return other

    def clear(self) -> None:
        """Remove the staging directory, if it is still there."""
        shutil.rmtree(self.staging, ignore_errors=True)

    def give_up(self) -> None:
        """Clear away what an interrupted restore had staged, unless it is kept to go on from."""
        if not self.kept:
            self.clear()


def kept_name(subject: str, snapshot: str, paths: Sequence[str]) -> str:
    """Return the name of one restore, the same each time: what is wanted, of which point. No other may go on there."""
    wanted = (subject, snapshot, *sorted(paths))
    return sha256_hex(b"\0".join(os.fsencode(text) for text in wanted))[:16]


def kept_beside(path: Path) -> list[Path]:
    """Return what interrupted restores to this target have left to go on from."""
    if not path.parent.is_dir():
        return []
    return sorted(one for one in path.parent.iterdir() if one.name.startswith(_mark(path) + _KEPT))


def _mark(path: Path) -> str:
    return f".{path.name}.continuity-"


def _below(path: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(path) as entries:
        for entry in entries:
            yield entry
            if entry.is_dir(follow_symlinks=False):
                yield from _below(Path(entry.path))
