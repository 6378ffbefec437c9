"""The published log: tiles and ``checkpoint`` in a directory that any web server can hand out.

What is written here can always be written again from the database. A file appears whole or not at all
(temporary file, ``fsync``, rename), and tiles are durable before the checkpoint that needs them.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from continuity.evidence.format.tiles import Edge
from continuity.ground.errors import NotProven, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from continuity.evidence.format.checkpoint import Checkpoint

CHECKPOINT = "checkpoint"
_LOCK = ".lock"
_TEMPORARY = ".new"


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Hold the directory for one writer, waiting for it; the kernel lets go when the process dies."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(directory / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unavailable(directory, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def read_checkpoint(directory: Path) -> str | None:
    """Return the published note, or None where nothing is published yet."""
    try:
        return (directory / CHECKPOINT).read_bytes().decode()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise NotProven("{path} is not UTF-8", path=directory / CHECKPOINT) from error
    except OSError as error:
        raise _unavailable(directory, error) from error


def read_tile_file(directory: Path, path: str) -> bytes:
    """Return one published tile; a partial one may have been replaced by its full one. Raises ``OSError``."""
    try:
        return (directory / path).read_bytes()
    except FileNotFoundError:
        full, partial, width = path.rpartition(".p/")
        if not partial:
            raise
        content = (directory / full).read_bytes()
        return content[: int(width) * (len(content) // 256)]


def load_edge(directory: Path, checkpoint: Checkpoint) -> Edge | None:
    """Return the published right edge if it gives the checkpoint's root, else None: it is then made anew."""
    with suppress(OSError, NotProven):
        edge = Edge.load(checkpoint.size, lambda path: read_tile_file(directory, path))
        if edge.root() == checkpoint.root:
            return edge
    return None


def write_tiles(directory: Path, edge: Edge) -> None:
    """Write what is new of the edge, durably, and drop the partial tiles that full ones replace."""
    tiles = edge.take()
    for path, content in tiles:
        write_whole(directory / path, content)
    for parent in {(directory / path).parent for path, _ in tiles}:
        _sync_up(parent, directory)
    for path, _ in tiles:
        if ".p/" not in path:
            shutil.rmtree(directory / f"{path}.p", ignore_errors=True)


def write_checkpoint(directory: Path, note: str) -> None:
    """Publish the note, durably; the tiles that it needs are there already."""
    write_whole(directory / CHECKPOINT, note.encode())
    _sync(directory)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a crash, meets all of it or none."""
    temporary = path.with_name(path.name + _TEMPORARY)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise _unavailable(path, error) from error


def _sync_up(directory: Path, top: Path) -> None:
    _sync(directory)
    if directory != top:
        _sync_up(directory.parent, top)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unavailable(path: Path, error: OSError) -> Unavailable:
    return Unavailable(
        "the published log cannot be read or written at {path}: {why}",
        hint="check that the directory exists, is writable, and has space",
        path=path,
        why=error.strerror or error,
    )
