"""Where a check stands: soft and hard, flapping, unreachable, unseen; and what a period of it looks like."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from continuity.model.standing import Change, Standing, Status
from continuity.supervision.checks.ports import State
from continuity.supervision.rollup import GRAINS, Rollup, folded
from continuity.supervision.spread import next_due, place
from continuity.supervision.standing import REMEMBERED, Rules, change_share, observed, unseen
from continuity.supervision.timeline import lengths, timeline

START = datetime(2026, 11, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LATE = datetime(2200, 1, 1)  # noqa: DTZ001 - hypothesis gives it its zone
RULES = Rules(every=MINUTE, late=3 * MINUTE)
GOOD, BAD, WARN, UNKNOWN = State.OK, State.CRITICAL, State.WARNING, State.UNKNOWN


def at(minutes: float) -> datetime:
    return START + minutes * MINUTE


def walked(*states: State | None, rules: Rules = RULES, parent: bool = False) -> tuple[Standing, list[Change]]:
    """Observe one state a minute; None is a minute in which nobody asked."""
    standing, changes = Standing(), list[Change]()
    for minute, state in enumerate(states):
        if state is None:
            continue
        standing, more = observed(standing, (state, "-"), at(minute), rules, parent_down=parent)
        changes += more
    return standing, changes


def told(changes: list[Change]) -> list[tuple[str, float]]:
    return [(str(one.now), (one.since - START) / MINUTE) for one in changes]


def test_a_problem_is_hard_when_it_was_seen_often_enough_and_counts_from_the_first_time() -> None:
    standing, changes = walked(GOOD, BAD, BAD)
    assert (standing.status, standing.trying, standing.tried) == (Status.OK, Status.CRITICAL, 2)
    standing, changes = walked(GOOD, BAD, BAD, BAD, GOOD)
    assert told(changes) == [("ok", 0), ("critical", 1), ("ok", 4)]
    assert changes[1].at == at(3)


def test_what_passes_by_itself_is_never_told() -> None:
    _, changes = walked(GOOD, BAD, GOOD, BAD, BAD, GOOD)
    assert told(changes) == [("ok", 0)]


def test_the_first_sight_of_a_problem_is_soft_too() -> None:
    assert told(walked(BAD, BAD)[1]) == []
    assert told(walked(BAD, BAD, BAD)[1]) == [("critical", 0)]


def test_a_problem_that_changes_its_kind_counts_on_and_holds_from_that_kind_on() -> None:
    assert told(walked(GOOD, WARN, BAD, BAD)[1]) == [("ok", 0), ("critical", 2)]
    assert told(walked(GOOD, BAD, BAD, BAD, WARN)[1]) == [("ok", 0), ("critical", 1), ("warning", 4)]


def test_behind_a_dead_parent_it_is_unreachable_and_a_warning_is_not() -> None:
    assert told(walked(BAD, BAD, BAD, parent=True)[1]) == [("unreachable", 0)]
    assert told(walked(WARN, WARN, WARN, parent=True)[1]) == [("warning", 0)]


def test_nobody_saw_it() -> None:
    _, changes = walked(GOOD, GOOD, None, None, None, None, GOOD)
    assert told(changes) == [("ok", 0), ("undetermined", 2), ("ok", 6)], "from when it should have been asked"
    standing, _ = walked(GOOD, GOOD)
    assert unseen(standing, at(4), RULES) == (standing, ())
    blind, (change,) = unseen(standing, at(4.1), RULES)
    assert (blind.status, change.since) == (Status.UNDETERMINED, at(2))
    assert unseen(blind, at(50), RULES)[1] == (), "once"
    assert told(walked(GOOD, UNKNOWN, GOOD)[1]) == [("ok", 0), ("undetermined", 1), ("ok", 2)]


def test_a_clock_that_is_set_back_takes_nothing_back() -> None:
    standing, _ = observed(Standing(), (GOOD, ""), at(10), RULES)
    standing, changes = observed(standing, (UNKNOWN, ""), at(3), RULES)
    assert (standing.at, changes[0].since) == (at(10), at(10))
    far, _ = observed(Standing(), (GOOD, ""), at(0), RULES)
    far, _ = observed(far, (GOOD, ""), at(1), RULES)
    assert observed(far, (GOOD, ""), at(-2000), RULES)[1] == (), "a clock of last year was not set, it was wrong"


@given(st.integers(2, 600), st.lists(st.sampled_from([GOOD, BAD]), min_size=3, max_size=30))
def test_time_that_passes_twice_is_never_up(back: int, second: list[State]) -> None:
    """Law: whatever is seen while a clock shows again what it showed before, of that time nothing counts as seen."""
    rules = Rules(every=MINUTE, late=3 * MINUTE, attempts=1)
    standing, changes = walked(*[GOOD] * 601, rules=rules)
    for minute, state in enumerate(second):
        standing, more = observed(standing, (state, "-"), at(600 - back + minute + 0.5), rules)
        changes += more
    end = at(max(600, 600 - back + len(second)))
    spans = timeline(changes, START, end)
    twice = [one for one in spans if one.begin < at(600) and one.end > at(600 - back + 0.5)]
    assert {one.status for one in twice} == {Status.UNDETERMINED}
    assert standing.status is not Status.UNDETERMINED, "and it is judged all the same"
    assert sum(one.now is Status.UNDETERMINED for one in changes) <= 1, "it is told once"


def test_flapping_by_the_weights_of_nagios() -> None:
    """21 observations, 20 steps: all of them changes is 100 %; one change, the newest, is 1.2 of 20; the oldest 0.8."""
    up, down = Status.OK, Status.CRITICAL
    assert round(change_share([up, down] * 10 + [up]), 9) == 1
    assert round(change_share([up] * 20 + [down]), 9) == 0.06
    assert round(change_share([up] + [down] * 20), 9) == 0.04
    assert round(change_share([up, down]), 9) == 0.06, "what was never seen did not change"
    standing, _ = walked(*[GOOD, BAD] * 3)
    assert standing.flapping
    assert not walked(*[GOOD, BAD] * 3, *[GOOD] * 20)[0].flapping
    assert walked(*[GOOD, BAD] * 3, *[GOOD] * 10)[0].flapping, "it ends later than it began"


SEEN = st.lists(st.sampled_from([*State, None]), min_size=1, max_size=40)


@given(SEEN, st.integers(1, 4))
def test_a_timeline_has_no_gap_and_says_what_was_seen(states: list[State | None], attempts: int) -> None:
    rules = Rules(every=MINUTE, late=3 * MINUTE, attempts=attempts)
    standing, changes = walked(*states, rules=rules)
    end = at(len(states))
    spans = timeline(changes, START, end)
    assert (spans[0].begin, spans[-1].end) == (START, end)
    assert all(one.end == other.begin for one, other in itertools.pairwise(spans))
    assert all(one.status is not other.status for one, other in itertools.pairwise(spans))
    assert sum(lengths(spans).values(), timedelta()) == end - START
    assert len(standing.seen) <= REMEMBERED
    if spans[-1].end > (standing.since or START):
        assert spans[-1].status is standing.status
    for change in changes:
        if change.now in (Status.OK, Status.CRITICAL):
            assert states[round((change.since - START) / MINUTE)] is (GOOD if change.now is Status.OK else BAD)


@given(SEEN)
def test_where_nobody_asked_for_long_nothing_counts_as_well(states: list[State | None]) -> None:
    _, changes = walked(*states, *[None] * 10, GOOD)
    spans = timeline(changes, START, at(len(states) + 10))
    assert lengths(spans)[Status.UNDETERMINED] >= 7 * MINUTE


@given(st.text(min_size=1), st.integers(30, 300), st.datetimes(timezones=st.just(UTC), max_value=LATE))
def test_every_check_keeps_its_place(name: str, seconds: int, now: datetime) -> None:
    every = timedelta(seconds=seconds)
    due = next_due(name, every, now)
    assert timedelta() < due - now <= every
    assert next_due(name, every, due) == due + every
    assert timedelta() <= place(name, every) < every


def test_ten_thousand_checks_are_spread_over_their_minute() -> None:
    by_second = [0] * 60
    for number in range(10_000):
        by_second[int(place(f"device-{number}/http", MINUTE).total_seconds())] += 1
    assert max(by_second) < 10_000 / 60 * 1.5


VALUES = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30)


@given(VALUES, st.integers(1, 29))
def test_rollups_of_rollups_are_those_of_all_their_samples(values: list[float], cut: int) -> None:
    whole = folded(map(Rollup.of, values))
    parts = [folded(map(Rollup.of, part)) for part in (values[:cut], values[cut:])]
    assert whole is not None
    both = folded(part for part in parts if part)
    assert both is not None
    assert (both.count, both.least, both.most) == (whole.count, min(values), max(values))
    assert abs(both.total - whole.total) <= 1e-6 * max(1, sum(map(abs, values)))
    assert whole.least <= whole.mean <= whole.most


def test_grains_contain_each_other() -> None:
    moment = datetime(2026, 11, 23, 14, 35, 59, tzinfo=UTC)
    assert [str(grain.begins(moment).time()) for grain in GRAINS] == ["14:35:00", "14:00:00", "00:00:00"]
