"""When drills are to be held: laws of days, and what counts as held."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.engine.holidays import days_off, knows
from continuity.model.inventory import Calendar, Client
from continuity.model.job import Outcome
from continuity.model.measurement import Verdict
from continuity.policy.drill_calendar import Agreed, DrillRun, DueState, Rhythm, Track, Worth, dates
from continuity.policy.proving import length
from continuity.policy.working_days import is_weekend, working_day

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
AGES = st.one_of(st.none(), st.timedeltas(timedelta(0), timedelta(days=1000)))
EVERY = st.sampled_from([*Calendar, timedelta(days=45), timedelta(hours=3)])


def client(country: str = "", region: str = "") -> Client:
    return Client(name="acme", title="Acme", sites={}, repositories={}, assets={}, country=country, region=region)


@given(DAYS, DAYS, st.frozensets(DAYS, max_size=30))
def test_a_working_day_is_never_free_and_never_later_than_it_must_be(
    due: date, after: date, holidays: frozenset[date]
) -> None:
    def free(day: date) -> bool:
        return is_weekend(day) or day in holidays

    found = working_day(due, after, free)
    assert not free(found)
    assert found > after
    between = range((due - after).days)
    in_time = [day for number in between if not free(day := due - number * DAY)]
    assert found == in_time[0] if in_time else found > due


@given(AGES, AGES, EVERY, st.timedeltas(timedelta(0), timedelta(days=800)))
def test_the_dates_of_a_drill(
    held: timedelta | None, since: timedelta | None, every: Calendar | timedelta, ahead: timedelta
) -> None:
    held_at, since_at = (None if age is None else NOW - age for age in (held, since))
    rhythm = Rhythm(every=every, zone="Europe/Paris", since=since_at)
    found = dates(rhythm, held_at, NOW, NOW + ahead)
    assert found.due == (held_at or since_at or NOW) + length(every)
    assert (found.state is DueState.LATE) == (found.due < NOW)
    assert found.days == tuple(sorted(set(found.days)))
    assert found.days[0] >= NOW.date(), "nobody is sent back in time"
    assert not [day for day in found.days if is_weekend(day)]
    assert all(day <= (NOW + ahead + DAY).date() for day in found.days[1:])
    later = dates(rhythm, held_at, NOW + DAY, NOW + ahead + DAY)
    assert found.state is not DueState.LATE or later.state is DueState.LATE, "late until it is held"


def test_without_a_rhythm_there_is_no_date() -> None:
    assert dates(Rhythm(every=None), None, NOW, NOW + DAY).days == ()


@pytest.mark.parametrize(
    ("region", "due", "day"),
    [
        ("", date(2026, 12, 26), date(2026, 12, 24)),  # a Saturday, after a holiday
        ("", date(2027, 3, 29), date(2027, 3, 26)),  # Easter Monday: the Friday before, which is none in Paris
        ("57", date(2027, 3, 29), date(2027, 3, 25)),  # but is Good Friday in Metz
        ("", date(2027, 7, 14), date(2027, 7, 13)),
        ("", date(2027, 5, 6), date(2027, 5, 5)),  # Ascension
    ],
)
def test_french_holidays(region: str, due: date, day: date) -> None:
    assert working_day(due, NOW.date(), days_off(client("FR", region))) == day


def test_a_country_that_nobody_knows_has_weekends() -> None:
    assert not knows(client("FR", "99"))
    assert knows(client("FR", "6AE"))
    assert knows(client())
    assert working_day(date(2026, 12, 26), NOW.date(), days_off(client("XX"))) == date(2026, 12, 25)


def test_a_live_drill_goes_into_an_agreed_time() -> None:
    def window(days: int) -> Agreed:
        return Agreed(begins=NOW + days * DAY, ends=NOW + days * DAY + timedelta(hours=4), by="both")

    past, soon, far = window(-3), window(5), window(300)
    rhythm = Rhythm(every=Calendar.QUARTER, live=True, windows=(far, past, soon))
    found = dates(rhythm, None, NOW, NOW + 400 * DAY)
    assert (found.window, found.days[0]) == (soon, date(2026, 11, 28)), "agreed is agreed, on a Saturday, too"
    assert found.state is DueState.DUE
    only_far = dates(Rhythm(every=Calendar.QUARTER, live=True, windows=(past, far)), None, NOW, NOW + DAY)
    assert only_far.window == far
    assert dates(Rhythm(every=Calendar.QUARTER, live=True, windows=(past,)), None, NOW, NOW).window is None


def test_an_agreed_time_is_a_date_without_a_rhythm() -> None:
    past, soon, far = (Agreed(begins=NOW + days * DAY, ends=NOW + days * DAY + DAY / 6) for days in (-3, 5, 300))
    agreed = Rhythm(every=None, live=True, windows=(far, past, soon))
    found = dates(agreed, None, NOW, NOW + 400 * DAY)
    assert (found.window, found.state, found.due) == (soon, DueState.DUE, soon.ends)
    assert found.days == (date(2026, 11, 28), (NOW + 300 * DAY).date())
    within = soon.begins + DAY / 24
    assert dates(agreed, within, within, within).window == far, "it was held in the first"
    assert dates(Rhythm(every=None, live=True, windows=(past,)), None, NOW, NOW).state is DueState.UNPLANNED


def test_what_counts() -> None:
    def run(number: int, outcome: Outcome, verdict: Verdict, *, played: bool) -> DrillRun:
        return DrillRun(
            id=f"r{number}", client="acme", drill="try", runbook="own", mode="isolated", subject="acme/share",
            at=NOW + number * DAY, outcome=outcome, verdict=verdict, played=played,
        )  # fmt: skip

    cut = run(0, Outcome.ABORTED, Verdict.UNPROVEN, played=False)
    script = run(1, Outcome.SUCCEEDED, Verdict.UNPROVEN, played=True)
    slow = run(2, Outcome.SUCCEEDED, Verdict.MISSED, played=False)
    good = run(3, Outcome.SUCCEEDED, Verdict.MET, played=False)
    broken = run(4, Outcome.INCOMPLETE, Verdict.MISSED, played=False)
    assert Track.of([]).worth is Worth.NEVER
    assert Track.of([cut]).worth is Worth.NEVER
    assert (Track.of([cut, script]).worth, Track.of([script]).held) == (Worth.REHEARSED, None)
    assert Track.of([script, slow]).worth is Worth.HELD
    whole = Track.of([broken, good, slow, script, cut])
    assert (whole.last, whole.held, whole.proven, whole.worth) == (broken, good, good, Worth.PROVEN)


@pytest.mark.parametrize(("hours", "state"), [(-1, DueState.DUE), (1, DueState.LATE)])
def test_late_begins_when_the_period_is_over(hours: int, state: DueState) -> None:
    held = NOW - 92 * DAY - timedelta(hours=hours)
    assert dates(Rhythm(every=Calendar.QUARTER), held, NOW, NOW).state is state
