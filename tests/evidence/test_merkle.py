"""The tree: the vectors of the RFC 6962 reference log, the laws for all small sizes, and pymerkle as second opinion."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree  # type: ignore[import-untyped]

from continuity.evidence.format import merkle
from continuity.evidence.format.merkle import EMPTY_ROOT, Frontier, Nodes, leaf_hash, subtree_hash

#: The reference log's leaves and roots (certificate-transparency, merkle_tree_test; also used by RFC 9162 logs).
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION_0_8 = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
CONSISTENCY_6_8 = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]

SIZE = 40
ENTRIES = [hashlib.sha256(bytes([number])).digest() for number in range(SIZE)]


def tree_of(entries: list[bytes]) -> Nodes:
    leaves = [leaf_hash(entry) for entry in entries]
    return lambda height, index: subtree_hash(leaves[index << height : (index + 1) << height])


TREE = tree_of(ENTRIES)
ALL_ROOTS = [merkle.root(size, TREE) for size in range(SIZE + 1)]


def flipped(data: bytes, bit: int) -> bytes:
    at, shift = divmod(bit % (8 * len(data)), 8)
    return data[:at] + bytes([data[at] ^ (1 << shift)]) + data[at + 1 :]


def test_reference_roots() -> None:
    tree = tree_of(LEAVES)
    assert [merkle.root(size, tree).hex() for size in range(1, 9)] == ROOTS
    assert merkle.root(0, tree) == EMPTY_ROOT == hashlib.sha256(b"").digest()


def test_reference_proofs() -> None:
    tree = tree_of(LEAVES)
    assert [node.hex() for node in merkle.inclusion_proof(0, 8, tree)] == INCLUSION_0_8
    assert [node.hex() for node in merkle.consistency_proof(6, 8, tree)] == CONSISTENCY_6_8


def test_a_frontier_grows_every_root() -> None:
    frontier = Frontier()
    assert frontier.root() == EMPTY_ROOT
    for size, entry in enumerate(ENTRIES, 1):
        frontier.add(leaf_hash(entry))
        assert frontier.root() == ALL_ROOTS[size]
        assert frontier.hashes == merkle.frontier(size, TREE)
        assert Frontier(frontier.hashes, size).root() == ALL_ROOTS[size]


def test_a_frontier_has_one_hash_a_bit() -> None:
    with pytest.raises(ValueError, match="2 hashes, not 1"):
        Frontier([EMPTY_ROOT], 5)


def test_inclusion_holds_for_all_sizes_and_at_one_place_only() -> None:
    for size in range(1, SIZE + 1):
        for index in range(size):
            proof, leaf = merkle.inclusion_proof(index, size, TREE), leaf_hash(ENTRIES[index])
            holds = [at for at in range(size) if merkle.verify_inclusion(proof, leaf, at, size, ALL_ROOTS[size])]
            assert holds == [index]


def test_consistency_holds_for_all_sizes() -> None:
    for second in range(SIZE + 1):
        for first in range(second + 1):
            proof = merkle.consistency_proof(first, second, TREE)
            assert merkle.verify_consistency(proof, first, second, ALL_ROOTS[first], ALL_ROOTS[second])
            if 0 < first < second:
                assert not merkle.verify_consistency(proof, first, second, ALL_ROOTS[first - 1], ALL_ROOTS[second])
                assert not merkle.verify_consistency(proof[:-1], first, second, ALL_ROOTS[first], ALL_ROOTS[second])
                longer = [*proof, EMPTY_ROOT]
                assert not merkle.verify_consistency(longer, first, second, ALL_ROOTS[first], ALL_ROOTS[second])


@given(st.integers(1, SIZE), st.data())
def test_a_flipped_bit_of_a_proof_is_seen(size: int, data: st.DataObject) -> None:
    index, bit = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, 255))
    proof, leaf = merkle.inclusion_proof(index, size, TREE), leaf_hash(ENTRIES[index])
    assert not merkle.verify_inclusion(proof, flipped(leaf, bit), index, size, ALL_ROOTS[size])
    for at in range(len(proof)):
        bad = [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]]
        assert not merkle.verify_inclusion(bad, leaf, index, size, ALL_ROOTS[size])
    first = data.draw(st.integers(0, size))
    proof = merkle.consistency_proof(first, size, TREE)
    for at in range(len(proof)):
        bad = [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]]
        assert not merkle.verify_consistency(bad, first, size, ALL_ROOTS[first], ALL_ROOTS[size])


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=70))
def test_pymerkle_agrees(entries: list[bytes]) -> None:
    other, tree = InmemoryTree(algorithm="sha256"), tree_of(entries)
    for entry in entries:
        other.append_entry(entry)
    assert merkle.root(len(entries), tree) == other.get_root()
    index = len(entries) // 2
    theirs = other.prove_inclusion(index + 1, len(entries))
    assert merkle.inclusion_proof(index, len(entries), tree) == theirs.path[1:]


def test_no_proof_of_what_is_not_there() -> None:
    with pytest.raises(ValueError, match="no leaf 3"):
        merkle.inclusion_proof(3, 3, TREE)
    with pytest.raises(ValueError, match="no past of 4"):
        merkle.consistency_proof(4, 3, TREE)
    assert not merkle.verify_inclusion([], ALL_ROOTS[1], 1, 1, ALL_ROOTS[1])
    assert not merkle.verify_consistency([EMPTY_ROOT], 0, 3, EMPTY_ROOT, ALL_ROOTS[3])
    assert not merkle.verify_consistency([], 5, 3, ALL_ROOTS[5], ALL_ROOTS[3])
