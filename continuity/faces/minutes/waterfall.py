"""The RTO as a waterfall: each phase where it lay, and in it the machine's time, the people's, and what lay between.

A second in which the machine worked is the machine's, whoever waited beside it; a second in which only a person was at
work, or was waited for, is the people's; the rest lies between two steps. Arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from continuity.faces.minutes.moments import seconds
from continuity.recovery.drills.compiling import OWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from continuity.faces.minutes.moments import Moment
    from continuity.ground.clock import Mark


class How(StrEnum):
    """Whose time a piece of a bar is."""

    MACHINE = "machine"
    PEOPLE = "people"
    BETWEEN = "between"
    #: seen by a probe: the service did not answer
    OUTAGE = "outage"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of a bar, in seconds from the fault."""

    start: float
    end: float
    how: How

    @property
    def length(self) -> float:
        """How many seconds it lasts."""
        return self.end - self.start


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One phase, from the end of the one before to its own."""

    phase: str
    start: float
    end: float
    pieces: tuple[Piece, ...]

    def of(self, how: How) -> float:
        """Return how many of its seconds were of that kind."""
        return sum(one.length for one in self.pieces if one.how is how)


def waterfall(phases: Mapping[str, float], steps: Iterable[Moment], fault: Mark) -> list[Bar]:
    """Return a bar for each phase that was reached, in their order; ``phases`` are seconds by name, as recorded."""
    known = [one for one in steps if not one.name.startswith(OWN)]
    machine = _spans([(one.begun, one.ended) for one in known if not one.by], fault)
    people = _spans([(one.begun if one.by else one.ended, one.passed) for one in known], fault)
    bars, start = [], 0.0
    for phase, length in phases.items():
        end = start + length
        bars.append(Bar(phase=phase, start=start, end=end, pieces=tuple(_pieces((start, end), machine, people))))
        start = end
    return bars


Span = tuple[float, float]


def _spans(marks: Iterable[tuple[Mark | None, Mark | None]], fault: Mark) -> list[Span]:
    found = ((seconds(fault, start), seconds(fault, end)) for start, end in marks if start and end)
    return [(start, end) for start, end in found if start is not None and end is not None and end > start]


def _pieces(within: Span, machine: Sequence[Span], people: Sequence[Span]) -> Iterable[Piece]:
    """Yield what a bar is made of: every moment at which somebody began or ended cuts it."""
    low, high = within
    cuts = sorted({low, high, *(one for span in (*machine, *people) for one in span if low < one < high)})
    last: Piece | None = None
    for start, end in pairwise(cuts):
        middle = (start + end) / 2
        how = How.MACHINE if _in(middle, machine) else How.PEOPLE if _in(middle, people) else How.BETWEEN
        if last and last.how is how:
            last = replace(last, end=end)
        else:
            if last:
                yield last
            last = Piece(start=start, end=end, how=how)
    if last:
        yield last


def _in(moment: float, spans: Sequence[Span]) -> bool:
    return any(start <= moment < end for start, end in spans)
