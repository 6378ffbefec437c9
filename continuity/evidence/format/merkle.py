"""The Merkle tree of RFC 6962: roots, inclusion and consistency proofs, and their verification (RFC 9162, 2.1).

Nothing here stores a tree. A tree is a function ``node(height, index)`` that returns the hash of the perfect
subtree over the leaves ``index * 2**height`` up to ``(index + 1) * 2**height``; :class:`Frontier` grows a root
leaf by leaf and keeps one hash for each bit of its size.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

#: Returns the hash of a perfect subtree: ``node(height, index)``.
Nodes: TypeAlias = Callable[[int, int], bytes]

EMPTY_ROOT = hashlib.sha256(b"").digest()
_sha256 = hashlib.sha256


def leaf_hash(entry: bytes) -> bytes:
    """Return ``SHA-256(0x00 || entry)`` (RFC 6962, 2.1)."""
    return _sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return ``SHA-256(0x01 || left || right)`` (RFC 6962, 2.1)."""
    return _sha256(b"\x01" + left + right).digest()


def subtree_hash(hashes: Sequence[bytes]) -> bytes:
    """Return the hash of the perfect subtree over ``hashes``, whose number is a power of two."""
    row = list(hashes)
    while len(row) > 1:
        pairs = iter(row)
        row = [_sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
    return row[0]


def fold(hashes: Iterable[bytes]) -> bytes:
    """Return the root over perfect subtrees given from right (smallest) to left (largest)."""
    root: bytes | None = None
    for left in hashes:
        root = left if root is None else node_hash(left, root)
    return EMPTY_ROOT if root is None else root


class Frontier:
    """The perfect subtrees of a tree of ``size`` leaves, largest first: all that appending needs.

    ``on_tall(level, hash)``, where given, is told each subtree of height ``8 * level`` as it is completed.
    """

    def __init__(
        self, hashes: Iterable[bytes] = (), size: int = 0, *, on_tall: Callable[[int, bytes], None] | None = None
    ) -> None:
        self.hashes = list(hashes)
        self.size = size
        self._on_tall = on_tall
        if len(self.hashes) != size.bit_count():
            msg = f"a frontier of {size} leaves has {size.bit_count()} hashes, not {len(self.hashes)}"
            raise ValueError(msg)

    def add(self, leaf: bytes) -> None:
        """Append one leaf hash: one node hash on average, ``log2(size)`` at most."""
        index, height, hashes = self.size, 0, self.hashes
        while index & 1:
            leaf = _sha256(b"\x01" + hashes.pop() + leaf).digest()
            index >>= 1
            height += 1
            if not height & 7 and self._on_tall is not None:
                self._on_tall(height >> 3, leaf)
        hashes.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the root hash of the tree so far."""
        return fold(reversed(self.hashes))


def root(size: int, node: Nodes) -> bytes:
    """Return the root hash of the first ``size`` leaves."""
    return EMPTY_ROOT if size == 0 else _range_hash(0, size, node)


def frontier(size: int, node: Nodes) -> list[bytes]:
    """Return the perfect subtrees of the first ``size`` leaves, largest first."""
    hashes, start = [], 0
    for height in reversed(range(size.bit_length())):
        if size >> height & 1:
            hashes.append(node(height, start >> height))
            start += 1 << height
    return hashes


def inclusion_proof(index: int, size: int, node: Nodes) -> list[bytes]:
    """Return ``PATH(index, D[size])`` of RFC 6962, 2.1.1: sibling hashes from the leaf up."""
    if not 0 <= index < size:
        msg = f"no leaf {index} in a tree of {size}"
        raise ValueError(msg)
    return _path(index, 0, size, node)


def consistency_proof(first: int, second: int, node: Nodes) -> list[bytes]:
    """Return ``PROOF(first, D[second])`` of RFC 6962, 2.1.2; empty where ``first`` is 0 or ``second``."""
    if not 0 <= first <= second:
        msg = f"a tree of {second} has no past of {first}"
        raise ValueError(msg)
    return [] if first in (0, second) else _subproof((first, second), 0, node, whole=True)


def verify_inclusion(proof: Sequence[bytes], leaf: bytes, index: int, size: int, root_hash: bytes) -> bool:
    """Return whether ``proof`` shows the leaf hash at ``index`` of the tree of ``size`` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    inner, last, at = leaf, size - 1, index
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            inner = node_hash(sibling, inner)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            inner = node_hash(inner, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and inner == root_hash


def verify_consistency(proof: Sequence[bytes], first: int, second: int, first_root: bytes, second_root: bytes) -> bool:
    """Return whether ``proof`` shows the tree of ``first`` to be the past of ``second`` (RFC 9162, 2.1.4.2)."""
    if first in (0, second):
        expected = first_root == second_root if first == second else first_root == EMPTY_ROOT
        return not proof and expected
    if not 0 < first < second or not proof:
        return False
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(width: int) -> int:
    return 1 << ((width - 1).bit_length() - 1)  # the largest power of two below width


def _range_hash(start: int, end: int, node: Nodes) -> bytes:
    width = end - start
    if width & (width - 1) == 0:
        height = width.bit_length() - 1
        return node(height, start >> height)
    middle = start + _split(width)
    return node_hash(_range_hash(start, middle, node), _range_hash(middle, end, node))


def _path(index: int, start: int, end: int, node: Nodes) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(index, start, middle, node), _range_hash(middle, end, node)]
    return [*_path(index, middle, end, node), _range_hash(start, middle, node)]


def _subproof(sizes: tuple[int, int], start: int, node: Nodes, *, whole: bool) -> list[bytes]:
    first, end = sizes
    if first == end:
        return [] if whole else [_range_hash(start, end, node)]
    middle = start + _split(end - start)
    if first <= middle:
        return [*_subproof((first, middle), start, node, whole=whole), _range_hash(middle, end, node)]
    return [*_subproof((first, end), middle, node, whole=False), _range_hash(start, middle, node)]
