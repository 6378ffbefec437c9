"""What restored data says itself of the moment it is of: a canary's file in it, or the newest time stamp of a path."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.backup import canary
from continuity.ground.timestamps import write_time
from continuity.recovery.freshness import Heard, Taken, hear

if TYPE_CHECKING:
    from continuity.backup.canary import Expected

#: How what was lost is measured, by the canary.
HOW = {
    "sidecar": "wanted time - data time of the point whose canary was found in the restored data (sidecar)",
    "planted": "wanted time - data time of the point whose canary was found in the restored data (planted)",
    "freshness": "wanted time - newest time stamp in the restored data (freshness)",
    "unheard": "wanted time - data time of the point, as recorded (its canary is heard in restore tests)",
    "none": "wanted time - data time of the point, as recorded (no canary)",
}


@dataclass(frozen=True, kw_only=True)
class Newest:
    """A path of the source whose newest time of change tells how fresh the data is, and what it is held against."""

    path: Path
    taken: Taken


@dataclass(frozen=True, kw_only=True)
class Song:
    """What was heard. ``fault``: what is wrong with the canary; ``heard``: the newest time stamp, if one was wanted."""

    fault: str = ""
    heard: Heard | None = None


def listen(staging: Path, expected: Expected | None, run: str, newest: Newest | None) -> Song:
    """Listen to restored data, and take a canary's file out of it; ``run`` is the one that made the point."""
    heard = hear(newest_below(staging / newest.path.relative_to("/")), newest.taken) if newest else None
    return Song(fault=_check_canary(staging, expected, run) if expected else "", heard=heard)


def newest_below(path: Path) -> str:
    """Return the newest time of change of a file, or of the files below a directory; empty where there is none."""
    stamps = [path.lstat().st_mtime] if path.is_file() else []
    for folder, _, names in os.walk(path):
        stamps += [Path(folder, name).lstat().st_mtime for name in names]
    return write_time(datetime.fromtimestamp(max(stamps), UTC)) if stamps else ""


def _check_canary(staging: Path, expected: Expected, run: str) -> str:
    path = staging / expected.path.relative_to("/")
    try:
        found = canary.read(path.read_text())
    except (OSError, ValueError):
        return "the canary is not in the restored data"
    _take_out(path, staging, keep_folder=expected.planted)
    if found.run != run or found.digest != expected.sha256:
        return "the canary in the restored data is another run's"
    return ""


def _take_out(path: Path, staging: Path, *, keep_folder: bool) -> None:
    """Remove the file and the folders that only it needed; a folder of the source keeps its own time of change."""
    before = path.parent.stat()
    path.unlink()
    if keep_folder:
        os.utime(path.parent, ns=(before.st_atime_ns, before.st_mtime_ns))
        return
    for parent in path.parents:
        if parent == staging or any(parent.iterdir()):
            break
        parent.rmdir()
