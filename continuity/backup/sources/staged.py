"""Sources that cannot be read file by file while they are in use: put whole into a private directory, then backed up.

So one dump serves every copy, all of them hold the same bytes, and a slow repository or a bandwidth limit keeps no
transaction open in the database. A source that could not be staged completely leaves no recovery point at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from continuity.backup.sources.files import FilesSource
from continuity.ground.disks import disk_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from continuity.ground.errors import ContinuityError


def _nothing(_count: int) -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What is to be said of what was staged: its ``data_time`` (None: when staging began), more for the run's record.

    ``problems`` did not stop it, and leave the run incomplete. ``kept_by`` is told, once the backup is over, how many
    repositories hold it.
    """

    data_time: datetime | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[ContinuityError, ...] = ()
    kept_by: Callable[[int], None] = _nothing


class Staged(Protocol):
    """One kind of source that is staged first."""

    @property
    def how(self) -> str:
        """How restored data of this kind is examined, in words for the record."""

    def files(self, staging: Path) -> FilesSource:
        """Return what is backed up once it is staged."""

    def stage(self, staging: Path) -> Taken | None:
        """Put the source into ``staging``, an empty directory, as it is at one instant; None: nothing more to say.

        A source whose documents say that it is kept (:attr:`Source.continuous`) finds there what it left.

        Raises ``Unavailable`` where it cannot be read, ``NotProven`` where what is read is not whole.
        """

    def opened(self, restored: Path, room: Path) -> AbstractContextManager[Callable[[str], str]]:
        """Examine what was restored, and answer queries on it meanwhile, with the first value of the first row.

        ``restored`` is the staged directory as it came back, ``room`` a private one that is removed afterwards. Raises
        ``NotProven`` where it is damaged or a query fails, ``Unavailable`` where it cannot be examined here.
        """


@dataclass(frozen=True, kw_only=True)
class StagedFiles(FilesSource):
    """What was staged; ``origin``: where the data really lives, which decides what falls together with it.

    ``elsewhere``: it lives on another machine, and what falls together with it is unknown here.
    """

    origin: Path | None = None
    elsewhere: bool = False

    def device(self) -> str:
        """Return the number of the disk of the origin; of the staged files where it is unknown."""
        if self.elsewhere:
            return ""
        try:
            return disk_of(self.origin) if self.origin else super().device()
        except OSError:
            return super().device()

    def hosts(self) -> tuple[str, ...]:
        """Return the names of this machine, unless the data lives elsewhere."""
        return () if self.elsewhere else super().hosts()


def staged_files(staging: Path, origin: Path | None = None) -> StagedFiles:
    """Return the files of a staging directory as a source."""
    return StagedFiles(paths=(staging,), exclude=(), origin=origin)
