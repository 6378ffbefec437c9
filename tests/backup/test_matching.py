"""The manifest and a snapshot's list: every file is accounted for once, whatever the order, in little memory."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from continuity.backup.manifest import Entry, shown_by_restic
from continuity.backup.matching import Matching
from continuity.backup.restic.messages import Node

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A small world in which names, shown names and stamps often coincide.
HASHES = st.sampled_from(("", "aa" * 32, "bb" * 32))
PATHS = st.sampled_from(
    (b"/a", b"/b", b"/\xff", b"/\xfe", b"/\xff\xfe", "/\ufffd".encode(), "/é".encode(), b"/a-b", b"/a/c", b"/a.b/c")
)
STAMPS = st.tuples(st.integers(0, 1), st.integers(0, 1), st.just(0), st.integers(0, 1))
ENTRIES = st.lists(
    st.builds(lambda path, sha, stamp: Entry(path, sha, *stamp), PATHS, HASHES, STAMPS),
    unique_by=lambda entry: entry.path,
)


def node_of(path: bytes, stamp: tuple[int, int, int, int], *, told: bool = True) -> Node:
    return Node(
        path=shown_by_restic(path),
        size=stamp[0],
        mtime_ns=stamp[1],
        ctime_ns=stamp[2],
        inode=stamp[3] if told else None,
    )


NODES = st.lists(
    st.builds(
        lambda path, stamp, told: node_of(path, stamp, told=told),
        PATHS | st.just(b"/elsewhere"),
        STAMPS,
        st.booleans(),
    )
)


class Found(NamedTuple):
    hashes: dict[bytes, str]
    other: list[bytes]
    matching: Matching


def match(entries: Iterable[Entry], nodes: Iterable[Node]) -> Found:
    hashes: dict[bytes, str] = {}
    other: list[bytes] = []
    matching = Matching(entries, lambda one: hashes.update({one.path: one.sha256}), lambda one: other.append(one.path))
    for node in nodes:
        matching.take(node)
    matching.finish()
    return Found(hashes, other, matching)


@given(ENTRIES, NODES)
def test_every_file_is_accounted_for_once(entries: list[Entry], nodes: list[Node]) -> None:
    found = match(entries, nodes)
    assert Counter((*found.hashes, *found.other)) == Counter(entry.path for entry in entries)
    assert len(found.hashes) + found.matching.changed + found.matching.absent == len(entries)
    assert len(found.hashes) + found.matching.changed + found.matching.unknown == len(nodes)


@given(ENTRIES, NODES, st.randoms(use_true_random=False))
def test_the_order_changes_nothing_but_memory(entries: list[Entry], nodes: list[Node], chance: object) -> None:
    one = match(sorted(entries), sorted(nodes, key=lambda node: node.path.split("/")))
    two = match(entries, nodes)
    counts = [(found.matching.changed, found.matching.unknown, found.matching.absent) for found in (one, two)]
    if len({node.path for node in nodes}) == len(nodes):
        assert counts[0] == counts[1]
        assert one.hashes == two.hashes


@given(ENTRIES, NODES)
def test_only_the_untouched_are_compared(entries: list[Entry], nodes: list[Node]) -> None:
    by_path = {entry.path: entry for entry in entries}
    for path, sha in match(entries, nodes).hashes.items():
        entry = by_path[path]
        assert sha == entry.sha256 != ""
        assert any(
            node.path == shown_by_restic(path)
            and (node.size, node.mtime_ns, node.ctime_ns) == entry.stamp[:3]
            and node.inode in (None, entry.inode)
            for node in nodes
        )


@given(ENTRIES)
def test_a_snapshot_of_the_same_files_is_compared_in_full(entries: list[Entry]) -> None:
    found = match(entries, [node_of(entry.path, entry.stamp) for entry in entries])
    assert found.hashes == {entry.path: entry.sha256 for entry in entries if entry.sha256}
    assert (found.matching.unknown, found.matching.absent) == (0, 0)


def test_only_names_that_go_on_before_a_slash_wait() -> None:
    """As restic lists them, and as a manifest has them: what is held at once does not grow with the source."""
    paths = [
        b"/top/d%03d%s/f%d" % (folder, more, file) for folder in range(200) for more in (b"", b"-x") for file in (1, 2)
    ]
    entries = (Entry(path, "aa", 1, 1, 1, 1) for path in sorted(paths))
    found: list[Entry] = []
    matching, most = Matching(entries, found.append), 0
    for path in sorted(paths, key=lambda path: path.split(b"/")):
        matching.take(node_of(path, (1, 1, 1, 1)))
        most = max(most, len(matching._waiting))
    matching.finish()
    assert (len(found), most) == (len(paths), 2)
