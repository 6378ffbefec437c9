"""GTI and GTR by hand-worked times: service hours, public holidays, pauses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.contract.free_days import WithoutDays
from continuity.contract.response import Clock, Held, Running, clock
from continuity.model.incident import Pause
from continuity.model.inventory import WeekSpan
from continuity.policy.timetable.hours import Hours

OFFICE = WeekSpan(text="Mon-Fri 08:00-18:00", days=(0, 1, 2, 3, 4), start_min=480, end_min=1080)
PARIS = ZoneInfo("Europe/Paris")
#: 14 July 2026 is a Tuesday; Paris is two hours ahead of UTC.
HOURS = WithoutDays(Hours(zone="Europe/Paris", window=(OFFICE,)), lambda day: day == date(2026, 7, 14), PARIS)
ALWAYS = Hours(zone="Europe/Paris")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time on the wall in Paris, July 2026."""
    return datetime(2026, 7, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def four_hours(now: datetime, *pauses: Pause, begin: datetime | None = None, end: datetime | None = None) -> Clock:
    run = Running(begin=begin or at(13, 17), end=end, pauses=pauses)
    return clock(timedelta(hours=4), run, HOURS, now)


def test_a_public_holiday_counts_for_nothing() -> None:
    found = four_hours(at(15, 9))  # Monday 17:00: one hour, nothing on Tuesday, one hour on Wednesday
    assert (found.used, found.due, found.held) == (timedelta(hours=2), at(15, 11), Held.RUNNING)
    assert found.left == timedelta(hours=2)


def test_a_day_and_night_service_stops_at_the_midnight_of_a_holiday() -> None:
    days = WithoutDays(ALWAYS, lambda day: day == date(2026, 7, 14), PARIS)
    found = clock(timedelta(hours=2), Running(begin=at(13, 23), end=None), days, at(14, 12))
    assert (found.used, found.due) == (timedelta(hours=1), at(15, 1))


def test_what_is_opened_at_night_begins_in_the_morning() -> None:
    found = four_hours(at(11, 12), begin=at(10, 20))  # Friday evening, asked on Saturday
    assert (found.used, found.due) == (timedelta(), at(13, 12))


def test_waiting_for_the_customer_stops_it_and_gives_the_time_back() -> None:
    open_ = Pause(begin=at(13, 17, 30), why="the key")
    waiting = four_hours(at(16, 17), open_)
    assert (waiting.used, waiting.due, waiting.held) == (timedelta(minutes=30), None, Held.PAUSED)
    gone_on = Pause(begin=at(13, 17, 30), end=at(16, 8), why="the key")
    assert four_hours(at(16, 9), gone_on).due == at(16, 11, 30)


@pytest.mark.parametrize(("end", "held"), [(at(15, 11), Held.HELD), (at(15, 11, 1), Held.MISSED)])
def test_it_is_held_to_the_minute(end: datetime, held: Held) -> None:
    assert four_hours(at(20, 9), end=end).held is held


def test_it_is_missed_while_it_still_runs() -> None:
    found = four_hours(at(15, 12))
    assert (found.held, found.left) == (Held.MISSED, -timedelta(hours=1))


@given(st.integers(1, 10_000), st.integers(0, 20_000), st.lists(st.tuples(st.integers(0, 9_000), st.integers(1, 600))))
def test_it_is_missed_exactly_when_its_due_time_is_past(
    allowed: int, later: int, pauses: list[tuple[int, int]]
) -> None:
    begin, minute = at(10, 16), timedelta(minutes=1)
    stretches = [Pause(begin=begin + first * minute, end=begin + (first + long) * minute) for first, long in pauses]
    run = Running(begin=begin, end=None, pauses=stretches)
    now = begin + later * minute
    for hours in (HOURS, ALWAYS):
        found = clock(allowed * minute, run, hours, now)
        assert found.due is not None
        assert (found.held is Held.MISSED) == (found.used > found.allowed)
        if found.held is Held.MISSED:
            assert now > found.due
        elif found.used < found.allowed:
            assert now < found.due
