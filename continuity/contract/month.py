"""A month of a contract: each part of it by the terms that held then, what was reached, and what it costs; pure.

Terms change at midnight of the client, so a month falls into parts of whole days. Of each part, the fee is its share
by days, and the service that was least available decides what it costs. What nobody can say costs nothing yet, and is
named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from continuity.contract.penalties import Penalty, owed, penalty, shares

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from continuity.contract.availability import Availability
    from continuity.contract.penalties import Terms

_QUARTER = 3


@dataclass(frozen=True, kw_only=True)
class Part:
    """Days of a month, from ``first`` up to ``until``, under one version of the terms.

    ``fee`` is that of a whole month, ``terms`` None where nothing is owed for what is missing. ``reached`` is what
    each service that is promised came to; ``evidence`` names the record of the terms.
    """

    first: date
    until: date
    fee: Decimal
    terms: Terms | None
    reached: Mapping[str, Availability]
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a part costs: its share of the fee, the ``service`` that decided (none did: empty), and the penalty."""

    part: Part
    fee: Decimal
    service: str
    penalty: Penalty | None


@dataclass(frozen=True, kw_only=True)
class Billed:
    """What another month of the quarter came to: its fee, and what it owes by its statement."""

    month: str
    fee: Decimal
    owed: Decimal
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class Due:
    """What a month owes: ``amount`` before the cap of the quarter, ``owed`` after it; ``most`` None without a cap."""

    fee: Decimal
    amount: Decimal
    owed: Decimal
    most: Decimal | None


def costs(parts: Sequence[Part], days: int) -> list[Cost]:
    """Return what each part of a month of so many days costs."""
    return [_cost(part, (part.first.day - 1, days)) for part in parts]


def quarter_of(month: str) -> tuple[str, ...]:
    """Return the months of the calendar quarter that a month such as ``2026-11`` lies in."""
    first = date.fromisoformat(f"{month}-01")
    begin = first.month - (first.month - 1) % _QUARTER
    return tuple(f"{first.year:04}-{begin + count:02}" for count in range(_QUARTER))


def due(found: Sequence[Cost], others: Sequence[Billed], assumed: int) -> Due:
    """Return what the month owes beside what other months of its quarter owe already, by their statements.

    The cap is that of the last terms of the month, of the fees of the whole quarter: so many months of it have no
    statement, and are ``assumed`` to have the fee of this one.
    """
    fee = sum((one.fee for one in found), Decimal(0))
    amount = sum((one.penalty.amount for one in found if one.penalty), Decimal(0))
    last = found[-1].part.terms if found else None
    cap = last.cap if last else None
    fees = sum((one.fee for one in others), fee) + fee * assumed
    left = owed([*(one.owed for one in others), amount], fees, cap)[-1]
    most = None if cap is None else sum(owed([fees], fees, cap), Decimal(0))
    return Due(fee=fee, amount=amount, owed=left, most=most)


def least(reached: Mapping[str, Availability]) -> tuple[str, Fraction | None]:
    """Return the service that was least available, and its availability; nothing where none is proven.

    Of one that was mostly unseen, nothing is: an hour says little of a month, and money less.
    """
    seen = {name: one for name, one in reached.items() if one.mostly_seen}
    proven = [(percent, name) for name, one in seen.items() if (percent := one.percent) is not None]
    return (min(proven)[1], min(proven)[0]) if proven else ("", None)


def _cost(part: Part, where: tuple[int, int]) -> Cost:
    before, days = where
    count = (part.until - part.first).days
    fee = shares(part.fee, [before, count, days - before - count])[1]
    service, percent = least(part.reached)
    if part.terms is None:
        return Cost(part=part, fee=fee, service=service, penalty=None)
    names = part.reached[service].evidence if service else ()
    return Cost(part=part, fee=fee, service=service, penalty=penalty(part.terms, percent, fee, part.evidence + names))
