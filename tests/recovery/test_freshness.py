"""The newest time stamp in restored data: read as it was written, never taken to be newer than it says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.model.measurement import Verdict
from continuity.recovery.freshness import Heard, Taken, hear

PARIS = ZoneInfo("Europe/Paris")
DATA_TIME = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
TAKEN = Taken(data_time=DATA_TIME, ended=DATA_TIME + timedelta(minutes=30), rpo=timedelta(hours=1), zone=PARIS)


@pytest.mark.parametrize(
    ("answer", "at"),
    [
        ("2026-11-22T20:58:03Z", (20, 58, 3)),
        ("2026-11-22 20:58:03.25+00", (20, 58, 3)),  # PostgreSQL's timestamptz
        ("2026-11-22 21:58:03", (20, 58, 3)),  # SQLite, MariaDB: in Paris
        (" 2026-11-22T22:10:00+01:00\n", (21, 10, 0)),  # the backup took half an hour
        (str(int(DATA_TIME.timestamp())), (21, 0, 0)),
    ],
)
def test_a_stamp_within_the_rpo_is_met(answer: str, at: tuple[int, int, int]) -> None:
    found = hear(answer, TAKEN)
    assert found.verdict is Verdict.MET, found.reason
    assert found.at is not None
    assert (found.at.hour, found.at.minute, found.at.second) == at
    assert ("read in Europe/Paris" in found.reason) == (answer == "2026-11-22 21:58:03")


@pytest.mark.parametrize(
    ("answer", "verdict", "said"),
    [
        ("2026-11-22T19:59:59Z", Verdict.MISSED, "1 h older than the data should be, 1 h was promised"),
        ("2026-11-22", Verdict.MISSED, "22 h older"),  # a date alone is the beginning of its day
        ("", Verdict.MISSED, "holds no time stamp"),  # NULL
        ("2026-11-22T21:35:01Z", Verdict.UNPROVEN, "later than the backup"),
        ("9999-12-31 23:59:59-12", Verdict.UNPROVEN, "is none"),
        ("infinity", Verdict.UNPROVEN, "infinity is none"),
        ("17", Verdict.UNPROVEN, "17 is none"),
    ],
)
def test_what_is_old_is_missed_and_what_is_strange_proves_nothing(answer: str, verdict: Verdict, said: str) -> None:
    found = hear(answer, TAKEN)
    assert (found.verdict, said in found.reason) == (verdict, True), found


def test_the_hour_that_comes_twice_is_the_earlier_one() -> None:
    back = Taken(
        data_time=datetime(2026, 10, 25, 2, 0, tzinfo=UTC), ended=DATA_TIME, rpo=timedelta(hours=3), zone=PARIS
    )
    assert hear("2026-10-25 02:30:00", back).at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_without_an_rpo_nothing_is_met() -> None:
    unpromised = Taken(data_time=DATA_TIME, ended=DATA_TIME, rpo=None, zone=PARIS)
    assert hear("2026-11-22T20:58:03Z", unpromised).verdict is Verdict.UNPROVEN


@given(st.text(max_size=30) | st.datetimes().map(str) | st.integers().map(str))
def test_no_answer_breaks_it_and_none_is_younger_than_it_says(answer: str) -> None:
    found = hear(answer, TAKEN)
    assert isinstance(found, Heard)
    if found.verdict is Verdict.MET:
        assert found.at is not None
        assert found.at >= DATA_TIME - timedelta(hours=1)
    assert (found.age_s(DATA_TIME) or 0) >= 0
