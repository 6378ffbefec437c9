"""Ids that sort by time and never meet."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.ids import SystemIds

TIMES = st.integers(0, 2**45).map(lambda ms: datetime.fromtimestamp(ms / 1000, UTC))
IDS = SystemIds()


@given(TIMES, TIMES)
def test_ids_sort_by_time(one: datetime, other: datetime) -> None:
    early, late = sorted((one, other))
    if int(early.timestamp() * 1000) < int(late.timestamp() * 1000):
        assert IDS.run_id(early) < IDS.run_id(late)


def test_ids_are_26_readable_characters_and_never_meet() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    ids = {IDS.run_id(now) for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(one) == 26 and not set(one) & set("ilou") for one in ids)


def test_nonces_are_32_bytes_and_never_meet() -> None:
    nonces = {IDS.nonce() for _ in range(1000)}
    assert len(nonces) == 1000
    assert {len(one) for one in nonces} == {32}
