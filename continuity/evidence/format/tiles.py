"""C2SP tlog-tiles: the tree as files of 256 hashes, and the right edge that grows it.

``tile/<level>/<index>[.p/<width>]`` holds hashes of perfect subtrees of height ``8 * level``;
``tile/entries/<index>[.p/<width>]`` the entries themselves, each after its big-endian uint16 length. Nothing
here touches a disk: reading is a function from a path to bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from continuity.evidence.format.merkle import Frontier, Nodes, leaf_hash, subtree_hash
from continuity.evidence.format.record import ENTRY_BYTES
from continuity.ground.errors import NotProven

WIDTH = 256
HASH_BYTES = 32
#: Returns the content of a tile, or raises ``KeyError`` or ``OSError`` where there is none.
Read: TypeAlias = Callable[[str], bytes]

_PREFIX = ENTRY_BYTES.to_bytes(2, "big")


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """Return the path of a tile of hashes; 1234067 is written ``x001/x234/067``."""
    return f"tile/{level}/{_number(index)}{_partial(width)}"


def bundle_path(index: int, width: int = WIDTH) -> str:
    """Return the path of a bundle of entries."""
    return f"tile/entries/{_number(index)}{_partial(width)}"


def bundle(entries: list[bytes]) -> bytes:
    """Return the content of an entry bundle."""
    return b"".join(_PREFIX + entry for entry in entries)


def read_bundle(data: bytes) -> list[bytes]:
    """Return the entries of a bundle; raises :class:`NotProven` where it does not hold 32-byte entries only."""
    step = len(_PREFIX) + ENTRY_BYTES
    rows = [data[at : at + step] for at in range(0, len(data), step)]
    if any(len(row) != step or row[: len(_PREFIX)] != _PREFIX for row in rows):
        raise NotProven("an entry bundle holds something else than 32-byte entries")
    return [row[len(_PREFIX) :] for row in rows]


def read_tile(data: bytes, width: int) -> list[bytes]:
    """Return the hashes of a tile; raises :class:`NotProven` where it is not ``width`` hashes wide."""
    if len(data) != width * HASH_BYTES:
        raise NotProven("a tile of {width} hashes has {found} bytes", width=width, found=len(data))
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def width_of(level: int, index: int, size: int) -> int:
    """Return how many hashes the tile holds in a tree of ``size`` leaves: 0 where there is none."""
    return max(0, min(WIDTH, (size >> (8 * level)) - index * WIDTH))


def nodes(size: int, read: Read) -> Nodes:
    """Return the tree of ``size`` leaves that the tiles hold, for proofs; keeps the last tiles it read."""

    @lru_cache(maxsize=64)
    def tile(level: int, index: int) -> list[bytes]:
        width = width_of(level, index, size)
        return read_tile(read(tile_path(level, index, width)), width)

    def node(height: int, index: int) -> bytes:
        level, within = divmod(height, 8)
        first = index << within
        row = tile(level, first // WIDTH)
        return subtree_hash(row[first % WIDTH : first % WIDTH + (1 << within)])

    return node


class Edge:
    """The right edge of a tree: its partial tiles, its frontier, and the tiles that became full meanwhile.

    ``rows[level]`` are the hashes of the partial tile of that level, ``entries`` those of the partial bundle.
    """

    def __init__(self) -> None:
        self.rows: list[list[bytes]] = [[]]
        self.entries: list[bytes] = []
        self.frontier = Frontier(on_tall=self._tall)
        self._grown = 0  # rows below this level have changed since the last take()
        self._full: list[tuple[str, bytes]] = []

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return self.frontier.size

    def root(self) -> bytes:
        """Return the root hash of the tree."""
        return self.frontier.root()

    def add(self, entry: bytes) -> None:
        """Append one entry."""
        leaf = leaf_hash(entry)
        self.entries.append(entry)
        self.rows[0].append(leaf)
        self._grown = max(self._grown, 1)
        self.frontier.add(leaf)
        if len(self.entries) == WIDTH:
            self._full.append((bundle_path(self.size // WIDTH - 1), bundle(self.entries)))
            self.entries = []
            self._close()

    def full(self) -> list[tuple[str, bytes]]:
        """Return path and content of the tiles that became full since the last call."""
        tiles, self._full = self._full, []
        return tiles

    def take(self) -> list[tuple[str, bytes]]:
        """Return path and content of every tile that is new since the last call: full ones, then the edge."""
        tiles = self.full()
        if self.entries and self._grown:
            tiles.append((bundle_path(self.size // WIDTH, len(self.entries)), bundle(self.entries)))
        for level, row in enumerate(self.rows[: self._grown]):
            if row:
                tiles.append((tile_path(level, self.size >> (8 * level + 8), len(row)), b"".join(row)))
        self._grown = 0
        return tiles

    @classmethod
    def load(cls, size: int, read: Read) -> Edge:
        """Return the edge of a published tree; whoever trusts it compares its root with a signed one first."""
        edge, level = cls(), 0
        if size % WIDTH:
            edge.entries = read_bundle(read(bundle_path(size // WIDTH, size % WIDTH)))
            if len(edge.entries) != size % WIDTH:
                raise NotProven("the last entry bundle does not hold {width} entries", width=size % WIDTH)
            edge.rows[0] = [leaf_hash(entry) for entry in edge.entries]
        while size >> (8 * level + 8):
            level += 1
            index = size >> (8 * level + 8)
            width = width_of(level, index, size)
            edge.rows.append(read_tile(read(tile_path(level, index, width)), width) if width else [])
        edge.frontier = Frontier(_perfect(edge.rows), size, on_tall=edge._tall)
        return edge

    def _tall(self, level: int, subtree: bytes) -> None:
        if level == len(self.rows):
            self.rows.append([])
        self.rows[level].append(subtree)
        self._grown = max(self._grown, level + 1)

    def _close(self) -> None:
        level = 0
        while level < len(self.rows) and len(self.rows[level]) == WIDTH:
            self._full.append((tile_path(level, (self.size >> (8 * level + 8)) - 1), b"".join(self.rows[level])))
            self.rows[level] = []
            level += 1


def _perfect(rows: list[list[bytes]]) -> list[bytes]:
    hashes: list[bytes] = []
    for row in reversed(rows):
        start = 0
        for bit in reversed(range(WIDTH.bit_length())):
            if len(row) >> bit & 1:
                hashes.append(subtree_hash(row[start : start + (1 << bit)]))
                start += 1 << bit
    return hashes


def _number(index: int) -> str:
    digits = f"{index:03d}"
    digits = digits.rjust(-(-len(digits) // 3) * 3, "0")
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*("x" + group for group in groups[:-1]), groups[-1]])


def _partial(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"
