"""What a sample of objects says of all of them. Pure.

Drawn without putting back, the number of bad objects in a sample follows the hypergeometric distribution. Of all
numbers of bad objects there could be, those that would have shown so few bad ones in less than one case of twenty are
ruled out (the one-sided bound of Clopper and Pearson, exact for finite populations).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from random import Random

T = TypeVar("T")

CONFIDENCE = 0.95
_ROUNDING = 1e-6  # what the logarithms below may be off, and more: the bound is never too good


@dataclass(frozen=True, kw_only=True)
class Bound:
    """So many were drawn of so many, ``bad`` of them bad; with :data:`CONFIDENCE`, ``at_most`` of all are."""

    drawn: int
    of: int
    bad: int
    at_most: int

    @property
    def share(self) -> float:
        """The largest share of all that may be bad."""
        return self.at_most / self.of if self.of else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return plain data."""
        return vars(self) | {"share": self.share, "confidence": CONFIDENCE}


def bound(drawn: int, of: int, bad: int) -> Bound:
    """Return how many of all may be bad at most, where ``bad`` were found among those drawn."""
    least, most = bad, of - drawn + bad
    while least < most:
        middle = (least + most + 1) // 2
        if _log_chance(drawn, of, bad, middle) > log(1 - CONFIDENCE) - _ROUNDING:
            least = middle
        else:
            most = middle - 1
    return Bound(drawn=drawn, of=of, bad=bad, at_most=least)


class Drawing(Generic[T]):
    """Draws ``size`` of the items that pass by, each with the same chance; memory holds the sample."""

    def __init__(self, size: int, chance: Random) -> None:
        self._size, self._chance = size, chance
        self.seen = 0
        self.drawn: list[T] = []

    def watch(self, items: Iterable[T]) -> Iterator[T]:
        """Pass everything on."""
        for item in items:
            self.offer(item)
            yield item

    def offer(self, item: T) -> None:
        """Take part in the drawing (Vitter's algorithm R)."""
        self.seen += 1
        if len(self.drawn) < self._size:
            self.drawn.append(item)
        elif (place := self._chance.randrange(self.seen)) < self._size:
            self.drawn[place] = item


def _log_chance(drawn: int, of: int, found: int, bad: int) -> float:
    """Return the logarithm of the chance to find at most ``found`` bad ones, where ``bad`` of all are."""
    terms = [
        _log_choose(bad, number) + _log_choose(of - bad, drawn - number)
        for number in range(max(0, drawn - (of - bad)), min(found, bad) + 1)
    ]
    if not terms:
        return float("-inf")
    largest = max(terms)
    from_largest = sum(exp(one - largest) for one in terms)
    return largest + log(from_largest) - _log_choose(of, drawn)


def _log_choose(of: int, drawn: int) -> float:
    return lgamma(of + 1) - lgamma(drawn + 1) - lgamma(of - drawn + 1)
