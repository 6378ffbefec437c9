"""What is filled into texts and commands of a procedure stays what it is: one word where it is typed."""

from __future__ import annotations

import shlex

from hypothesis import given
from hypothesis import strategies as st

from continuity.recovery.procedure.filling import lines


@given(st.text(min_size=1))
def test_a_value_in_a_line_that_is_typed_is_one_word(value: str) -> None:
    first, *others = lines("Type this:\n$ restore {{ to }} {{ later.value }}\n", {"to": value})
    assert first == "Type this:"
    assert shlex.split("\n".join(others).removeprefix("$ "))[:2] == ["restore", value]
    assert others[-1].endswith("<later.value>"), "what is not known yet is named"


def test_elsewhere_it_stands_as_it_is() -> None:
    assert list(lines("Remove {{ to }}.", {"to": "/a b"})) == ["Remove /a b."]
