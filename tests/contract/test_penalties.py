"""Penalties to the cent: examples worked by hand, and laws for all others."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.contract.penalties import Terms, cents, owed, penalty, shares
from continuity.model.contract import Rounding, Tier

FEE = Decimal("2400.00")
REACHED = Fraction("97.4")


def terms(rounding: Rounding = Rounding.BEGUN, **more: object) -> Terms:
    known = {"promised": Decimal("99.9"), "per": Decimal(1), "rate": Decimal(1), "rounding": rounding}
    return Terms(**(known | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rounding", "owed_"),
    [
        # 99.9 - 97.4 = 2.5 points of 1 each. A point that was begun counts: 3 x 1 % of 2400 EUR
        (Rounding.BEGUN, "72.00"),
        # 2.5 x 1 % of 2400 EUR
        (Rounding.PRORATA, "60.00"),
        # two points are complete: 2 x 1 % of 2400 EUR
        (Rounding.COMPLETE, "48.00"),
    ],
)
def test_two_and_a_half_points_missing(rounding: Rounding, owed_: str) -> None:
    assert penalty(terms(rounding), REACHED, FEE).amount == Decimal(owed_)


def test_steps_of_a_tenth_of_a_point() -> None:
    """2.5 points are 25 steps of 0.1; half a percent each: 25 x 0.5 % x 2400 = 300.00."""
    found = penalty(terms(per=Decimal("0.1"), rate=Decimal("0.5")), REACHED, FEE)
    assert (found.steps, found.amount) == (Fraction(25), Decimal("300.00"))


def test_what_is_just_reached_costs_nothing_and_a_hair_below_a_step_that_was_begun() -> None:
    assert penalty(terms(), Fraction("99.9"), FEE).amount == 0
    assert penalty(terms(), Fraction("99.9") - Fraction(1, 10**12), FEE).amount == Decimal("24.00")
    assert penalty(terms(Rounding.COMPLETE), Fraction("98.9") + Fraction(1, 10**12), FEE).amount == 0


def test_what_nobody_saw_costs_nothing_yet() -> None:
    found = penalty(terms(), None, FEE)
    assert (found.reached, found.amount) == (None, Decimal(0))


def test_an_exemption_is_taken_off_before_steps_are_counted() -> None:
    """2.5 points less 0.6 that are free: 1.9, two of which were begun: 48.00."""
    assert penalty(terms(exempt=Decimal("0.6")), REACHED, FEE).amount == Decimal("48.00")


def test_tiers() -> None:
    """Below 99: 2 % a point; below 95: 5 %. 97.4 is in the first: 3 x 2 % x 2400 = 144; 94.9 in the second: 5 x 5 %."""
    tiers = (Tier(below=Decimal(99), rate=Decimal(2)), Tier(below=Decimal(95), rate=Decimal(5)))
    assert penalty(terms(tiers=tiers), REACHED, FEE).amount == Decimal("144.00")
    assert penalty(terms(tiers=tiers), Fraction("94.9"), FEE).amount == Decimal("600.00")
    assert penalty(terms(tiers=tiers), Fraction("99.5"), FEE).amount == Decimal("24.00")


def test_the_cap_of_a_clause() -> None:
    """3 % would be 72.00; the clause is capped at 2 % of the month's fee: 48.00."""
    found = penalty(terms(clause_cap=Decimal(2)), REACHED, FEE)
    assert (found.amount, found.capped) == (Decimal("48.00"), True)


def test_the_cap_of_a_quarter() -> None:
    """25 % of 3 x 2400 = 1800: the first month owes 1200, the second 600 of its 1200, the third nothing of its 72."""
    months = [Decimal("1200.00"), Decimal("1200.00"), Decimal("72.00")]
    assert owed(months, 3 * FEE, Decimal(25)) == [Decimal("1200.00"), Decimal("600.00"), Decimal("0.00")]
    assert owed(months, 3 * FEE, None) == months


def test_a_contract_that_changes_within_the_month() -> None:
    """30 days, the new contract from the 11th on: 10 and 20 days of 2400 are 800 and 1600.

    Old terms: 2.5 points missing, begun, 1 %: 3 % of 800 = 24.00. New: 99.5 promised, pro rata, 2 %: 2.1 x 2 % of 1600
    = 67.20. Together 91.20.
    """
    fees = shares(FEE, (10, 20))
    old = penalty(terms(), REACHED, fees[0])
    new = penalty(terms(Rounding.PRORATA, promised=Decimal("99.5"), rate=Decimal(2)), REACHED, fees[1])
    assert (fees, old.amount, new.amount) == ([Decimal(800), Decimal(1600)], Decimal("24.00"), Decimal("67.20"))


def test_half_a_cent_is_paid_as_one() -> None:
    assert [str(cents(Fraction(one))) for one in ("0.005", "0.0049", "1.005", "2.675")] == [
        "0.01",
        "0.00",
        "1.01",
        "2.68",
    ]


PERCENT = st.fractions(0, 100)


@given(PERCENT, PERCENT, st.sampled_from(Rounding))
def test_who_reaches_less_never_owes_less(one: Fraction, other: Fraction, rounding: Rounding) -> None:
    low, high = sorted((one, other))
    assert penalty(terms(rounding), low, FEE).amount >= penalty(terms(rounding), high, FEE).amount


@given(PERCENT)
def test_complete_is_at_most_pro_rata_and_that_at_most_begun(reached: Fraction) -> None:
    amounts = [
        penalty(terms(one), reached, FEE).amount for one in (Rounding.COMPLETE, Rounding.PRORATA, Rounding.BEGUN)
    ]
    assert amounts == sorted(amounts)


@given(st.decimals(0, 10**6, places=2), st.lists(st.integers(1, 31), min_size=1, max_size=5))
def test_shares_add_up_to_the_fee(fee: Decimal, parts: list[int]) -> None:
    assert sum(shares(fee, parts)) == fee


@given(st.lists(st.decimals(0, 5000, places=2), max_size=3), st.decimals(0, 100, places=1))
def test_a_quarter_never_owes_more_than_its_cap_nor_a_month_more_than_its_penalty(
    months: list[Decimal], cap: Decimal
) -> None:
    found = owed(months, 3 * FEE, cap)
    assert sum(found) == min(sum(months), cents(Fraction(3 * FEE) * Fraction(cap) / 100))
    assert all(due <= amount for due, amount in zip(found, months, strict=True))
