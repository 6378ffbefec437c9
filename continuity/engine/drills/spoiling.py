"""Restored files spoilt on purpose: what a bad restore would leave. In a drill's own directory alone."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.recovery.drills.defects import How

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOBODY = 65534
_OURS = ".continuity"  # what we put there ourselves is nobody's data


def spoiled(sandbox: Path, at: str, how: How, seed: int) -> bool:
    """Spoil what lies ``at`` in the sandbox; False where there is nothing to spoil, or it is not in the sandbox."""
    root = Path(at).resolve()
    if not root.is_relative_to(sandbox.resolve()) or not root.is_dir():
        return False
    files = sorted(_files(root))
    if not files:
        return False
    if how in (How.UNREADABLE, How.OTHER_OWNER):
        return _kept_from(root, how)
    if how is How.EMPTIED:
        for file in files:
            os.truncate(file, 0)
        return True
    drawn = int.from_bytes(hashlib.sha256(f"{seed}:{how}".encode()).digest())
    _spoil(files[drawn % len(files)], how)
    return True


def _files(root: Path) -> Iterator[Path]:
    """Yield the files with something in them; no link is followed, and none of two names shares what is spoilt."""
    for folder, _, names in os.walk(root):
        for name in names:
            file = Path(folder, name)
            found = file.lstat()
            if stat.S_ISREG(found.st_mode) and found.st_size and found.st_nlink == 1 and not name.startswith(_OURS):
                yield file


def _spoil(file: Path, how: How) -> None:
    size = file.stat().st_size
    if how is How.REMOVED:
        file.unlink()
    elif how is How.TRUNCATED:
        os.truncate(file, size // 2)
    else:
        with file.open("r+b") as opened:
            opened.seek(size // 2)
            (byte,) = opened.read(1)
            opened.seek(size // 2)
            opened.write(bytes([byte ^ 0xFF]))


def _kept_from(root: Path, how: How) -> bool:
    """Take away the rights, or the owner; False where that is not ours to do."""
    if how is How.OTHER_OWNER and os.geteuid():
        return False
    for folder, names, files in os.walk(root, topdown=False):
        for name in (*names, *files):
            _keep_from(Path(folder, name), how)
    _keep_from(root, how)
    return True


def _keep_from(path: Path, how: How) -> None:
    if how is How.OTHER_OWNER:
        os.chown(path, _NOBODY, _NOBODY, follow_symlinks=False)
    elif path.is_file() and not path.is_symlink():  # a directory without rights could not be taken down by its owner
        path.chmod(0)
