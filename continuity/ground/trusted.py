"""Programs that we run with our rights: whether anybody else could have written them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_OTHERS = stat.S_IWOTH


def changeable_by_others(program: str) -> Path | None:
    """Return the file or folder by which somebody else may replace a program; None where nobody can.

    Root and we ourselves are nobody else. A folder whose sticky bit is set lets others add, not replace. Links are
    followed: what is run counts. A group that may write is taken to be meant where its owner is us or root, as sudo
    takes it.
    """
    real = Path(program).resolve()
    for path in (real, *real.parents):
        info = path.stat()
        sticky = stat.S_ISDIR(info.st_mode) and info.st_mode & stat.S_ISVTX
        if info.st_uid not in (0, os.geteuid()) or (info.st_mode & _OTHERS and not sticky):
            return path
    return None
