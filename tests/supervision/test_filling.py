"""When something is full, foretold from its daily peaks: laws of the slope, of jumps, of the interval, of its score."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from continuity.supervision.filling import NEEDED, Filling, Peak, Why, foretold, since_jump
from continuity.supervision.foretelling import Came, Foretold, Outcome, score, settled, unforetold
from continuity.supervision.slope import slope

DAY = timedelta(days=1)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def peaks(values: list[float], first: int = 0) -> list[Peak]:
    return [Peak(day=FIRST + (first + day) * DAY, value=value) for day, value in enumerate(values)]


def line(rate: float, noise: float, seed: int, days: int, begin: float = 20.0) -> list[float]:
    chance = random.Random(seed)
    return [begin + rate * day + chance.gauss(0, noise) for day in range(days)]


@given(st.lists(st.floats(-50, 50), min_size=3, max_size=20), st.floats(-5, 5), st.floats(-100, 100))
def test_a_slope_moves_with_its_points(values: list[float], tilt: float, lift: float) -> None:
    points = list(enumerate(values))
    flat, tilted = slope(points), slope([(x, y + tilt * x + lift) for x, y in points])
    assert flat is not None
    assert tilted is not None
    assert flat.low <= flat.typical <= flat.high
    assert abs(tilted.typical - flat.typical - tilt) < 1e-6


@given(st.floats(0.3, 2), st.integers(0, 5), st.integers(0, 10**6))
def test_a_few_mad_days_do_not_tilt_it(rate: float, mad: int, seed: int) -> None:
    values = line(rate, 0.05, seed, 30)
    for day in random.Random(seed).sample(range(30), mad):
        values[day] = 99.0
    found = slope(list(enumerate(values)))
    assert found is not None
    assert abs(found.typical - rate) < 0.1


def test_too_few_points_have_no_slope() -> None:
    assert slope([(0.0, 1.0), (1.0, 2.0)]) is None
    assert slope([(1.0, 1.0)] * 5) is None


@given(st.integers(0, NEEDED - 1))
def test_with_fewer_days_nothing_is_foretold(days: int) -> None:
    found = foretold(peaks(line(1, 0, 1, days)), 100, FIRST + days * DAY)
    assert (found.why, found.full, found.points) == (Why.FEW, None, days)


def test_what_is_no_number_is_no_figure() -> None:
    values = line(1, 0, 1, 20)
    mad = peaks([*values[:10], math.nan, math.inf, -math.inf, *values[13:]])
    left = [one for one in mad if math.isfinite(one.value)]
    now = FIRST + 20 * DAY
    assert foretold(mad, 100, now) == foretold(left, 100, now)
    assert foretold(peaks([math.nan] * 20), 100, now).why is Why.FEW


@given(st.floats(0.5, 2), st.integers(0, 10**6))
def test_what_does_not_grow_is_not_foretold(noise: float, seed: int) -> None:
    """One of twenty seems to grow by chance alone; none of them would be full soon."""
    found = foretold(peaks(line(0, noise, seed, 40, 50)), 100, FIRST + 40 * DAY)
    assert found.full is None
    assert found.why in (Why.STEADY, Why.FAR)


@given(st.lists(st.floats(-1e20, 1e20), max_size=30), st.sampled_from((100.0, -16777216.0)))
def test_whatever_is_told_it_is_a_forecast_or_says_why(values: list[float], level: float) -> None:
    now = FIRST + 30 * DAY
    found = foretold(peaks(values), level, now)
    assert (found.full is None) == (found.why is not None)
    if found.full and found.earliest and found.latest:
        assert now <= found.earliest <= found.full <= found.latest <= now + 181 * DAY
    assert Filling.of_json(found.as_json()) == found


def test_noise_alone_is_seldom_foretold() -> None:
    """Near the level any slope would reach it soon: one of twenty may seem to grow surely."""
    histories = [peaks(line(0, 2, seed, 10, 97)) for seed in range(200)]
    told = sum(foretold(one, 100, FIRST + 10 * DAY).full is not None for one in histories)
    assert told <= 16


@given(st.floats(0.5, 2), st.integers(10, 40), st.floats(6, 30), st.integers(0, 10**6))
def test_a_jump_begins_a_new_series(rate: float, after: int, height: float, seed: int) -> None:
    """A cleanup, as well as a disk made larger: what was before says nothing."""
    before = line(rate, 0.1, seed, 20, 40)
    values = [*before, *(one - height - 6 for one in line(rate, 0.1, seed + 1, after, before[-1]))]
    mine = since_jump(peaks(values), 100)
    assert len(mine) == after
    assert foretold(peaks(values), 100, FIRST + len(values) * DAY).points == after


@given(st.floats(0.5, 1), st.floats(0.5, 0.8), st.integers(0, 10**6))
def test_what_is_pruned_each_week_still_fills(rate: float, share: float, seed: int) -> None:
    """A saw: each Sunday a part of what the week brought goes away, and it is full by its peaks all the same."""
    chance = random.Random(seed)
    values = [20 + (day - day // 7 * 7 * share) * rate * 2 + chance.gauss(0, 0.05) for day in range(400)]
    came = next(day for day, value in enumerate(values) if value >= 100)
    found = foretold(peaks(values[: came - 10], -(came - 10)), 100, FIRST)
    assert found.full is not None
    assert found.points < 10
    made = Foretold(series="x", level=100, made=FIRST, filling=found)
    outcome = settled(made, peaks(values, 10 - came), FIRST + 400 * DAY)
    assert outcome is not None
    assert outcome.came in (Came.HIT, Came.EARLY, Came.LATE)
    assert outcome.at is not None
    assert abs(found.full - outcome.at) < 9 * DAY


@given(st.floats(0.3, 1), st.integers(3, 25), st.integers(0, 10**6))
def test_one_odd_day_is_no_jump(rate: float, day: int, seed: int) -> None:
    values = line(rate, 0.1, seed, 30)
    values[day] += 30
    assert len(since_jump(peaks(values), 100)) == 30


def test_what_comes_within_the_interval() -> None:
    """Of 150 histories that nobody saw before, foretold when their day is first within 30: nine of ten hold."""
    hits = 0
    for seed in range(150):
        chance = random.Random(seed)
        values = line(chance.uniform(0.3, 1.5), chance.uniform(0.1, 1), seed + 1000, 400, chance.uniform(20, 50))
        came = next(day for day, value in enumerate(values) if value >= 100)
        for day in range(came - 35, came):
            found = foretold(peaks(values[:day]), 100, FIRST + day * DAY)
            if found.full and found.full - (FIRST + day * DAY) < 30 * DAY:
                made = Foretold(series="x", level=100, made=FIRST + day * DAY, filling=found)
                outcome = settled(made, peaks(values), FIRST + 400 * DAY)
                assert outcome is not None
                hits += outcome.came is Came.HIT
                break
    assert 0.85 <= hits / 150 <= 1


def filling(earliest: int, latest: int) -> Filling:
    begin, end = FIRST + earliest * DAY, FIRST + latest * DAY
    return Filling(points=10, days=10, full=begin + (end - begin) / 2, earliest=begin, latest=end)


MADE = Foretold(series="x", level=100, made=FIRST + 10 * DAY, filling=filling(20, 25))


def test_a_forecast_is_held_against_what_comes() -> None:
    flat = [50.0] * 60
    for came, what in ((15, Came.EARLY), (20, Came.HIT), (25, Came.HIT), (26, Came.LATE), (40, Came.LATE)):
        values = peaks([*flat[:came], 100.0, *flat[came + 1 :]])
        assert settled(MADE, values, FIRST + 60 * DAY) == Outcome(
            series="x", came=what, at=FIRST + came * DAY, lead=came - 10
        )
    assert settled(MADE, peaks(flat[:41]), FIRST + 41 * DAY) is None, "late is what comes within as long again"
    assert settled(MADE, peaks(flat[:42]), FIRST + 42 * DAY) == Outcome(series="x", came=Came.NEVER)
    assert settled(MADE, peaks(flat[:20]), FIRST + 42 * DAY) == Outcome(series="x", came=Came.UNSEEN)
    cleaned = peaks([*line(2, 0.1, 1, 20), *line(0, 0.1, 1, 8, 30)])
    assert settled(MADE, cleaned, FIRST + 28 * DAY) == Outcome(series="x", came=Came.AVERTED)


def test_what_came_and_was_not_foretold_is_told_once() -> None:
    values = peaks([*[50.0] * 10, 100, 99, 100, *[50.0] * 10, 100, 100])
    found = [one.at for one in unforetold("x", 100, values, FIRST)]
    assert found == [FIRST + 10 * DAY, FIRST + 23 * DAY]
    assert not unforetold("x", 100, values, FIRST + 30 * DAY)
    assert not unforetold("x", 100, peaks([100, 100]), FIRST), "where it began full, nobody saw it come"


@given(st.lists(st.sampled_from(Came)))
def test_a_score_counts_what_it_says(came: list[Came]) -> None:
    found = score([Outcome(series="x", came=one, lead=4) for one in came], 2).as_json()
    right = sum(one in (Came.HIT, Came.EARLY, Came.LATE) for one in came)
    wrong, missed = came.count(Came.NEVER), came.count(Came.UNFORETOLD)
    assert found["precision"] == (round(right / (right + wrong), 4) if right + wrong else None)
    assert found["recall"] == (round(right / (right + missed), 4) if right + missed else None)
    assert (found["lead_days_median"], found["waiting"]) == (4.0 if right else None, 2)
