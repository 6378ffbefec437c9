"""YAML as a tree: YAML 1.2's own meanings, places, limits."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.model.documents.starter import write_document
from continuity.model.documents.substitution import substitute
from continuity.model.documents.tree import MAX_DEPTH, Node, read_tree


def read(text: str) -> Node:
    root, faults = read_tree(text, "t.yaml")
    assert not faults
    assert root is not None
    return root


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("2026-01-01", "2026-01-01"),
        ("012", 12),
        ("-3", -3),
        ("99.9", 99.9),
        ("true", True),
        ("~", None),
        ('"12"', "12"),
        ("1e400", "1e400"),
        ("9" * 30, "9" * 30),
        (".nan", ".nan"),
    ],
)
def test_scalars_mean_what_yaml_1_2_says(text: str, value: object) -> None:
    assert read(f"a: {text}").plain() == {"a": value}


def test_places_count_from_one() -> None:
    root = read("a:\n  - b: 1\n    c: é: x\n".replace("é: x", '"é"'))
    item = root.value["a"].value[0]
    assert (item.keys["c"].line, item.keys["c"].column) == (3, 5)
    assert (item.value["c"].place.line, item.value["c"].place.column) == (3, 8)


def test_aliases_share_their_value() -> None:
    assert read("a: &x [1, 2]\nb: *x\n").plain() == {"a": [1, 2], "b": [1, 2]}


def test_deep_nesting_is_refused_without_recursion() -> None:
    root, faults = read_tree("a: " + "[" * 2000, "t.yaml")
    assert root is None
    assert f"more than {MAX_DEPTH} deep" in str(faults[0])


def test_control_characters_have_a_place() -> None:
    _, faults = read_tree("a: 1\nb: x\x01y\n", "t.yaml")
    assert str(faults[0]).startswith("t.yaml:2:5: the control character U+0001")


plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc:#- é'\"\n${", min_size=1), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abcdef_", min_size=1), plain_values, max_size=5))
def test_what_is_written_reads_back(plain: dict[str, Any]) -> None:
    root = read(write_document(plain)) if plain else None
    if root is not None:
        assert substitute(root, {}) == []
        assert root.plain() == plain
    assert write_document(plain) == write_document(plain)
