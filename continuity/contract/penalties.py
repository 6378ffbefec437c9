"""What missing availability costs, to the cent; pure, exact, and the same from the same figures for ever.

    steps    = (promised - reached - exempt) / per, rounded as the contract says
    penalty  = fee x rate x steps, rounded half up to the cent

A month that a contract's change divides is several parts, each with its own terms and its share of the fee. The cap
holds over a calendar quarter: of its fees, a month owes at most what the months before it left.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

from continuity.model.contract import Rounding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.model.contract import Tier


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a contract says: ``promised`` in percent, ``rate`` in percent of the fee for each ``per`` points missing.

    ``exempt`` points are free of charge. ``cap`` is the most, in percent of a quarter's fees, ``clause_cap`` the most
    of one month's penalty in percent of its fee; None for no cap.
    """

    promised: Decimal
    per: Decimal
    rounding: Rounding
    rate: Decimal
    cap: Decimal | None = None
    clause_cap: Decimal | None = None
    exempt: Decimal = Decimal(0)
    tiers: tuple[Tier, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Penalty:
    """What one part of a month costs, and every figure on the way; ``reached`` None is unproven, and costs nothing yet.

    ``evidence`` names the records that it rests on.
    """

    fee: Decimal
    reached: Fraction | None
    missing: Fraction
    steps: Fraction
    rate: Decimal
    amount: Decimal
    capped: bool
    evidence: tuple[str, ...] = ()


def penalty(terms: Terms, reached: Fraction | None, fee: Decimal, evidence: tuple[str, ...] = ()) -> Penalty:
    """Return what an availability (percent, exact) costs under these terms; ``fee`` is that of the same time."""
    missing = Fraction(0) if reached is None else max(Fraction(terms.promised) - reached, Fraction(0))
    steps = _rounded(max(missing - Fraction(terms.exempt), Fraction(0)) / Fraction(terms.per), terms.rounding)
    rate = _rate(terms, reached)
    exact = Fraction(fee) * Fraction(rate) / 100 * steps
    most = None if terms.clause_cap is None else Fraction(fee) * Fraction(terms.clause_cap) / 100
    capped = most is not None and exact > most
    return Penalty(
        fee=fee,
        reached=reached,
        missing=missing,
        steps=steps,
        rate=rate,
        amount=cents(most if capped and most is not None else exact),
        capped=capped,
        evidence=evidence,
    )


def owed(months: Sequence[Decimal], quarter_fees: Decimal, cap: Decimal | None) -> list[Decimal]:
    """Return what each month of a quarter owes in the end, in their order; ``cap`` in percent of the quarter's fees."""
    if cap is None:
        return list(months)
    left, found = cents(Fraction(quarter_fees) * Fraction(cap) / 100), []
    for amount in months:
        due = min(amount, left)
        left -= due
        found.append(due)
    return found


def cents(amount: Fraction) -> Decimal:
    """Return an exact amount of money as it is paid: to the cent, half a cent up."""
    exact = amount * 100
    whole = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return Decimal(whole).scaleb(-2)


def shares(fee: Decimal, parts: Sequence[int]) -> list[Decimal]:
    """Return the fee of each part of a month (of so many days, or hours); together they are the fee, to the cent."""
    whole, before, found = sum(parts), Decimal(0), []
    for count in accumulate(parts):
        until = cents(Fraction(fee) * count / whole)
        found.append(until - before)
        before = until
    return found


def _rounded(steps: Fraction, rounding: Rounding) -> Fraction:
    match rounding:
        case Rounding.BEGUN:
            return Fraction(math.ceil(steps))
        case Rounding.COMPLETE:
            return Fraction(math.floor(steps))
    return steps


def _rate(terms: Terms, reached: Fraction | None) -> Decimal:
    lowest = [tier for tier in terms.tiers if reached is not None and reached < Fraction(tier.below)]
    return min(lowest, key=lambda tier: tier.below).rate if lowest else terms.rate
