"""When work falls due: as a slow reading minute by minute would have it, on the days when clocks are moved too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from continuity.model.inventory import Calendar
from continuity.policy.policy import BackupKind
from continuity.policy.timetable import STRENGTH, Entry, Occurrence, Timetable
from continuity.policy.timetable.cron import cron_after
from continuity.policy.timetable.wall import changes
from tests.policy.weeks import CASES, CRONS, MINUTE, MOVES, allowed, minutes, near, slowly, spans, timetables, utc

DAYS = 2
UNITS = [Calendar.DAY, Calendar.WEEK, Calendar.MONTH, Calendar.QUARTER, Calendar.YEAR]


def table(*entries: Entry, zone: str = "Europe/Paris", **other: object) -> Timetable:
    return Timetable(entries=entries, zone=zone, **other)  # type: ignore[arg-type]


def shares() -> st.SearchStrategy[float]:
    return st.floats(0, 0.999)


@settings(max_examples=50, deadline=None)
@given(timetables())
def test_occurrences_are_those_of_the_slow_way(drawn: tuple[Timetable, datetime]) -> None:
    """From a moment at which nothing waits, every occurrence of two days, its kind included."""
    found, start = drawn
    assume(found.allows(start - MINUTE))
    slow = slowly(found, start, DAYS)
    tick = timedelta(microseconds=1)
    until = start + timedelta(days=DAYS) - tick
    quick = [(one.at.replace(second=0, microsecond=0), one.kind) for one in found.between(start - tick, until)]
    assert quick == slow


@settings(max_examples=150, deadline=None)
@given(timetables(), st.integers(0, 3 * 1440))
def test_after_latest_and_between_agree(drawn: tuple[Timetable, datetime], length: int) -> None:
    found, since = drawn
    until = since + length * MINUTE
    every = list(found.between(since, until))
    assert every == sorted(every, key=lambda one: one.at)
    assert len({one.at for one in every}) == len(every)
    assert all(since < one.at <= until and found.allows(one.at) for one in every)
    following = found.after(since)
    newest = found.latest(since, until)
    if not every:
        assert newest is None
        assert following is None or following.at > until
        return
    assert following == every[0]
    strongest = max((one.kind for one in every if one.kind), key=STRENGTH.index)
    assert newest == Occurrence(at=every[-1].at, kind=strongest)
    for one in every:
        assert found.after(one.at - timedelta(microseconds=1)) == one


@settings(max_examples=80, deadline=None)
@given(timetables())
def test_hours_open_and_close_as_the_wall_shows(drawn: tuple[Timetable, datetime]) -> None:
    found, start = drawn
    week = list(minutes(start, 2))
    assert [found.allows(at) for at in week] == [allowed(found, at) for at in week]
    opening = found.opens(start)
    first = next((at for at in week if allowed(found, at)), None)
    assert opening == first if first else opening is None or opening > week[-1]
    if opening and not found.allows(start):
        shut = found.hours.shut_since(start)
        assert shut <= start
        assert found.allows(shut - timedelta(microseconds=1))
        assert not any(allowed(found, at) for at in minutes(shut, (start - shut) / timedelta(days=1)))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CASES), st.sampled_from(CRONS), st.integers(0, 4 * 1440))
def test_cron_is_that_of_cronsim_where_clocks_move_by_hours(case: tuple[str, str], line: str, minute: int) -> None:
    """Cronsim itself, with the zone: a judge for changes of whole hours, apart from the day that Apia left out."""
    zone, day = case
    assume(zone in ("Europe/Paris", "America/New_York", "UTC"))
    at = near(day) + minute * MINUTE
    judge = CronSim(line, at.astimezone(ZoneInfo(zone)))
    theirs = next(one for one in judge if one > at)
    assume(line[0] == "*" or not at.astimezone(ZoneInfo(zone)).fold)
    assert cron_after(line, zone, at) == theirs.astimezone(UTC)


@pytest.mark.parametrize("zone", MOVES)
@pytest.mark.parametrize("unit", UNITS)
@settings(max_examples=10, deadline=None)
@given(share=shares())
def test_once_a_calendar_unit_by_night(zone: str, unit: Calendar, share: float) -> None:
    """Exactly one a unit, in its first half, before six (where the wall shows that hour), through years of moves."""
    start, end = utc("2010-01-01"), utc("2013-01-01") if unit is not Calendar.YEAR else utc("2020-01-01")
    found = list(table(Entry(every=unit), zone=zone, share=share).between(start, end))
    local = [one.at.astimezone(ZoneInfo(zone)) for one in found]
    seen = [_unit(unit, one) for one in local]
    assert len(set(seen)) == len(seen)
    days = [(start + timedelta(days=n)).astimezone(ZoneInfo(zone)) for n in range(1, (end - start).days)]
    inner = dict.fromkeys(_unit(unit, day) for day in days if day.tzinfo)
    assert set(list(inner)[1:-1]) <= set(seen)
    assert all(one.hour < 6 or (one.hour == 6 and one.minute == 0) or _moved(one) for one in local)
    assert all(_place(unit, one) <= 0.51 for one in local)


def _unit(unit: Calendar, at: datetime) -> tuple[int, ...]:
    week = tuple(at.isocalendar())[:2]
    return {
        Calendar.DAY: (at.year, at.month, at.day),
        Calendar.WEEK: week,
        Calendar.MONTH: (at.year, at.month),
        Calendar.QUARTER: (at.year, (at.month - 1) // 3),
        Calendar.YEAR: (at.year,),
    }[unit]


def _place(unit: Calendar, at: datetime) -> float:
    if unit is Calendar.DAY:
        return 0
    if unit is Calendar.WEEK:
        return at.weekday() / 7
    if unit is Calendar.MONTH:
        return (at.day - 1) / 28
    day = at.timetuple().tm_yday - 1
    if unit is Calendar.YEAR:
        return day / 365
    return (day - at.replace(month=(at.month - 1) // 3 * 3 + 1, day=1).timetuple().tm_yday + 1) / 90


def _moved(at: datetime) -> bool:
    zone = at.tzinfo
    assert isinstance(zone, ZoneInfo)
    return any(changes(zone, at - timedelta(days=1), at))


@given(st.integers(60, 10**6), shares(), st.integers(0, 10**9))
def test_an_interval_is_regular_and_has_its_own_place(seconds: int, share: float, start: int) -> None:
    length = timedelta(seconds=seconds)
    found = table(Entry(every=length), share=share)
    at = utc("1990-01-01") + timedelta(seconds=start)
    first, second = list(found.between(at, at + 2 * length))
    assert second.at - first.at == length
    place = (first.at - utc("1970-01-01")) % length
    assert timedelta() <= length * share - place < timedelta(seconds=1)


#: Golden examples: zone, entry, from when on, and what comes, in UTC, with the reason.
GOLDEN = [
    # 02:30 is removed: cron runs when the clock is moved, at 03:00 summer time
    ("Europe/Paris", "30 2 * * *", "2026-03-28", ["2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30"]),
    # 02:30 is shown twice: the first one runs, in summer time
    ("Europe/Paris", "30 2 * * *", "2026-10-24", ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"]),
    # a line that begins with * runs whenever the wall shows it: 02:00 and 02:30 twice over
    ("Europe/Paris", "*/30 2 * * sun", "2026-10-25",
     ["2026-10-25T00:30", "2026-10-25T01:00", "2026-10-25T01:30", "2026-11-01T01:00"]),
    # and never where it does not
    ("Europe/Paris", "*/30 2 * * sun", "2026-03-29", ["2026-04-05T00:00", "2026-04-05T00:30", "2026-04-12T00:00"]),
    ("America/New_York", "30 2 * * *", "2026-03-07T12:00", ["2026-03-08T07:00", "2026-03-09T06:30"]),
    ("America/New_York", "30 1 * * *", "2026-10-31T12:00", ["2026-11-01T05:30", "2026-11-02T06:30"]),
    # Lord Howe moves by half an hour: 02:15 comes at 02:30; 01:45 is shown twice
    ("Australia/Lord_Howe", "15 2 * * *", "2026-10-03", ["2026-10-03T15:30", "2026-10-04T15:15"]),
    ("Australia/Lord_Howe", "45 1 * * *", "2026-04-04", ["2026-04-04T14:45", "2026-04-05T15:15"]),
    # Apia had no 30 December 2011: noon of that day comes at the midnight at which it was left out
    ("Pacific/Apia", "0 12 * * *", "2011-12-29", ["2011-12-29T22:00", "2011-12-30T10:00", "2011-12-30T22:00"]),
    # 29 February comes every four years
    ("UTC", "0 4 29 2 *", "2026-01-01", ["2028-02-29T04:00", "2032-02-29T04:00"]),
]  # fmt: skip


@pytest.mark.parametrize(("zone", "line", "start", "expected"), GOLDEN)
def test_golden_lines(zone: str, line: str, start: str, expected: list[str]) -> None:
    found = table(Entry(cron=line, kind=BackupKind.FULL), zone=zone)
    at, seen = utc(start), []
    for _ in expected:
        one = found.after(at)
        assert one is not None
        at = one.at
        seen.append(f"{at:%Y-%m-%dT%H:%M}")
    assert seen == expected


def test_a_day_has_one_on_each_side_of_a_change() -> None:
    found = table(Entry(every=Calendar.DAY), share=0.4)
    local = [one.at.astimezone(ZoneInfo("Europe/Paris")) for one in found.between(utc("2026-03-27"), utc("2026-03-31"))]
    assert [f"{one:%d %H:%M%z}" for one in local] == [
        "27 02:24+0100", "28 02:24+0100", "29 03:24+0200", "30 02:24+0200",
    ]  # fmt: skip


def test_what_is_forbidden_waits_and_is_one() -> None:
    """All that fell due by day comes at 22:00, as one, of the strongest kind; then the interval goes on."""
    found = table(
        Entry(every=timedelta(hours=1), kind=BackupKind.INCREMENTAL),
        Entry(cron="0 12 * * *", kind=BackupKind.ARCHIVE),
        zone="UTC",
        window=spans("22:00-06:00"),
        blackout=spans("Tue 02:00-04:00"),
    )
    seen = [(f"{one.at:%a %H}", one.kind) for one in found.between(utc("2026-11-23T05:30"), utc("2026-11-24T05:00"))]
    assert seen[0] == ("Mon 22", BackupKind.ARCHIVE)
    assert [at for at, _ in seen] == ["Mon 22", "Mon 23", "Tue 00", "Tue 01", "Tue 04", "Tue 05"]
    assert {kind for _, kind in seen[1:]} == {BackupKind.INCREMENTAL}


@pytest.mark.parametrize(
    ("zone", "window", "at", "since"),
    [
        # summer time begins in the middle of the window: 02:00 is followed by 03:00, outside it
        ("Europe/Paris", "01:00-02:30", "2026-03-29T01:10", "2026-03-29T01:00"),
        # it ends in the middle of the window: 02:59 is followed by 02:00, outside it
        ("Europe/Paris", "02:30-04:00", "2026-10-25T01:10", "2026-10-25T01:00"),
        # the clock goes back to the very minute at which the window had ended an hour before
        ("Pacific/Apia", "Thu-Sat 00:00-03:00", "2011-04-02T14:00", "2011-04-02T13:00"),
    ],
)
def test_a_moved_clock_closes_a_window(zone: str, window: str, at: str, since: str) -> None:
    found = table(Entry(every=timedelta(minutes=8)), zone=zone, window=spans(window))
    assert not found.allows(utc(at))
    assert found.hours.shut_since(utc(at)) == utc(since)


def test_hours_that_never_open_have_nothing() -> None:
    shut = table(Entry(every=timedelta(hours=1)), window=spans("08:00-12:00"), blackout=spans("24x7"))
    at = utc("2026-11-23")
    assert (shut.after(at), shut.opens(at), shut.latest(at, at + timedelta(days=9))) == (None, None, None)
    assert list(shut.between(at, at + timedelta(days=9))) == []


def test_what_never_comes_again_is_none() -> None:
    assert table(Entry(every=timedelta(days=10**7))).after(utc("2026-11-23")) is None
    assert table().after(utc("2026-11-23")) is None
    assert table(Entry()).after(utc("2026-11-23")) is None
    assert table(Entry(every=Calendar.MONTH)).after(datetime(9990, 1, 1, tzinfo=UTC)) is None


def test_a_year_asleep_is_one_question() -> None:
    """No occurrence is counted that nobody asked for: a year of them costs what an hour of them does."""
    calls = []

    class Counting(Timetable):
        def _next(self, entry: Entry, at: datetime) -> datetime | None:
            calls.append(at)
            return super()._next(entry, at)

    every = tuple(Entry(cron=line) for line in CRONS)
    found = Counting(
        entries=(*every, Entry(every=timedelta(minutes=1)), Entry(every=Calendar.DAY)), zone="Europe/Paris"
    )
    now = utc("2026-11-23")
    newest = found.latest(now - timedelta(days=3650), now)
    assert newest is not None
    assert newest.at == now
    assert len(calls) < 100 * len(found.entries)
