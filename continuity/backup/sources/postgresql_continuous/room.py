"""Whether the file system of the spool has room: a log must not take what the state needs to record anything."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from pathlib import Path

_KEPT, _SHARE = 256 << 20, 20  # bytes, or the twentieth part of a small file system


def refuse_without_room(folder: Path) -> None:
    """Raise ``Unavailable`` where next to nothing is free there; the log waits on its server meanwhile."""
    found = os.statvfs(folder)
    kept = min(_KEPT, found.f_blocks * found.f_frsize // _SHARE)
    if found.f_bavail * found.f_frsize < kept:
        raise Unavailable(
            "less than {kept} MiB are free in {folder}: nothing more is received there",
            hint="free some disk space; meanwhile the server keeps the log, as far as max_slot_wal_keep_size lets it",
            kept=kept >> 20,
            folder=folder,
        )
