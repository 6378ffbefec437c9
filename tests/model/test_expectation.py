"""What a query must give: numbers compare as numbers, texts as texts, and nothing compares with nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.model.expectation import Expectation

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9)


@pytest.mark.parametrize(
    ("written", "answer", "holds"),
    [
        ("> 0", "1", True),
        ("> 0", "0", False),
        (">0", "12", True),
        (">= 2", "10", True),  # a text would sort before "2"
        ("2026", "2026.0", True),
        ("== 5", "5", True),
        ("!= 5", "5", False),
        ("same", "same", True),
        ("= same", "torn", False),
        ("!= error", "", True),
        ("> 2026-11-01", "2026-11-23 05:00:00", True),  # dates of one form sort as texts
        ("> 2026-11-01", "2026-10-31", False),
        ("> 0", "", False),  # no number at all is above nothing
        ("> 0", "NaN", False),
        ("= a > b", "a > b", True),
    ],
)
def test_what_holds(written: str, answer: str, *, holds: bool) -> None:
    assert Expectation.parse(written).holds(answer) is holds


@pytest.mark.parametrize("written", ["", "  ", ">", "!=", "> many", "<= x"])
def test_what_compares_with_nothing(written: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(written)}$"):
        Expectation.parse(written)


@given(NUMBERS, NUMBERS)
def test_numbers_compare_as_numbers(one: object, other: object) -> None:
    for test, holds in {"<": one < other, "<=": one <= other, "=": one == other, ">": one > other}.items():  # type: ignore[operator]
        assert Expectation.parse(f"{test} {other}").holds(str(one)) is holds
