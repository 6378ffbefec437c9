"""How long a restore will take, forecast from those that were measured; pure.

What is forecast is seconds a byte, so that points of other sizes than those measured can be spoken of. The interval is
meant to hold the next restore in 90 of 100 cases. It is the wider of two: the range of the newest twenty measurements
(of twenty values in random order, the next lies within their range 19 times of 21, whatever their distribution), and,
while there are fewer, Student's prediction interval on their logarithms, since ratios of speeds vary like that. Fewer
than five measurements carry no interval: their median is an indication.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import fmean, median, stdev
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

#: With fewer measurements, a forecast is an indication.
NEEDED = 5
#: How many of the newest measurements count: what was slow a year ago says little.
COUNTED = 20
#: How often the next restore is meant to lie within the interval.
CONFIDENCE = 0.9

#: Student's t at 95 %, by degrees of freedom from four on: five measurements to twenty.
_T = (2.132, 2.015, 1.943, 1.895, 1.860, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753, 1.746, 1.740, 1.734, 1.729)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One measured restore: how much it brought back, and how long it took from declaration to data in place."""

    bytes: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """Seconds for one restore: what is typical and, from enough measurements, the interval around it.

    ``measured`` is how many restores it rests on, ``largest`` the bytes of the largest of them.
    """

    typical_s: float
    fast_s: float | None
    slow_s: float | None
    measured: int
    largest: int

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        interval = None if self.slow_s is None else [self.fast_s, self.slow_s]
        return {"typical_s": self.typical_s, "interval_s": interval, "confidence": CONFIDENCE if interval else None} | {
            "measured": self.measured,
            "largest_bytes": self.largest,
        }


@dataclass(frozen=True, kw_only=True)
class Walked:
    """How long a runbook takes until the asset is usable, its people included, from ``counted`` whole walks on it."""

    runbook: str
    typical_s: float
    fast_s: float | None
    slow_s: float | None
    counted: int
    people_s: float

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        interval = None if self.slow_s is None else [self.fast_s, self.slow_s]
        plain: dict[str, Any] = {"runbook": self.runbook, "typical_s": self.typical_s, "interval_s": interval}
        return plain | {"walks": self.counted, "people_s": self.people_s}


def forecast(samples: Sequence[Sample], size: int) -> Forecast | None:
    """Return how long it takes to bring ``size`` bytes back; ``samples`` newest first. None where none is usable."""
    counted = [one for one in samples if one.bytes > 0 and one.seconds > 0][:COUNTED]
    if not counted:
        return None
    rates = [one.seconds / one.bytes for one in counted]
    fast, slow = _interval(rates) if len(rates) >= NEEDED else (None, None)
    return Forecast(
        typical_s=round(median(rates) * size, 3),
        fast_s=None if fast is None else round(fast * size, 3),
        slow_s=None if slow is None else round(slow * size, 3),
        measured=len(rates),
        largest=max(one.bytes for one in counted),
    )


def _interval(rates: Sequence[float]) -> tuple[float, float]:
    logarithms = [math.log(one) for one in rates]
    reach = _T[len(rates) - NEEDED] * stdev(logarithms) * math.sqrt(1 + 1 / len(rates))
    middle = fmean(logarithms)
    if len(rates) >= COUNTED:
        return min(rates), max(rates)
    return min(*rates, math.exp(middle - reach)), max(*rates, math.exp(middle + reach))
