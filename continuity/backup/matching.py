"""The manifest held against a snapshot's own list of files, in one pass over both. Pure.

The manifest comes in the byte order of its paths, restic's list in that of a walk, and the two differ only where a name
goes on with a byte before the slash (``a-b`` beside ``a/``). So an entry waits no longer than that for its node, and
memory is that of what waits, changed or is not there, not of the source. In any other order the answer is the same.

restic shows a foreign byte of a name as U+FFFD, so names are compared in that form; files whose names then coincide are
told apart by their stamps, once both lists came to their end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from continuity.backup.manifest import shown_by_restic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from continuity.backup.manifest import Entry
    from continuity.backup.restic.messages import Node

_FOREIGN = "\ufffd"


class Hashed(Protocol):
    """What files must contain: pairs of path and SHA-256, as many as its length says."""

    def items(self) -> Iterable[tuple[bytes, str]]:
        """Yield path and SHA-256 of each file; may be asked again."""

    def __len__(self) -> int:
        """Return how many they are."""


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What a restore of one snapshot must show, and how many files it says nothing of."""

    hashes: Hashed = field(repr=False)
    #: in the snapshot and in the manifest, but changed between the two looks
    changed: int = 0
    #: in the snapshot, and in no manifest: nothing of ours says what it contained
    unknown: int = 0
    #: in the manifest, and not in the snapshot: gone before restic came by, or never stored
    absent: int = 0


class Matching:
    """Takes the nodes of a snapshot one by one, and tells which entry of the manifest stands for each.

    ``found`` is called with every entry whose hash a restore must show, ``other`` with every one that changed or is not
    in the snapshot. What is only shown as wanted, and is not (``wanted``), counts nowhere.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        found: Callable[[Entry], None],
        other: Callable[[Entry], None] = lambda _entry: None,
        wanted: Callable[[bytes], bool] = lambda _path: True,
    ) -> None:
        self._entries: Iterator[Entry] = iter(entries)
        self._head = next(self._entries, None)
        self._found, self._other, self._wanted = found, other, wanted
        self._waiting: dict[str, list[Entry]] = {}
        self._later: list[Node] = []
        self.changed = self.unknown = self.absent = 0

    def take(self, node: Node) -> None:
        """Find the entry of one node, or keep the node until the manifest was read to its end."""
        if _FOREIGN in node.path:
            self._later.append(node)
            return
        place = node.path.encode("utf-8", "surrogatepass")
        while self._head is not None and self._head.path <= place:
            self._wait(self._head)
            self._head = next(self._entries, None)
        if node.path in self._waiting:
            self._match(node)
        elif self._head is None:
            self.unknown += 1
        else:
            self._later.append(node)

    def finish(self) -> None:
        """Match what was kept, and count what is left over on either side."""
        missed = {node.path for node in self._later}
        while self._head is not None:
            if shown_by_restic(self._head.path) in missed:
                self._wait(self._head)
            else:
                self._leave(self._head)
            self._head = next(self._entries, None)
        for node in self._later:
            if node.path in self._waiting:
                self._match(node)
            else:
                self.unknown += 1
        for left in self._waiting.values():
            for entry in left:
                self._leave(entry)
        self._later, self._waiting = [], {}

    def _wait(self, entry: Entry) -> None:
        self._waiting.setdefault(shown_by_restic(entry.path), []).append(entry)

    def _leave(self, entry: Entry) -> None:
        self.absent += 1
        self._other(entry)

    def _match(self, node: Node) -> None:
        candidates = self._waiting[node.path]
        same = next((one for one in candidates if _same(one, node)), None)
        entry = same or candidates[0]
        candidates.remove(entry)
        if not candidates:
            del self._waiting[node.path]
        exact = self._wanted(entry.path)
        if exact and same and same.sha256:
            self._found(same)
        else:
            self.changed += exact
            self._other(entry)


def _same(entry: Entry, node: Node) -> bool:
    stamp = (node.size, node.mtime_ns, node.ctime_ns, entry.inode if node.inode is None else node.inode)
    return entry.stamp == stamp
