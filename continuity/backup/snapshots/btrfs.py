"""Snapshots of btrfs subvolumes: instant, without a size, kept beside the subvolumes, out of everybody's sight.

They lie in a directory of the file system's top level, which is mounted for the working thread alone. A snapshot
leaves out subvolumes that lie inside the one it is taken of: they are empty directories in it (btrfs-subvolume(8)).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from continuity.backup.snapshots.ports import Found, run_of, tool

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.ground.mounts import Mount

#: Where our snapshots lie, from the top level of the file system.
FOLDER = ".continuity"

_TOP = "5"  # the number of the top level, always
_LINE = re.compile(
    r"ID \d+ gen \d+ cgen \d+ top level \d+ otime (?P<at>\S+ \S+)"
    r" parent_uuid +(?P<parent>\S+) +uuid \S+ path (?P<path>.*)"
)
_UUID = re.compile(r"^\s*UUID:\s*(\S+)", re.MULTILINE)


class Subvolume:
    """The subvolume that holds one path; satisfies :class:`~continuity.backup.snapshots.ports.Volume`."""

    kind = "btrfs"

    def __init__(self, mount: Mount, path: Path, top: Path) -> None:
        """``top`` is an empty directory for the top level, which is mounted there."""
        tool(["mount", "-t", "btrfs", "-o", "subvolid=5,noatime", mount.device, str(top)])
        number = tool(["btrfs", "inspect-internal", "rootid", str(path)]).strip()
        here = (
            "" if number == _TOP else tool(["btrfs", "inspect-internal", "subvolid-resolve", number, str(top)]).strip()
        )
        self._top, self._path = top, PurePosixPath("/") / here
        self.key = (mount.number, number)
        self.is_top = number == _TOP
        self.title = f"{mount.device}:{self._path}"
        self.below = mount.within(path).relative_to(self._path)

    def take(self, name: str) -> None:
        """See :meth:`Volume.take`."""
        (self._top / FOLDER).mkdir(mode=0o700, exist_ok=True)
        tool(["btrfs", "subvolume", "snapshot", "-r", self._at(self._path), str(self._top / FOLDER / name)])

    def show(self, name: str, at: Path) -> Path:
        """See :meth:`Volume.show`: the top level is mounted already, and the snapshot is read-only by itself."""
        del at
        return self._top / FOLDER / name

    def fault(self, name: str) -> str:
        """See :meth:`Volume.fault`: it has no size that could be exceeded."""
        return "" if (self._top / FOLDER / name).is_dir() else "somebody removed it"

    def found(self) -> tuple[Found, ...]:
        """See :meth:`Volume.found`."""
        uuid = _UUID.search(tool(["btrfs", "subvolume", "show", self._at(self._path)]))
        listed = tool(["btrfs", "subvolume", "list", "-s", "-q", "-u", str(self._top)])
        return tuple(
            Found(name=_shown(line["path"]), at=datetime.strptime(line["at"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC))
            for line in map(_LINE.fullmatch, listed.splitlines())
            if line and uuid and line["parent"] == uuid[1]
        )

    def remove(self, name: str) -> None:
        """See :meth:`Volume.remove`."""
        tool(["btrfs", "subvolume", "delete", str(self._top / FOLDER / name)])

    def may_keep(self) -> bool:
        """See :meth:`Volume.may_keep`."""
        return True

    def inside(self, below: PurePosixPath) -> tuple[PurePosixPath, ...]:
        """See :meth:`Volume.inside`."""
        top = self._path / below
        lines = tool(["btrfs", "subvolume", "list", str(self._top)]).splitlines()
        paths = [PurePosixPath("/") / line.partition(" path ")[2] for line in lines]
        ours = PurePosixPath("/") / FOLDER
        inner = [one for one in paths if one != top and one.is_relative_to(top) and not one.is_relative_to(ours)]
        return tuple(one.relative_to(top) for one in inner)

    def _at(self, path: PurePosixPath) -> str:
        return f"{self._top}{path}"


def _shown(path: str) -> str:
    """Return a snapshot of ours by its bare name, any other by its path from the top level."""
    folder, _, name = path.partition("/")
    return name if folder == FOLDER and run_of(name) else path
