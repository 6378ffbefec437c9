"""A walk through a tree in the byte order of its paths, of any depth; what cannot be looked at is left out."""

from __future__ import annotations

import os
import stat
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from continuity.backup.sources.exclude import Excluder


def lstat(path: bytes) -> os.stat_result | None:
    """Return what the path itself is; None where it is not there, or cannot be asked."""
    try:
        return os.lstat(path)
    except OSError:
        return None


def is_directory(path: Path) -> bool:
    """Tell whether the path itself is a directory."""
    info = lstat(os.fsencode(path))
    return info is not None and stat.S_ISDIR(info.st_mode)


def place_of(path: Path) -> bytes:
    """Return what a path sorts by: with a slash behind each directory, the byte order of all the paths below."""
    return os.fsencode(path) + (b"/" if is_directory(path) else b"")


def below(top: bytes, excluder: Excluder, only: int | None) -> Iterator[tuple[bytes, os.stat_result]]:
    """Walk without recursion: a tree may be deeper than Python's stack. ``only``: on the device of this number."""
    waiting = _listed(top)
    while waiting:
        _, entry, folder = waiting.pop()
        if excluder.patterns and excluder.excludes(entry.path):
            continue
        if folder:
            waiting += _listed(entry.path) if only in (None, _device(entry)) else ()
        elif entry.is_file(follow_symlinks=False) and (info := lstat(entry.path)):
            yield entry.path, info


def _device(entry: os.DirEntry[bytes]) -> int | None:
    info = lstat(entry.path)
    return info.st_dev if info else None


def _listed(directory: bytes) -> list[tuple[bytes, os.DirEntry[bytes], bool]]:
    """Return the entries of a directory, last first, each behind what it sorts by; none where it cannot be listed."""
    try:
        with os.scandir(directory) as listing:
            found = [(entry, entry.is_dir(follow_symlinks=False)) for entry in listing]
    except OSError:
        return []
    placed = [(entry.name + b"/" if is_directory else entry.name, entry, is_directory) for entry, is_directory in found]
    return sorted(placed, key=itemgetter(0), reverse=True)
