"""The ``files`` source: directories and files of this machine, walked and hashed while restic reads them."""

from __future__ import annotations

import gzip
import hashlib
import os
import stat
import zlib
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.backup import manifest, texture
from continuity.backup.canary import is_planted
from continuity.backup.sources.exclude import Excluder, faulty
from continuity.backup.sources.reading import hash_file, stamp
from continuity.ground.disks import disk_of
from continuity.ground.errors import Unavailable, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any


@dataclass(frozen=True, kw_only=True)
class FilesSource:
    """What is read: absolute ``paths``, less what ``exclude`` matches.

    ``one_file_system``: what is mounted below a path is none of it; the empty directory is.
    """

    paths: tuple[Path, ...]
    exclude: tuple[str, ...]
    one_file_system: bool = False

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> FilesSource:
        """Build it from a document's checked settings; ``UsageError`` for a pattern that restic would refuse."""
        exclude = tuple(settings.get("exclude", ()))
        if (pattern := faulty(exclude)) is not None:
            raise UsageError(
                "`exclude` holds a pattern that restic refuses: {pattern}",
                hint="close the bracket, or write a backslash before it",
                pattern=pattern,
            )
        # restic stores cleaned paths: `..` and double slashes left in ours would match none of its names
        paths = (Path("/" + os.path.normpath(path).lstrip("/")) for path in settings["paths"])
        return cls(paths=tuple(paths), exclude=exclude, one_file_system=bool(settings.get("one_file_system")))

    def absent(self) -> tuple[Path, ...]:
        """Return the paths that are not there."""
        return tuple(path for path in self.paths if not os.path.lexists(path))

    def missing(self) -> tuple[Path, ...]:
        """Return the paths that are not there; raises ``Unavailable`` when none is left to read."""
        gone = self.absent()
        if len(gone) == len(self.paths):
            raise Unavailable(
                "nothing of the source is there: {paths}",
                hint="mount or restore it, or correct `source.paths`; nothing was backed up and nothing was changed",
                paths=", ".join(map(str, gone)),
            )
        return gone

    def present(self) -> tuple[Path, ...]:
        """Return the paths that are there, without those that lie below another of them, in the order of a walk."""
        kept: list[Path] = []
        for path in sorted({path for path in self.paths if os.path.lexists(path)}, key=_place):
            if not any(_is_directory(parent) and path.is_relative_to(parent) for parent in kept):
                kept.append(path)
        return tuple(kept)

    def files(self) -> Iterator[tuple[bytes, os.stat_result]]:
        """Yield every regular file and its stat, in the byte order of the paths.

        What cannot be listed is left out: restic reports it, and the run ends as incomplete.
        """
        for root in self.present():
            yield from self._files_of(root)

    def _files_of(self, root: Path) -> Iterator[tuple[bytes, os.stat_result]]:
        excluder, path = Excluder(self.exclude), os.fsencode(root)
        info = _lstat(path)
        if info is None or excluder.excludes(path):
            return
        if stat.S_ISDIR(info.st_mode):
            yield from _below(path, excluder, info.st_dev if self.one_file_system else None)
        elif stat.S_ISREG(info.st_mode):
            yield path, info

    def device(self) -> str:
        """Return the number of the disk that holds the first path; empty where it is gone."""
        try:
            return disk_of(next(iter(self.present()), self.paths[0]))
        except OSError:
            return ""

    def is_empty(self) -> bool:
        """Tell whether there is not one file to read; a planted canary is none of the source's."""
        return all(is_planted(path) for path, _info in self.files())

    def empty(self) -> tuple[Path, ...]:
        """Return the paths below which there is not one file to read."""
        return tuple(path for path in self.present() if all(is_planted(one) for one, _info in self._files_of(path)))


def _lstat(path: bytes) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except OSError:
        return None


def _is_directory(path: Path) -> bool:
    info = _lstat(os.fsencode(path))
    return info is not None and stat.S_ISDIR(info.st_mode)


def _place(path: Path) -> bytes:
    """Return what a path sorts by: with a slash behind each directory, the byte order of all the paths below."""
    return os.fsencode(path) + (b"/" if _is_directory(path) else b"")


def _below(top: bytes, excluder: Excluder, only: int | None) -> Iterator[tuple[bytes, os.stat_result]]:
    """Walk without recursion: a tree may be deeper than Python's stack. ``only``: on the device of this number."""
    waiting = _listed(top)
    while waiting:
        _, entry, is_directory = waiting.pop()
        if excluder.patterns and excluder.excludes(entry.path):
            continue
        if is_directory:
            waiting += _listed(entry.path) if only in (None, _device(entry)) else ()
        elif entry.is_file(follow_symlinks=False) and (info := _lstat(entry.path)):
            yield entry.path, info


def _device(entry: os.DirEntry[bytes]) -> int | None:
    info = _lstat(entry.path)
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


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a manifest came to; ``sha256`` is that of the file as stored."""

    path: Path
    sha256: str
    files: int
    hashed: int
    bytes: int


def write_manifest(
    source: FilesSource,
    *,
    run: str,
    now_ns: int,
    target: Path,
    previous: Path | None,
    go_on: Callable[[], bool] = lambda: True,
) -> Written:
    """Hash the source into ``target``; files whose stamp did not change since ``previous`` are not read again.

    The file appears whole or not at all; ``InterruptedError`` once ``go_on`` says no.
    """
    old = manifest.Cursor(())
    hashed_from_ns = 0
    if previous is not None and previous.exists():
        hashed_from_ns, entries = open_manifest(previous)
        old = manifest.Cursor(entries)
    files = hashed = size = 0
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = partial_of(target)
    with gzip.open(partial, "wt", compresslevel=1, encoding="ascii") as out:
        out.write(manifest.write_header(run, now_ns))
        for path, info in source.files():
            if not go_on():
                raise InterruptedError
            known = old.at(path)
            if known and manifest.reusable(known, stamp(info), hashed_from_ns):
                entry = known
            elif found := hash_file(path):
                entry = manifest.Entry(path, found.sha256, *stamp(found.info), *texture.look(found.head))
                hashed += 1
            else:
                continue
            out.write(manifest.write_entry(entry))
            files, size = files + 1, size + entry.size
    partial.replace(target)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    return Written(path=target, sha256=digest, files=files, hashed=hashed, bytes=size)


def partial_of(manifest: Path) -> Path:
    """Return where a manifest stands while it is being written."""
    return manifest.with_suffix(".partial")


def open_manifest(path: Path) -> tuple[int, Iterator[manifest.Entry]]:
    """Return when hashing began (ns) and the entries, streamed.

    Raises ``ValueError`` for what is not a manifest, and so do the entries where the file is damaged further on.
    """
    lines = _lines(path)
    return manifest.read_header(next(lines, "")), map(manifest.read_entry, lines)


def _lines(path: Path) -> Iterator[str]:
    try:
        with gzip.open(path, "rt", encoding="ascii") as file:
            yield from file
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ValueError(str(error)) from error
