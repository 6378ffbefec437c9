"""Files that stand behind a record: kept as they were, each under its SHA-256, beside the log that names them."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from continuity.ground.errors import ContinuityError, Unavailable, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES = 2**28
_PIECE = 2**20


class Attachments:
    """One client's attachments in a directory of its own, made when the first one comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, name: str) -> Mapping[str, Any]:
        """Keep a copy of a file and return how records name it: ``name``, ``sha256``, ``bytes``.

        The same content is kept once. Raises ``UsageError`` for what is no file, is gone, or too large, and
        ``Unavailable`` where it cannot be kept.
        """
        path = Path(name).expanduser()
        with _opened(path) as source:
            digest, count = self._copied(source, path)
        return {"name": path.name, "sha256": digest, "bytes": count}

    def _copied(self, source: IO[bytes], path: Path) -> tuple[str, int]:
        """Copy it beside the others and give it its name once it is whole; return its hash and its size."""
        temporary = ""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".", suffix=".partial", delete=False) as copy:
                temporary = copy.name
                digest, count = _written(source, copy, path)
            Path(temporary).rename(self._folder / digest)
            temporary = ""
        except OSError as error:
            hint = "free some disk space below the state directory"
            cause = error.strerror or str(error)
            raise Unavailable("{path} cannot be kept: {cause}", hint=hint, path=path, cause=cause) from error
        finally:
            if temporary:
                Path(temporary).unlink(missing_ok=True)
        return digest, count


def _opened(path: Path) -> IO[bytes]:
    try:
        # a pipe without a writer would be waited for, for ever
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    try:
        _refuse_others(path, os.fstat(file))
    except BaseException:
        os.close(file)
        raise
    return os.fdopen(file, "rb")


def _refuse_others(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise UsageError("{path} is not a plain file", hint="name a file; pack a directory first", path=path)
    if found.st_size > MOST_BYTES:
        raise _too_large(path)


def _written(source: IO[bytes], copy: IO[bytes], path: Path) -> tuple[str, int]:
    digest, count = hashlib.sha256(), 0
    while piece := source.read(_PIECE):
        count += len(piece)
        if count > MOST_BYTES:  # it grows while it is read
            raise _too_large(path)
        digest.update(piece)
        copy.write(piece)
    copy.flush()
    os.fsync(copy.fileno())
    return digest.hexdigest(), count


def _too_large(path: Path) -> ContinuityError:
    return UsageError(
        "{path} is larger than {most} MiB", hint="attach the part that matters", path=path, most=MOST_BYTES >> 20
    )


def _unreadable(path: Path, error: OSError | ValueError) -> ContinuityError:
    known = isinstance(error, OSError) and error.errno in (errno.ENOENT, errno.ENOTDIR)
    if known:
        return UsageError("there is no file {path}", hint="name it by its whole path", path=path)
    cause = error.strerror if isinstance(error, OSError) else str(error)
    return UsageError("{path} cannot be read: {cause}", hint="see who may read it", path=path, cause=cause)
