"""One file, read whole and hashed: quietly, never waiting on a pipe, and honest about what changed meanwhile."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import NamedTuple

_CHUNK = 1 << 18  # what a core's second-level cache holds


class Hashed(NamedTuple):
    """A file that was read whole: its SHA-256 (empty if it changed meanwhile), its stat, and what it begins with."""

    sha256: str
    info: os.stat_result
    head: bytes


def hash_file(path: bytes) -> Hashed | None:
    """Read and hash a file; None where it is unreadable."""
    try:
        descriptor = _open_quietly(path)
    except OSError:
        return None
    # Bare system calls: for thousands of small files, file objects cost more than the hashing.
    try:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):  # a pipe, which would read as an empty file
            return None
        chunk = head = os.read(descriptor, _CHUNK)
        found = hashlib.sha256()
        found.update(chunk)
        while chunk and (chunk := os.read(descriptor, _CHUNK)):
            found.update(chunk)
        after = os.fstat(descriptor)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return Hashed("" if stamp(before) != stamp(after) else found.hexdigest(), after, head)


def _open_quietly(path: bytes) -> int:
    """Open without touching the access time where we may (O_NOATIME: owner or root only), never waiting on a pipe."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        return os.open(path, flags | os.O_NOATIME)
    except PermissionError:
        return os.open(path, flags)


def stamp(info: os.stat_result) -> tuple[int, int, int, int]:
    """Return (size, mtime, ctime, inode): equal stamps, equal content."""
    return info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino
