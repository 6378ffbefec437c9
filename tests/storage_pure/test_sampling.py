"""What a sample proves: never more than the exact arithmetic allows, and a seed that anybody can repeat."""

from __future__ import annotations

from fractions import Fraction
from math import comb

from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.ids import repeatable
from continuity.storage.sampling import Drawing, bound


def chance(drawn: int, of: int, found: int, bad: int) -> Fraction:
    """The chance to find at most ``found`` bad ones, exactly."""
    ways = sum(comb(bad, number) * comb(of - bad, drawn - number) for number in range(found + 1) if number <= drawn)
    return Fraction(ways, comb(of, drawn))


@given(st.integers(1, 400), st.data())
def test_the_bound_is_the_exact_one(of: int, data: st.DataObject) -> None:
    drawn = data.draw(st.integers(1, of))
    bad = data.draw(st.integers(0, min(drawn, 12)))
    found = bound(drawn, of, bad)
    limit, slack = Fraction(5, 100), Fraction(1, 10**5)
    assert bad <= found.at_most <= of - drawn + bad
    assert chance(drawn, of, bad, found.at_most) > limit - slack
    if found.at_most < of - drawn + bad:
        assert chance(drawn, of, bad, found.at_most + 1) <= limit


def test_known_figures() -> None:
    assert bound(1000, 100_000, 0).share < 0.003, "the rule of three"
    assert bound(300, 300, 0).at_most == 0, "all were looked at"
    assert bound(300, 300, 7).at_most == 7
    assert bound(0, 0, 0).share == 0
    assert bound(1000, 1_000_000, 5).at_most > 5000


def test_each_object_has_the_same_chance_and_the_seed_decides() -> None:
    def drawn(seed: str) -> list[int]:
        drawing: Drawing[int] = Drawing(10, repeatable(seed))
        for number in range(100):
            drawing.offer(number)
        assert drawing.seen == 100
        return drawing.drawn

    assert drawn("a") == drawn("a") != drawn("b")
    often = [0] * 100
    for seed in range(2000):
        for number in drawn(str(seed)):
            often[number] += 1
    assert 120 < min(often) < 200 < max(often) < 280, "200 each, give or take"
