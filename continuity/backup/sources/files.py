"""The ``files`` source: directories and files of this machine, walked and hashed while restic reads them."""

from __future__ import annotations

import gzip
import hashlib
import os
import stat
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.backup import manifest, texture
from continuity.backup.canary import is_planted
from continuity.backup.sources.exclude import Excluder, faulty
from continuity.backup.sources.reading import hash_file, stamp
from continuity.backup.sources.walking import below, is_directory, lstat, place_of
from continuity.ground.disks import disk_of
from continuity.ground.errors import Unavailable, UsageError
from continuity.ground.machine import hosts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    #: Returns what an older manifest says of a file that did not change since; asked in the order of the paths.
    Reuse = Callable[[bytes, tuple[int, int, int, int]], manifest.Entry | None]


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
        for path in sorted({path for path in self.paths if os.path.lexists(path)}, key=place_of):
            if not any(is_directory(parent) and path.is_relative_to(parent) for parent in kept):
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
        info = lstat(path)
        if info is None or excluder.excludes(path):
            return
        if stat.S_ISDIR(info.st_mode):
            yield from below(path, excluder, info.st_dev if self.one_file_system else None)
        elif stat.S_ISREG(info.st_mode):
            yield path, info

    def links(self) -> Iterator[tuple[Path, str]]:
        """Yield the paths that are symbolic links, and what they point to."""
        for path in self.present():
            if path.is_symlink():
                yield path, os.path.realpath(path)

    def entries(self, reuse: Reuse, go_on: Callable[[], bool]) -> Iterator[tuple[manifest.Entry, bool]]:
        """Yield what the manifest says of each file, in the byte order of the paths, and whether it was hashed anew.

        ``InterruptedError`` once ``go_on`` says no.
        """
        for path, info in self.files():
            if not go_on():
                raise InterruptedError
            if known := reuse(path, stamp(info)):
                yield known, False
            elif found := hash_file(path):
                yield manifest.Entry(path, found.sha256, *stamp(found.info), *texture.look(found.head)), True

    def put(self, path: Path, text: str) -> None:
        """Write a small file beside the source, for this user alone. Raises ``OSError``."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(text)

    def take_out(self, path: Path) -> None:
        """Remove it again."""
        path.unlink(missing_ok=True)

    def told(self, path: Path) -> str:
        """Return what restic is told of a path."""
        return os.fspath(path)

    def device(self) -> str:
        """Return the number of the disk that holds the first path; empty where it is gone."""
        try:
            return disk_of(next(iter(self.present()), self.paths[0]))
        except OSError:
            return ""

    def hosts(self) -> tuple[str, ...]:
        """Return every name by which the host that keeps it is observed."""
        return hosts_of(self.device())

    def is_empty(self) -> bool:
        """Tell whether there is not one file to read; a planted canary is none of the source's."""
        return all(is_planted(path) for path, _info in self.files())

    def empty(self) -> tuple[Path, ...]:
        """Return the paths below which there is not one file to read."""
        return tuple(path for path in self.present() if all(is_planted(one) for one, _info in self._files_of(path)))


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

    def reuse(path: bytes, stamped: tuple[int, int, int, int]) -> manifest.Entry | None:
        known = old.at(path)
        return known if manifest.reusable(known, stamped, hashed_from_ns) else None

    files = hashed = size = 0
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = partial_of(target)
    with gzip.open(partial, "wt", compresslevel=1, encoding="ascii") as out:
        out.write(manifest.write_header(run, now_ns))
        for entry, fresh in source.entries(reuse, go_on):
            out.write(manifest.write_entry(entry))
            files, hashed, size = files + 1, hashed + fresh, size + entry.size
    partial.replace(target)
    with target.open("rb") as whole:
        digest = hashlib.file_digest(whole, "sha256").hexdigest()
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
