"""What find(1), stat(1) and sha256sum(1) of another host print of its files, and which of them are excluded. Pure.

All of it ends with NUL, which no name holds: GNU's tools, as ``findutils`` and ``coreutils`` document them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from continuity.backup.sources.exclude import Excluder

#: What of a regular file tells of a change, and its name: for ``find -printf`` and for ``stat --printf``.
FIND, STAT = r"%s %T@ %C@ %i %p\0", r"%s %.9Y %.9Z %i %n\0"
_NS = 9  # digits behind the point; find prints ten, and the last one is noise
_FIELDS = 4


class Listed(NamedTuple):
    """A regular file: its name, and (size, mtime, ctime, inode)."""

    path: bytes
    stamp: tuple[int, int, int, int]


@dataclass(kw_only=True)
class Pieces:
    """Cuts a stream at each NUL and hands on what stood before it."""

    take: Callable[[bytes], None]
    rest: bytes = b""

    def feed(self, piece: bytes) -> None:
        """Take some more of the stream."""
        *whole, self.rest = (self.rest + piece).split(b"\0")
        for one in whole:
            self.take(one)


def read_listed(line: bytes) -> Listed:
    """Read one file as :data:`FIND` or :data:`STAT` prints it; raises ``ValueError``."""
    size, mtime, ctime, inode, path = line.split(b" ", _FIELDS)
    return Listed(path, (int(size), nanoseconds(mtime), nanoseconds(ctime), int(inode)))


def nanoseconds(seconds: bytes) -> int:
    """Read seconds with a fraction, exactly: a float would lose the last digits. Raises ``ValueError``."""
    whole, _, fraction = seconds.partition(b".")
    part = int(fraction[:_NS].ljust(_NS, b"0"))
    return int(whole) * 1_000_000_000 + (-part if whole.startswith(b"-") else part)


def read_hashed(line: bytes) -> tuple[bytes, str]:
    """Read one line of ``sha256sum --zero``: the name and the hash; raises ``ValueError``."""
    sha256, mark, path = line[:64], line[64:66], line[66:]
    if mark not in (b"  ", b" *"):
        msg = f"not a line of sha256sum: {line[:80]!r}"
        raise ValueError(msg)
    return path, sha256.decode("ascii")


@dataclass
class Walked:
    """Decides what of a listing is left out: what a pattern matches, with all that lies below it.

    ``tops`` are the paths that the walk began at: what stands above them is not asked.
    """

    excluder: Excluder
    tops: Sequence[PurePosixPath]
    _known: dict[bytes, bool] = field(default_factory=dict)

    def leaves_out(self, path: bytes) -> bool:
        """Tell whether this path, or a folder on the way to it, is excluded."""
        if not self.excluder.patterns:
            return False
        above = path.rpartition(b"/")[0]
        return self.excluder.excludes(path) or (bool(above) and self._folder(above))

    def _folder(self, path: bytes) -> bool:
        if path not in self._known:
            self._known[path] = self._below_a_top(path) and self.leaves_out(path)
        return self._known[path]

    def _below_a_top(self, path: bytes) -> bool:
        text = PurePosixPath(path.decode("utf-8", "surrogateescape"))
        return any(text.is_relative_to(top) for top in self.tops)


def outermost(kinds: Mapping[Path, str]) -> Iterator[Path]:
    """Yield the paths, in the order of a walk, without those below another one that is a directory (kind ``d``)."""
    kept: list[Path] = []
    for path in sorted(kinds, key=lambda one: str(one).encode("utf-8", "surrogateescape") + b"/"):
        if not any(kinds[parent] == "d" and path.is_relative_to(parent) for parent in kept):
            kept.append(path)
            yield path
