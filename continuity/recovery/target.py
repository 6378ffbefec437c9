"""Where a restore lands: beside the target first, then in one step at its place; never over anything."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.ground.errors import Refused, Unavailable

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.ground.errors import ContinuityError

_ROOM = 1.02  # what a file system needs beside the bytes themselves: directories, block ends


@dataclass(frozen=True, kw_only=True)
class Target:
    """A directory that will hold the restore, and the staging directory beside it on the same file system."""

    path: Path
    run: str

    @property
    def staging(self) -> Path:
        """Return where restic writes; a later run recognises it by the run's id and may remove it."""
        return self.path.parent / f".{self.path.name}.continuity-{self.run}"

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

    def make_room(self, needed: int) -> None:
        """Create the staging directory, for its owner alone; ``Unavailable`` where the bytes would not fit."""
        free = shutil.disk_usage(self.path.parent).free
        if needed * _ROOM > free:
            raise Unavailable(
                "{path} has {free} bytes free, and the restore needs {needed}",
                hint="free some space, or name a target on another file system",
                path=self.path.parent,
                free=free,
                needed=needed,
            )
        try:
            self.staging.mkdir(mode=0o700)
        except OSError as error:
            raise Unavailable(
                "{path} cannot be written: {cause}",
                hint="check its owner and permissions, or name a target elsewhere",
                path=self.path.parent,
                cause=error.strerror,
            ) from error

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

    def clear(self) -> None:
        """Remove the staging directory, if it is still there."""
        shutil.rmtree(self.staging, ignore_errors=True)
