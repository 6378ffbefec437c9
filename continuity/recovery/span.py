"""A figure of time as a forecast gives it: with its interval, and with what it was obtained from; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Basis(StrEnum):
    """What a figure was obtained from."""

    #: earlier runs of the runbook, on the same asset where it is about one
    RUNS = "runs"
    #: earlier runs of the runbook on other assets
    OTHERS = "runs_on_others"
    #: measured restores of the asset, for as much data as there is now
    RESTORES = "restores"
    #: measured restores of the asset, all of them of far less data: an estimate, or no more than a floor
    SMALLER = "smaller_restores"
    #: the figures of its steps added up along the graph
    STEPS = "steps"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Span:
    """A figure in seconds with its interval; ``confidence`` is the share of cases in which the next lies within.

    Of :attr:`Basis.SMALLER`, ``floor_s`` is the fastest that was measured, as it was, and ``largest`` the bytes of the
    largest.
    """

    typical_s: float | None = None
    fast_s: float | None = None
    slow_s: float | None = None
    confidence: float | None = None
    basis: Basis = Basis.NONE
    counted: int = 0
    floor_s: float | None = None
    largest: int = 0

    @property
    def at_least_s(self) -> float:
        """Return what it took at the fastest; 0 where nothing is known."""
        found = (self.floor_s, self.fast_s, self.typical_s)
        return next((one for one in found if one is not None), 0.0)

    def holds(self, seconds: float) -> bool | None:
        """Tell whether this lies within; None where there is no interval."""
        if self.fast_s is None or self.slow_s is None:
            return None
        return self.fast_s <= seconds <= self.slow_s

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        interval = None if self.slow_s is None else [self.fast_s, self.slow_s]
        plain: dict[str, Any] = {"typical_s": self.typical_s, "interval_s": interval, "confidence": self.confidence}
        return plain | {"basis": str(self.basis), "counted": self.counted, "at_least_s": self.at_least_s}
