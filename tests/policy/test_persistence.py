"""Tries: never for what does not pass, never beyond the budget, never into the next window, and never all at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.errors import Passing
from continuity.model.documents.values import parse_hours
from continuity.policy.persistence import PATIENCE, allowed, pause, share_of, until
from continuity.policy.timetable import Entry, Timetable
from continuity.policy.timetable.hours import Hours

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
DELTAS = st.timedeltas(timedelta(), timedelta(days=2))
SHARES = st.floats(0, 1, exclude_max=True)
FAULTS = st.sampled_from(Passing)
ZONES = st.sampled_from(["UTC", "Europe/Paris", "America/New_York"])
SPANS = st.sampled_from(["22:00-06:00", "Mon-Fri 08:00-18:00", "Sun 00:00-24:00", "02:00-03:00", "24x7"])
INSTANTS = st.integers(0, 365 * 86400).map(lambda second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second))


@st.composite
def timetables(draw: st.DrawFn) -> Timetable:
    every = draw(st.timedeltas(timedelta(minutes=5), timedelta(days=2)))
    window = tuple(map(parse_hours, draw(st.lists(SPANS, max_size=2))))
    return Timetable(entries=(Entry(every=every),), zone=draw(ZONES), window=window, share=draw(SHARES))


def test_every_family_has_its_line_in_the_table() -> None:
    assert set(PATIENCE) == set(Passing)
    for asked in PATIENCE.values():
        assert timedelta() < asked.first <= asked.longest <= asked.within


@given(DELTAS, DELTAS)
def test_what_does_not_pass_is_never_repeated(waited: timedelta, wait: timedelta) -> None:
    assert not allowed(None, waited, wait, now=NOON, until=NOON + timedelta(days=9))


@given(FAULTS, timetables(), INSTANTS, st.lists(SHARES, min_size=40, max_size=40), st.none() | DELTAS)
def test_no_try_begins_in_the_next_window(
    fault: Passing, timetable: Timetable, begun: datetime, shares: list[float], objective: timedelta | None
) -> None:
    """The whole course of a fault that never ends: the budget holds, and so does the border."""
    end = until(timetable, begun, None if objective is None else begun + objective)
    waited, now = timedelta(), begun
    for number, share in enumerate(shares, 1):
        wait = pause(fault, number, share)
        if not allowed(fault, waited, wait, now=now, until=end):
            break
        waited, now = waited + wait, now + wait
        following = timetable.after(begun)
        assert following is None or now < following.at
        assert not timetable.allows(begun) or timetable.allows(now)
        assert not objective or now < begun + objective
    else:
        pytest.fail("it went on for ever")
    assert waited <= PATIENCE[fault].within


@given(SPANS, SPANS, ZONES, INSTANTS)
def test_hours_shut_when_they_do(window: str, blackout: str, zone: str, at: datetime) -> None:
    hours = Hours(zone=zone, window=(parse_hours(window),), blackout=(parse_hours(blackout),))
    shut = hours.shuts(at)
    if shut is None:
        return
    assert not hours.allows(shut)
    if shut > at:
        assert all(hours.allows(at + (shut - at) * part / 97) for part in range(97))


def test_shutting_hours() -> None:
    night = Hours(zone="Europe/Paris", window=(parse_hours("22:00-06:00"),))
    assert night.shuts(datetime(2026, 3, 28, 22, tzinfo=UTC)) == datetime(2026, 3, 29, 4, tzinfo=UTC)  # a short night
    assert night.shuts(NOON) == NOON
    assert Hours(zone="UTC").shuts(NOON) is None


@given(FAULTS, st.integers(1, 500), SHARES)
def test_waits_grow_to_their_limit(fault: Passing, number: int, share: float) -> None:
    asked = PATIENCE[fault]
    assert asked.first / 2 <= pause(fault, number, share) <= asked.longest
    assert pause(fault, number, share) <= pause(fault, number + 1, share)


def test_many_do_not_come_back_at_once() -> None:
    """A hundred assets lose one repository in one second: their second tries are spread over half the wait."""
    waits = [pause(Passing.BUSY, 1, share_of(f"run {number}", "far", 1)) for number in range(100)]
    longest = PATIENCE[Passing.BUSY].first
    assert min(waits) < longest * 0.55
    assert max(waits) > longest * 0.95
    assert max(sum(low <= wait < low + longest / 20 for wait in waits) for low in waits) < 30
