"""The ``files`` source: directories and files of this machine, walked and hashed while restic reads them."""

from __future__ import annotations

import gzip
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.backup import manifest
from continuity.backup.sources.exclude import Excluder
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

_CHUNK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class FilesSource:
    """What is read: absolute ``paths``, less what ``exclude`` matches."""

    paths: tuple[Path, ...]
    exclude: tuple[str, ...]

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> FilesSource:
        """Build it from a document's checked settings."""
        return cls(paths=tuple(map(Path, settings["paths"])), exclude=tuple(settings.get("exclude", ())))

    def missing(self) -> tuple[Path, ...]:
        """Return the paths that are not there; raises ``Unavailable`` when none is left to read."""
        gone = tuple(path for path in self.paths if not os.path.lexists(path))
        if len(gone) == len(self.paths):
            raise Unavailable(
                "nothing of the source is there: {paths}",
                hint="mount or restore it, or correct `source.paths`; nothing was backed up and nothing was changed",
                paths=", ".join(map(str, gone)),
            )
        return gone

    def present(self) -> tuple[Path, ...]:
        """Return the paths that are there, without those that lie below another of them, in byte order."""
        kept: list[Path] = []
        for path in sorted((p for p in self.paths if os.path.lexists(p)), key=os.fsencode):
            if not any(path.is_relative_to(parent) for parent in kept):
                kept.append(path)
        return tuple(kept)

    def files(self) -> Iterator[tuple[bytes, os.stat_result]]:
        """Yield every regular file and its stat, in the byte order of the paths.

        What cannot be listed is left out: restic reports it, and the run ends as incomplete.
        """
        excluder = Excluder(self.exclude)
        for root in self.present():
            path = os.fsencode(root)
            info = _lstat(path)
            if info is not None and stat.S_ISDIR(info.st_mode):
                yield from _below(path, excluder)
            elif info is not None and stat.S_ISREG(info.st_mode) and not excluder.excludes(path):
                yield path, info

    def device(self) -> str:
        """Return the kernel's number of the device that holds the first path; empty where it is gone."""
        info = _lstat(os.fsencode(next(iter(self.present()), self.paths[0])))
        return str(info.st_dev) if info else ""

    def is_empty(self) -> bool:
        """Tell whether there is not one file to read."""
        return next(self.files(), None) is None


def _lstat(path: bytes) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except OSError:
        return None


def _below(directory: bytes, excluder: Excluder) -> Iterator[tuple[bytes, os.stat_result]]:
    try:
        with os.scandir(directory) as listing:
            found = [(entry, entry.is_dir(follow_symlinks=False)) for entry in listing]
    except OSError:
        return
    # With a slash behind each directory's name, this order is the byte order of all the paths below.
    found.sort(key=lambda pair: pair[0].name + b"/" if pair[1] else pair[0].name)
    for entry, is_directory in found:
        if excluder.patterns and excluder.excludes(entry.path):
            continue
        if is_directory:
            yield from _below(entry.path, excluder)
        elif entry.is_file(follow_symlinks=False) and (info := _lstat(entry.path)):
            yield entry.path, info


def hash_file(path: bytes) -> tuple[str, os.stat_result] | None:
    """Return the SHA-256 of a file and its stat; the hash is empty if it changed meanwhile, None if unreadable."""
    try:
        with open(path, "rb", buffering=0, opener=_quietly) as file:
            before = os.fstat(file.fileno())
            found = hashlib.sha256()
            while chunk := file.read(_CHUNK):
                found.update(chunk)
            after = os.fstat(file.fileno())
    except OSError:
        return None
    return ("" if _stamp(before) != _stamp(after) else found.hexdigest()), after


def _quietly(path: str, flags: int) -> int:
    """Open without touching the access time where we may (O_NOATIME: owner or root only), never waiting on a pipe."""
    try:
        return os.open(path, flags | os.O_NOATIME | os.O_NOFOLLOW | os.O_NONBLOCK)
    except PermissionError:
        return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _stamp(info: os.stat_result) -> tuple[int, int, int, int]:
    return info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a manifest came to; ``sha256`` is that of the file as stored."""

    path: Path
    sha256: str
    files: int
    hashed: int
    bytes: int


def write_manifest(source: FilesSource, *, run: str, now_ns: int, target: Path, previous: Path | None) -> Written:
    """Hash the source into ``target``; files whose stamp did not change since ``previous`` are not read again.

    The file appears whole or not at all.
    """
    old = manifest.Cursor(())
    hashed_from_ns = 0
    if previous is not None and previous.exists():
        hashed_from_ns, entries = open_manifest(previous)
        old = manifest.Cursor(entries)
    files = hashed = size = 0
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    with gzip.open(partial, "wt", compresslevel=1, encoding="ascii") as out:
        out.write(manifest.write_header(run, now_ns))
        for path, info in source.files():
            known = old.at(path)
            if known and manifest.reusable(known, _stamp(info), hashed_from_ns):
                entry = known
            elif found := hash_file(path):
                entry = manifest.Entry(path, found[0], *_stamp(found[1]))
                hashed += 1
            else:
                continue
            out.write(manifest.write_entry(entry))
            files, size = files + 1, size + entry.size
    partial.replace(target)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    return Written(path=target, sha256=digest, files=files, hashed=hashed, bytes=size)


def open_manifest(path: Path) -> tuple[int, Iterator[manifest.Entry]]:
    """Return when hashing began (ns) and the entries, streamed. Raises ``ValueError`` for what is not a manifest."""
    lines = gzip.open(path, "rt", encoding="ascii")  # noqa: SIM115 - the entries are read by the caller
    hashed_from_ns = manifest.read_header(lines.readline())
    return hashed_from_ns, map(manifest.read_entry, lines)
