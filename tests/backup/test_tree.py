"""Trees as restic writes them: read, and held against each other."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.backup.tree import Differences, content_id, differences, read_tree, sources_id

NAMES = st.sampled_from(("a", "b", "c"))
NODES = st.dictionaries(
    NAMES,
    st.one_of(
        st.fixed_dictionaries({"type": st.just("file"), "mtime": st.integers(0, 2), "content": st.lists(NAMES)}),
        st.fixed_dictionaries({"type": st.just("dir"), "mtime": st.integers(0, 2), "subtree": NAMES}),
    ),
)


def compared(ours: dict[str, Any], theirs: dict[str, Any], *, same: bool) -> tuple[Differences, list[Any]]:
    found = Differences()
    return found, differences(ours, theirs, "/top", same=same, into=found)


@given(NODES, st.booleans())
def test_a_tree_does_not_differ_from_itself(nodes: dict[str, Any], same: bool) -> None:
    found, deeper = compared(nodes, nodes, same=same)
    assert (found, deeper) == (Differences(), [])


@given(NODES, NODES, st.booleans())
def test_whatever_differs_is_found_somewhere(ours: dict[str, Any], theirs: dict[str, Any], same: bool) -> None:
    found, deeper = compared(ours, theirs, same=same)
    back, again = compared(theirs, ours, same=same)
    assert bool(found.silent or found.changed or deeper) == (ours != theirs)
    assert (found, [name for name, *_ in deeper]) == (back, [name for name, *_ in again])


def test_other_bytes_under_the_same_stamps_are_silent() -> None:
    one, two = ({"f": {"mtime": 1, "content": [blob]}} for blob in "xy")
    assert compared(one, two, same=True)[0].silent == ["/top/f"]
    two["f"]["mtime"] = 2
    assert compared(one, two, same=True)[0] == Differences(changed=1, content=["/top/f"])
    two["f"]["content"] = one["f"]["content"]
    assert compared(one, two, same=True)[0] == Differences(changed=1)


def test_a_name_that_one_lacks_is_silent_where_the_directory_did_not_change() -> None:
    assert compared({"f": {}}, {}, same=True)[0].silent == ["/top/f"]
    assert compared({"f": {}}, {}, same=False)[0] == Differences(changed=1, content=["/top/f"])


@pytest.mark.parametrize(
    ("quoted", "shown"),
    [("é", "é"), ("a\\tb", "a\tb"), ('say \\"hi\\"', 'say "hi"'), ("back\\\\x41", "back\\x41"),
     ("\\xff.txt", "\ufffd.txt"), ("\\u200b", "\u200b"), ("\\U0001f600", "\U0001f600"), ("\\x01", "\x01")],
)  # fmt: skip
def test_names_are_unquoted(quoted: str, shown: str) -> None:
    """As restic 0.14 and 0.18 wrote them: quoted as Go quotes, then as JSON."""
    assert list(read_tree(json.dumps({"nodes": [{"name": quoted}]}))) == [shown]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"nodes": [{}]}', '{"nodes": [1]}', '{"nodes": [{"name": 1}]}'])
def test_what_is_no_tree_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a tree|Expecting"):
        read_tree(text)


def test_sources_are_told_apart_by_content_path_and_absence() -> None:
    folder, file, other = {"subtree": "t"}, {"content": ["a", "b"], "mtime": 1}, {"content": ["a"], "mtime": 1}
    ids = [sources_id(one) for one in ({"/s": folder}, {"/t": folder}, {"/s": file}, {"/s": other}, {"/s": None})]
    assert len(set(ids)) == len(ids)
    assert content_id(file) == content_id(file | {"mtime": 2}), "of a single file, its content alone counts"
