"""Times by the wall: one meaning, or asked for again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.errors import UsageError
from continuity.ground.local_time import exactly
from continuity.ground.timestamps import read_time

ZONES = ("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
PARIS = "Europe/Paris"
within = st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31))  # noqa: DTZ001 - by the wall


@given(at=within, zone=st.sampled_from(ZONES))
def test_what_is_taken_is_what_the_wall_shows_and_at_no_other_time(at: datetime, zone: str) -> None:
    try:
        found = exactly(at, zone)
    except UsageError:
        return
    assert found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == at
    for hours in range(-48, 49):
        other = found + timedelta(minutes=30 * hours)
        assert other == found or other.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != at


@given(minute=st.integers(0, 59), month_day=st.sampled_from([(3, 29), (10, 25)]))
def test_the_hour_of_a_moved_clock_is_asked_for_and_each_proposal_is_a_time(
    minute: int, month_day: tuple[int, int]
) -> None:
    shown = datetime(2026, *month_day, 2, minute)  # noqa: DTZ001 - by the wall
    with pytest.raises(UsageError) as raised:
        exactly(shown, PARIS)
    first, second = (read_time(str(raised.value.values[name])) for name in ("first", "second"))
    assert second - first == timedelta(hours=1)


def test_the_hours_beside_it_are_taken() -> None:
    assert exactly(datetime(2026, 3, 29, 3, 0), PARIS) == datetime(2026, 3, 29, 1, tzinfo=UTC)  # noqa: DTZ001
    assert exactly(datetime(2026, 10, 25, 3, 0), PARIS) == datetime(2026, 10, 25, 2, tzinfo=UTC)  # noqa: DTZ001


def test_a_time_at_the_end_of_the_calendar_is_no_fault_of_ours() -> None:
    with pytest.raises(UsageError):
        exactly(datetime(9999, 12, 31, 23), "America/New_York")  # noqa: DTZ001
