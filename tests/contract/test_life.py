"""The days of a contract: its end, the last day for notice, the way back."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from continuity.contract.life import Due, last_notice, runs, way_back
from continuity.model.agreement import REVERSIBILITY, Agreement, CalendarSpan, Term

DAY = timedelta(days=1)
YEARLY = Term(
    begin=date(2026, 1, 1), until=date(2026, 12, 31), notice=CalendarSpan(months=3), renews=CalendarSpan(months=12)
)
days = st.dates(date(2026, 1, 1), date(2060, 1, 1))


def test_notice_of_three_months_is_given_before_they_begin() -> None:
    # up to 31 December: October, November and December are the three months
    assert last_notice(YEARLY, date(2026, 12, 31)) == date(2026, 9, 30)
    # up to 30 April: February, March and April, so that January's last day is the last
    assert last_notice(YEARLY, date(2027, 4, 30)) == date(2027, 1, 31)


def test_it_renews_on_the_day_after_the_last_for_notice() -> None:
    assert runs(YEARLY, (), date(2026, 9, 30)).until == date(2026, 12, 31)
    assert runs(YEARLY, (), date(2026, 10, 1)).until == date(2027, 12, 31)


def test_notice_in_time_ends_it_and_a_late_one_ends_the_next_term() -> None:
    in_time = runs(YEARLY, [date(2026, 9, 30)], date(2030, 1, 1))
    assert (in_time.until, in_time.certain, in_time.noticed) == (date(2026, 12, 31), True, date(2026, 9, 30))
    assert runs(YEARLY, [date(2026, 10, 1)], date(2026, 10, 2)).until == date(2027, 12, 31)


@given(today=days)
def test_a_renewed_term_is_never_one_whose_notice_is_over(today: date) -> None:
    found = runs(YEARLY, (), today)
    assert today <= found.last_notice < found.until
    assert (found.until.month, found.until.day) == (12, 31)


@given(day=days, months=st.integers(0, 60))
def test_months_land_in_their_month(day: date, months: int) -> None:
    later = CalendarSpan(months=months).after(day)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + DAY).day == 1


def test_a_month_that_renews_on_its_last_day_keeps_it() -> None:
    monthly = Term(begin=date(2026, 1, 1), until=date(2026, 1, 31), renews=CalendarSpan(months=1))
    assert [runs(monthly, (), date(2026, month, 15)).until.day for month in (1, 2, 3, 4)] == [31, 28, 31, 30]


def test_the_way_back_is_late_only_where_the_contract_ends() -> None:
    may = runs(YEARLY, (), date(2026, 9, 1))
    assert {one.state for one in way_back(Agreement(term=YEARLY), may, {}, date(2026, 9, 1))} == {Due.IF_ENDED}
    ends = runs(YEARLY, [date(2026, 9, 1)], date(2026, 11, 15))
    found = {
        one.name: (one.day, one.state)
        for one in way_back(Agreement(term=YEARLY), ends, {"plan": date(2026, 9, 20)}, date(2026, 11, 15))
    }
    assert found["plan"] == (date(2026, 9, 30), Due.DONE)
    assert found["inventory"] == (date(2026, 9, 30), Due.LATE)
    assert found["copies"] == (date(2026, 12, 17), Due.DUE)
    assert found["erasure"] == (date(2027, 1, 31), Due.DUE)
    assert len(found) == len(REVERSIBILITY)


def test_before_the_way_back_begins_it_is_to_come() -> None:
    fixed = Term(begin=date(2026, 1, 1), until=date(2026, 12, 31))
    early = way_back(Agreement(term=fixed), runs(fixed, (), date(2026, 9, 29)), {}, date(2026, 9, 29))
    assert {one.state for one in early} == {Due.TO_COME}
