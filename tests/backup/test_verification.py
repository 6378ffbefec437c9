"""Rotating verification, as laws: every slice has its turn, and nothing counts as covered that was not read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.backup.verification import Coverage, coverage, slices_for

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@given(st.integers(1, 256), st.integers(0, 600))
def test_rounds_follow_each_other(slices: int, runs: int) -> None:
    found = Coverage(slices=slices)
    order = []
    for run in range(runs):
        order.append(found.due)
        found = found.after(found.due, NOW + timedelta(days=run))
    assert order == [1 + run % slices for run in range(runs)]
    assert found.share == min(runs, slices) / slices
    assert found.since == (NOW + timedelta(days=runs - slices) if runs >= slices else None)


@given(st.integers(1, 256), st.lists(st.integers(1, 256)))
def test_what_is_kept_reads_back(slices: int, read: list[int]) -> None:
    found = Coverage(slices=slices)
    for one in read:
        found = found.after(min(one, slices), NOW)
    assert coverage(found.as_json(), slices) == found
    assert coverage(found.as_json(), slices + 1) == Coverage(slices=slices + 1)
    assert coverage(None, slices) == Coverage(slices=slices)


def test_reading_everything_is_a_whole_round() -> None:
    assert Coverage(slices=7).after(None, NOW).since == NOW


@pytest.mark.parametrize(
    ("share", "slices"), [(None, 1), ("100", 1), ("50", 2), ("34", 3), ("25", 4), ("10", 10), ("0.1", 256)]
)
def test_a_share_cuts_into_slices_that_cover_all(share: str | None, slices: int) -> None:
    assert slices_for(Decimal(share) if share else None) == slices
