"""The manifest: what each file of a source contained when it was backed up, as SHA-256. Pure.

restic saying that it stored or restored something is not proof; comparing the restored bytes with hashes taken
from the source, by us, at the time, is. A file may change while it is being backed up, so only files whose
(size, mtime, ctime, inode) equal the snapshot's own node are compared; the others are counted as changed.

Stored form: gzip of JSON lines. The first line is a header; every other line is one entry, an array
``[path, sha256, size, mtime_ns, ctime_ns, inode, texture, format]`` in the byte order of the paths (the last two,
of :mod:`continuity.backup.texture`, are missing in those of older versions). A path's bytes that are not
UTF-8 stand as lone surrogates (PEP 383). ``sha256`` is empty where the file changed while it was being hashed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from continuity.backup.texture import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SCHEMA = "continuity.manifest/1"

#: A file touched this shortly before it was hashed may change again within one tick of the file system's clock
#: and keep its stamps, so its hash is not reused (the "racy" entries of git's index).
RACY_NS = 2 * 10**9


_FOREIGN = ("utf-8", "surrogateescape")  # not the locale's encoding: a manifest is read under another one, too
_KINDS = [str, str, int, int, int, int, int, str]
_KINDS_BEFORE = _KINDS[:6]


class Entry(NamedTuple):
    """One regular file: its path as bytes, its hash, and the tuple by which a change is noticed."""

    path: bytes
    sha256: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    texture: int = UNKNOWN
    format: str = ""

    @property
    def stamp(self) -> tuple[int, int, int, int]:
        """Return (size, mtime, ctime, inode): equal stamps, equal content."""
        return self[2:6]


def write_header(run: str, hashed_from_ns: int) -> str:
    """Return the first line; ``hashed_from_ns`` is the wall clock when hashing began."""
    return json.dumps({"schema": SCHEMA, "run": run, "hashed_from_ns": hashed_from_ns}) + "\n"


def read_header(line: str) -> int:
    """Return ``hashed_from_ns``; raises ``ValueError`` for anything that is not a manifest's first line."""
    header = _parsed(line)
    if not isinstance(header, dict) or header.get("schema") != SCHEMA:
        msg = f"not a manifest: {line[:80]!r}"
        raise ValueError(msg)
    hashed_from_ns = header.get("hashed_from_ns")
    if not isinstance(hashed_from_ns, int):
        msg = f"a manifest without its time: {line[:80]!r}"
        raise ValueError(msg)  # noqa: TRY004 - whoever reads a damaged file expects one kind of error
    return hashed_from_ns


def write_entry(entry: Entry) -> str:
    """Return one line."""
    return json.dumps((_decoded(entry.path), *entry[1:]), separators=(",", ":")) + "\n"


def read_entry(line: str) -> Entry:
    """Read one line; raises ``ValueError``."""
    found = _parsed(line)
    if not isinstance(found, list) or [type(value) for value in found] not in (_KINDS, _KINDS_BEFORE):
        msg = f"not an entry of a manifest: {line[:80]!r}"
        raise ValueError(msg)
    return Entry(found[0].encode(*_FOREIGN), *found[1:])


def _parsed(line: str) -> object:
    try:
        return json.loads(line)
    except RecursionError as error:
        raise ValueError(str(error)) from error


def reusable(old: Entry | None, stamp: tuple[int, int, int, int], hashed_from_ns: int) -> bool:
    """Tell whether the hash of ``old`` still stands for a file with this stamp."""
    return (
        old is not None
        and bool(old.sha256)
        and old.stamp == stamp
        and max(old.mtime_ns, old.ctime_ns) < hashed_from_ns - RACY_NS
    )


class Cursor:
    """Walks an old manifest beside a new one, both in the order of their paths: memory stays flat."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: Iterator[Entry] = iter(entries)
        self._head = next(self._entries, None)

    def at(self, path: bytes) -> Entry | None:
        """Return the old entry of ``path``; each call must ask for a later path than the one before."""
        while self._head is not None and self._head.path < path:
            self._head = next(self._entries, None)
        return self._head if self._head is not None and self._head.path == path else None


def shown_by_restic(path: bytes) -> str:
    """Return a name as restic's JSON shows it: each byte that is not part of valid UTF-8 becomes U+FFFD (Go)."""
    try:
        return path.decode()  # nearly every name
    except UnicodeDecodeError:
        return "".join("\ufffd" if "\udc80" <= letter <= "\udcff" else letter for letter in _decoded(path))


def _decoded(path: bytes) -> str:
    return path.decode(*_FOREIGN)
