"""Trends: a row a day, a row a month once it is long past, and nothing lost by joining."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import reduce
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.engine.trends import over
from continuity.model.job import Copy, JobKind, Outcome, Run
from continuity.model.trend import Trend
from continuity.state.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START = datetime(2026, 1, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "state.db")
    yield opened
    opened.close()


def finish(store: Store, at: datetime, kind: JobKind = JobKind.BACKUP, **other: object) -> None:
    """Record a run of ten seconds that stored 7 bytes of 100."""
    copy = Copy(
        repository="disk", snapshot="s", data_time=at, outcome=Outcome.SUCCEEDED, bytes_added=7, bytes_processed=100
    )
    known = {"outcome": Outcome.SUCCEEDED, "duration_s": 10.0, "copies": (copy,)} | other
    names = {"client": "acme", "subject": "acme/share", "policy_digest": ""}
    run = Run(id=f"{kind}{at}", kind=kind, scheduled_for=at, started_at=at, **names, **known)  # type: ignore[arg-type]
    with store.transaction() as tx:
        tx.runs.claim(run, "me")
        tx.runs.finish(run)


def kept(store: Store) -> list[Trend]:
    with store.reading() as tx:
        return tx.trends.of("acme/share")


def test_a_day_is_one_row(store: Store) -> None:
    for hour in range(3):
        finish(store, START + timedelta(hours=hour))
    finish(store, START + timedelta(hours=3), outcome=Outcome.FAILED, copies=())
    (day,) = kept(store)
    assert (day.runs, day.failed, day.added, day.processed, day.typical) == (4, 1, 21, 300, 10.0)
    assert day.rpa_s == 3610  # the first of a day has none before it; each later one came an hour after the last
    assert day.throughput == 10.0


def test_kinds_stand_apart_and_a_failure_ages_the_data(store: Store) -> None:
    finish(store, START)
    finish(store, START + DAY, JobKind.RESTORE_TEST)
    finish(store, START + DAY, outcome=Outcome.FAILED, copies=())
    finish(store, START + 2 * DAY)
    days = {(one.kind, one.day.day): one for one in kept(store)}
    assert days[JobKind.BACKUP, 3].rpa_s == 2 * 86400 + 10
    assert days[JobKind.RESTORE_TEST, 2].rpa_s is None
    assert days[JobKind.BACKUP, 2].typical is None
    joined = over(days.values(), 2, START + 2 * DAY)
    assert [(one.kind, one.runs) for one in joined] == [(JobKind.BACKUP, 2), (JobKind.RESTORE_TEST, 1)]


def test_what_is_long_past_is_a_row_a_month(store: Store) -> None:
    days = 150
    for number in range(days):
        finish(store, START + number * DAY)
    rows = kept(store)
    months = [one for one in rows if one.days > 1]
    assert [(one.day, one.days, one.runs) for one in months] == [(date(2026, 1, 1), 31, 31)]
    assert len(rows) == days - 30
    assert sum(one.runs for one in rows) == days
    assert sum(one.added for one in rows) == 7 * days


TRENDS = st.builds(
    Trend,
    subject=st.just("a/b"),
    kind=st.just(JobKind.BACKUP),
    day=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    runs=st.integers(0, 9),
    failed=st.integers(0, 9),
    seconds=st.integers(0, 1000).map(float),
    longest=st.integers(0, 1000).map(float),
    added=st.integers(0, 10**12),
    processed=st.integers(0, 10**12),
    rpa_s=st.none() | st.integers(0, 10**6).map(float),
)


@given(st.lists(TRENDS, min_size=3, max_size=3))
def test_joining_minds_no_order(three: list[Trend]) -> None:
    assert len({reduce(Trend.joined, order) for order in permutations(three)}) == 1
    one, other, third = three
    assert one.joined(other).joined(third) == one.joined(other.joined(third))
