"""Availability: examples worked by hand, a month whose clock is moved, and laws."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from continuity.contract.availability import Seen, Was, Window, availability
from continuity.contract.service_time import Stretch, counted, due, length, open_stretches, without
from continuity.model.contract import Unseen
from continuity.model.documents.values import parse_hours
from continuity.policy.timetable.hours import Hours

PARIS = ZoneInfo("Europe/Paris")
HOUR = timedelta(hours=1)
ALWAYS = Hours(zone="Europe/Paris")
OFFICE = Hours(zone="Europe/Paris", window=(parse_hours("Mon-Fri 08:00-18:00"),))


def local(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def stretch(begin: datetime, end: datetime) -> Stretch:
    return Stretch(begin=begin, end=end)


OCTOBER = stretch(local(10, 1), local(11, 1))
NOVEMBER = stretch(local(11, 1), local(12, 1))


def seen(was: Was, begin: datetime, end: datetime, *evidence: str) -> Seen:
    return Seen(stretch=stretch(begin, end), was=was, evidence=evidence)


def up_but(period: Stretch, *others: Seen) -> list[Seen]:
    return [Seen(stretch=period, was=Was.UP), *others]


def test_the_month_in_which_the_clock_is_set_back_has_an_hour_more() -> None:
    """October 2026 in Paris: 31 days and one hour, 745. Down on the 25th from 02:00 summer time to 03:00 winter time.

    On the wall that is one hour; it lasted two, since 02:30 came twice. 743 of 745 hours: 99.7315…
    """
    down = seen(Was.DOWN, datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 10, 25, 2, tzinfo=UTC))
    found = availability(OCTOBER, up_but(OCTOBER, down), ALWAYS)
    assert (found.hours, found.down) == (745 * HOUR, 2 * HOUR)
    assert found.percent == Fraction(743 * 100, 745)


def test_only_the_hours_count() -> None:
    """November 2026 has 21 weekdays of ten hours. Down Friday 17:00 to Monday 09:00: one hour and one, 208 of 210."""
    down = seen(Was.DOWN, local(11, 6, 17), local(11, 9, 9))
    found = availability(NOVEMBER, up_but(NOVEMBER, down), OFFICE)
    assert (found.hours, found.down) == (210 * HOUR, 2 * HOUR)
    assert found.percent == Fraction(208 * 100, 210)
    assert len(found.outages) == 2, "each day by itself: the night between is nobody's"
    assert (found.mttr, found.mtbf) == (HOUR, 104 * HOUR)


def test_an_agreed_window_is_left_out_and_one_declared_late_is_not() -> None:
    """720 hours. A window of four in which it was down for three, and one hour more after it: 715 of 716.

    The same window, declared when it had begun, counts for nothing: 716 of 720.
    """
    down = seen(Was.DOWN, local(11, 10, 23), local(11, 11, 3))
    when = stretch(local(11, 10, 22), local(11, 11, 2))
    agreed = Window(stretch=when, declared=when.begin - HOUR)
    found = availability(NOVEMBER, up_but(NOVEMBER, down), ALWAYS, ((agreed,), ()))
    assert (found.maintenance, found.down, found.percent) == (4 * HOUR, HOUR, Fraction(715 * 100, 716))
    late = Window(stretch=when, declared=when.begin)
    found = availability(NOVEMBER, up_but(NOVEMBER, down), ALWAYS, ((late,), ()))
    assert (found.maintenance, found.percent, found.late_windows) == (timedelta(), Fraction(716 * 100, 720), (late,))


def test_an_exclusion_that_leaves_nothing_missing() -> None:
    """Down for 18 of 720 hours, all of it by a flood that was recorded as force majeure: 702 of 702."""
    flood = stretch(local(11, 3), local(11, 3, 18))
    down = seen(Was.DOWN, flood.begin, flood.end)
    assert availability(NOVEMBER, up_but(NOVEMBER, down), ALWAYS).percent == Fraction("97.5")
    found = availability(NOVEMBER, up_but(NOVEMBER, down), ALWAYS, ((), (flood,)))
    assert (found.force_majeure, found.percent) == (18 * HOUR, Fraction(100))


def test_windows_that_overlap_are_counted_once_and_before_force_majeure() -> None:
    one = Window(stretch=stretch(local(11, 3), local(11, 3, 4)), declared=local(11, 1))
    two = Window(stretch=stretch(local(11, 3, 2), local(11, 3, 6)), declared=local(11, 1))
    flood = stretch(local(11, 3, 5), local(11, 3, 8))
    found = availability(NOVEMBER, up_but(NOVEMBER), ALWAYS, ((one, two), (flood,)))
    assert (found.maintenance, found.force_majeure, found.up) == (6 * HOUR, 2 * HOUR, 712 * HOUR)


def test_what_nobody_saw_by_both_rules() -> None:
    """Nobody saw 20 of 720 hours, it was down for 7: 693 of 700 are 99; with the 20 as down, 693 of 720 are 96.25."""
    parts = [
        seen(Was.UP, NOVEMBER.begin, local(11, 20)),
        seen(Was.DOWN, local(11, 20), local(11, 20, 7)),
        seen(Was.UNDETERMINED, local(11, 20, 7), local(11, 21)),
        # the three hours from here on nobody even wrote down
        seen(Was.UP, local(11, 21, 3), NOVEMBER.end),
    ]
    found = availability(NOVEMBER, parts, ALWAYS)
    assert (found.undetermined, found.percent) == (20 * HOUR, Fraction(99))
    assert availability(NOVEMBER, parts, ALWAYS, unseen=Unseen.DOWN).percent == Fraction("96.25")


def test_a_month_without_data_is_unproven_whatever_the_contract_says() -> None:
    for rule in Unseen:
        assert availability(NOVEMBER, [], ALWAYS, unseen=rule).percent is None
    assert availability(NOVEMBER, [seen(Was.UNDETERMINED, *_ends(NOVEMBER))], ALWAYS).percent is None


def test_what_is_seen_as_up_and_down_at_once_is_down() -> None:
    down = seen(Was.DOWN, local(11, 2), local(11, 3), "r2")
    found = availability(NOVEMBER, [down, Seen(stretch=NOVEMBER, was=Was.UP, evidence=("r1",))], ALWAYS)
    assert (found.down, found.evidence) == (24 * HOUR, ("r2", "r1"))


def test_the_clock_of_an_intervention_stands_still_at_night_and_while_the_customer_is_waited_for() -> None:
    """Friday 16:00, four hours: two until 18:00, an hour on Monday to 09:00, paused to 11:00, an hour more: 12:00."""
    begin = local(11, 6, 16)
    pause = stretch(local(11, 9, 9), local(11, 9, 11))
    assert due(begin, 4 * HOUR, OFFICE) == local(11, 9, 10)
    assert due(begin, 4 * HOUR, OFFICE, [pause]) == local(11, 9, 12)
    assert due(begin, 4 * HOUR, ALWAYS, [stretch(begin + HOUR, begin + 3 * HOUR)]) == begin + 6 * HOUR
    assert counted(stretch(begin, local(11, 9, 12)), OFFICE, [pause]) == 4 * HOUR
    assert due(begin, HOUR, Hours(zone="UTC", window=OFFICE.window, blackout=OFFICE.window)) is None


def _ends(one: Stretch) -> tuple[datetime, datetime]:
    return one.begin, one.end


MOMENTS = st.integers(0, 30 * 24 * 4).map(lambda quarter: NOVEMBER.begin + quarter * timedelta(minutes=15))
STRETCHES = st.tuples(MOMENTS, MOMENTS).map(sorted).filter(lambda two: two[0] < two[1]).map(lambda two: stretch(*two))
SEEN = st.builds(Seen, stretch=STRETCHES, was=st.sampled_from(Was))
WINDOWS = st.builds(Window, stretch=STRETCHES, declared=MOMENTS)
HOURS = st.sampled_from([ALWAYS, OFFICE])


@given(st.lists(SEEN, max_size=8), HOURS, st.lists(WINDOWS, max_size=3), st.lists(STRETCHES, max_size=2))
def test_every_moment_is_somewhere_and_nowhere_twice(
    parts: list[Seen], hours: Hours, windows: list[Window], majeure: list[Stretch]
) -> None:
    found = availability(NOVEMBER, parts, hours, (windows, majeure))
    whole = found.maintenance + found.force_majeure + found.up + found.down + found.undetermined
    assert whole == found.hours == length(open_stretches(NOVEMBER, hours))
    assert min(found.up, found.down, found.undetermined) >= timedelta()
    assert found.percent is None or 0 <= found.percent <= 100
    strict = availability(NOVEMBER, parts, hours, (windows, majeure), Unseen.DOWN)
    assert strict.percent is None or found.percent is None or strict.percent <= found.percent


@given(MOMENTS, st.integers(1, 200), HOURS, st.lists(STRETCHES, max_size=3))
def test_when_it_is_due_so_much_was_counted(
    begin: datetime, quarters: int, hours: Hours, pauses: list[Stretch]
) -> None:
    allowed = quarters * timedelta(minutes=15)
    end = due(begin, allowed, hours, pauses)
    assert end is not None
    assert counted(stretch(begin, end), hours, pauses) == allowed


@given(st.lists(STRETCHES, max_size=4), st.lists(STRETCHES, max_size=4))
def test_what_was_cut_out_is_out(stretches: list[Stretch], out: list[Stretch]) -> None:
    left = without(stretches, out)
    assert all(one.within(two) is None for one in left for two in out)
