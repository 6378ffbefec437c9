"""How long a restore takes: what the interval promises is held, and nothing is promised from too little."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.policy.forecast import _T, CONFIDENCE, COUNTED, NEEDED, Forecast, Sample, forecast

GIB = 1024**3
SAMPLES = st.builds(Sample, bytes=st.integers(1, 10**13), seconds=st.floats(0.01, 10**6))


def made(*seconds: float, size: int = GIB) -> list[Sample]:
    return [Sample(bytes=size, seconds=one) for one in seconds]


def interval(found: Forecast | None) -> tuple[float, float]:
    assert found is not None
    assert found.fast_s is not None
    assert found.slow_s is not None
    return found.fast_s, found.slow_s


def test_nothing_measured_is_no_forecast() -> None:
    assert forecast([], GIB) is None
    assert forecast([Sample(bytes=0, seconds=3), Sample(bytes=3, seconds=0)], GIB) is None


@given(st.lists(SAMPLES, min_size=1, max_size=NEEDED - 1))
def test_fewer_than_five_are_an_indication(samples: list[Sample]) -> None:
    found = forecast(samples, GIB)
    assert found is not None
    assert (found.fast_s, found.slow_s, found.measured) == (None, None, len(samples))
    assert found.as_json()["interval_s"] is found.as_json()["confidence"] is None


@given(st.lists(SAMPLES, min_size=NEEDED, max_size=40), st.integers(1, 10**13))
def test_the_interval_holds_all_that_counts(samples: list[Sample], size: int) -> None:
    found = forecast(samples, size)
    fast, slow = interval(found)
    assert found is not None
    assert found.measured == min(len(samples), COUNTED)
    times = [one.seconds / one.bytes * size for one in samples[:COUNTED]]
    assert fast <= min(times) + 0.001
    assert slow >= max(times) - 0.001
    assert fast <= found.typical_s <= slow


@given(st.lists(SAMPLES, min_size=1, max_size=30), st.integers(1, 10**12))
def test_twice_as_much_takes_twice_as_long(samples: list[Sample], size: int) -> None:
    one, two = forecast(samples, size), forecast(samples, 2 * size)
    assert one is not None
    assert two is not None
    assert two.typical_s == pytest.approx(2 * one.typical_s, rel=0.01, abs=0.002)


def test_what_is_older_than_the_twenty_newest_does_not_count() -> None:
    recent = made(*(10 + number / 10 for number in range(COUNTED)))
    assert forecast([*recent, *made(9000)], GIB) == forecast(recent, GIB)
    assert interval(forecast([*recent[1:], *made(9000)], GIB))[1] == 9000


@pytest.mark.parametrize("count", [5, 6, 10, 19, 20])
def test_nine_of_ten_restores_lie_within(count: int) -> None:
    """Drawn anew four thousand times, from a distribution with a long tail of slow restores."""
    chance, held = random.Random(20261123), 0
    for _ in range(4000):
        *seen, following = [chance.lognormvariate(3, 0.5) for _ in range(count + 1)]
        fast, slow = interval(forecast(made(*seen), GIB))
        held += fast <= following <= slow
    assert held / 4000 > CONFIDENCE - 0.015


def test_one_wild_measurement_does_not_move_what_is_typical() -> None:
    found = forecast(made(10, 11, 12, 13, 5000), GIB)
    assert found is not None
    assert found.typical_s == 12
    assert interval(found)[1] >= 5000


@pytest.mark.parametrize("freedom", range(NEEDED - 1, COUNTED))
def test_the_table_is_students(freedom: int) -> None:
    """Integrated anew: 95 % of Student's distribution lie below each value."""
    scale = math.gamma((freedom + 1) / 2) / math.gamma(freedom / 2) / math.sqrt(freedom * math.pi)
    limit, steps = _T[freedom - NEEDED + 1], 2000
    width = limit / steps
    heights = [scale * (1 + (at * width) ** 2 / freedom) ** (-(freedom + 1) / 2) for at in range(steps + 1)]
    area = width * (sum(heights) - (heights[0] + heights[-1]) / 2)
    assert 0.5 + area == pytest.approx(0.95, abs=0.0001)
