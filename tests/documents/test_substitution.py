"""``${NAME}``: text for text, never structure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from continuity.model.documents.substitution import substitute
from continuity.model.documents.tree import read_tree

if TYPE_CHECKING:
    from continuity.model.documents.faults import Fault


def read(text: str, **environ: str) -> tuple[Any, list[Fault]]:
    root, faults = read_tree(text, "t.yaml")
    assert root is not None
    assert not faults
    found = substitute(root, environ)
    return root.plain(), found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${A}", "1"),
        ("${A}-${A}", "1-1"),
        ("${B:-x y}", "x y"),
        ("${EMPTY:-x}", "x"),
        ("${EMPTY}", ""),
        ("${B:-}", ""),
        ("$${A}", "${A}"),
        ("$${", "${"),
        ("$A $ {A}", "$A $ {A}"),
        ("${B:-a:-b}", "a:-b"),
    ],
)
def test_a_name_becomes_text(text: str, value: str) -> None:
    assert read(f"a: '{text}'", A="1", EMPTY="") == ({"a": value}, [])


@pytest.mark.parametrize("evil", ["{b: 1}", "[1, 2]", "x\nb: 1", "# no comment", "*a", "${A}", "!!int 3", "null"])
def test_no_structure_comes_from_outside(evil: str) -> None:
    assert read("a: ${A}", A=evil) == ({"a": evil}, [])


def test_every_unset_name_is_told_once() -> None:
    _, faults = read('a: &x ["${A} ${B}"]\nb: *x\n')
    assert sorted(str(fault.values["name"]) for fault in faults) == ["A", "B"]
    assert {fault.path for fault in faults} <= {"a.0", "b.0"}


@pytest.mark.parametrize("text", ["${", "${}", "${1A}", "${A-b}", "${A:-${B}}", "${A B}"])
def test_malformed_references_are_told(text: str) -> None:
    _, faults = read(f"a: '{text}'", A="1")
    assert "is not a substitution" in str(faults[0])


def test_keys_are_left_alone() -> None:
    assert read("'${A}': 1", A="x") == ({"${A}": 1}, [])
