"""What this machine holds: its real file systems with data in them, and the data directories of database servers.

Nothing is written, and nothing is asked that could hang: a network's file system is taken from the kernel's table.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from continuity.policy.coverage import Database, Found, Mount

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LOCAL = frozenset(
    {"ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "reiserfs", "bcachefs", "vfat", "exfat", "ntfs"}
    | {"ntfs3", "fuseblk", "hfsplus", "ocfs2", "gfs2"}
)
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "ceph", "glusterfs", "fuse.glusterfs", "fuse.sshfs", "9p"})
_ESCAPED = re.compile(r"\\([0-7]{3})")
_PORT = re.compile(r"^\s*port\s*=\s*(\d+)", re.MULTILINE)
_POSTMASTER_PORT = 3  # the line of postmaster.pid, counted from zero
_OF_MKFS = frozenset({"lost+found"})


@dataclass(frozen=True)
class _Row:
    """One line of mountinfo, see proc(5): ``root`` is what of the device is mounted at ``point``."""

    device: str
    root: PurePosixPath
    point: PurePosixPath
    kind: str


def look_around(root: Path = Path("/")) -> Found:
    """Return what is found on the machine whose tree begins at ``root``; what may not be read is taken for data."""
    text = (root / "proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    rows = [row for line in text.splitlines() if (row := _row(line)) and _is_real(row)]
    mounts = [one for row, also in _whole(rows) if (one := _mount(root, row, also))]
    return Found(mounts=tuple(mounts), databases=(*_postgresql(root), *_mysql(root)))


def _row(line: str) -> _Row | None:
    fields = line.split(" ")
    if "-" not in fields[6:]:
        return None
    kind = fields[fields.index("-", 6) + 1]
    root, point = (PurePosixPath(_ESCAPED.sub(_character, one)) for one in fields[3:5])
    return _Row(fields[2], root, point, kind)


def _character(found: re.Match[str]) -> str:
    return chr(int(found[1], 8))


def _is_real(row: _Row) -> bool:
    """Tell whether a file system may hold a person's data; an overlay does where it is all that a container has."""
    return row.kind in _LOCAL | _NETWORK or (row.kind == "overlay" and str(row.point) == "/")


def _whole(rows: Iterable[_Row]) -> list[tuple[_Row, tuple[PurePosixPath, ...]]]:
    """Return each file system once: the mount that shows most of it, and where the same or a part is seen again."""
    kept: list[tuple[_Row, list[PurePosixPath]]] = []
    for row in sorted(rows, key=lambda one: (len(one.root.parts), len(one.point.parts))):
        same = (also for other, also in kept if row.device == other.device and row.root.is_relative_to(other.root))
        if (also := next(same, None)) is None:
            kept.append((row, []))
        else:
            also.append(row.point)
    return sorted(((row, tuple(also)) for row, also in kept), key=lambda one: one[0].point)


def _mount(root: Path, row: _Row, also: tuple[PurePosixPath, ...]) -> Mount | None:
    if row.kind in _NETWORK:
        return Mount(point=row.point, kind=row.kind, also=also)
    here = root / row.point.relative_to("/")
    try:
        if not here.is_dir() or not {one.name for one in here.iterdir()} - _OF_MKFS:
            return None
        status = os.statvfs(here)
    except OSError:
        return Mount(point=row.point, kind=row.kind, also=also)
    used = (status.f_blocks - status.f_bfree) * status.f_frsize
    return Mount(point=row.point, kind=row.kind, used=used, also=also)


def _postgresql(root: Path) -> Iterator[Database]:
    places = ("var/lib/postgresql/*/*", "var/lib/postgresql/data", "var/lib/pgsql/data", "var/lib/pgsql/*/data")
    for directory in sorted(found for place in places for found in root.glob(place)):
        if _holds(directory, "PG_VERSION"):
            named = PurePosixPath("/", directory.relative_to(root))
            yield Database(engine="postgresql", directory=named, port=_postgresql_port(root, directory))


def _postgresql_port(root: Path, directory: Path) -> int:
    running = _text(directory / "postmaster.pid").splitlines()
    if len(running) > _POSTMASTER_PORT and running[_POSTMASTER_PORT].strip().isdigit():
        return int(running[_POSTMASTER_PORT])
    debian = root / "etc/postgresql" / directory.parent.name / directory.name / "postgresql.conf"
    written = _PORT.findall(_text(debian)) or _PORT.findall(_text(directory / "postgresql.conf"))
    return int(written[-1]) if written else 5432


def _mysql(root: Path) -> Iterator[Database]:
    directory = root / "var/lib/mysql"
    if directory.is_dir() and (_holds(directory, "ibdata1") or _holds(directory, "mysql")):
        yield Database(engine="mysql", directory=PurePosixPath("/var/lib/mysql"))


def _holds(directory: Path, name: str) -> bool:
    try:
        return directory.is_dir() and (directory / name).exists()
    except PermissionError:
        return True


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
