"""The slope of a line through points of which some lie: Theil and Sen's, with its interval; pure.

The typical slope is the median of those of all pairs: it holds until 29 of 100 points are nonsense. The interval is
Sen's (1968), from the variance of Kendall's S, ties counted; where neighbours err alike, there are fewer points in it
than it seems, and the variance is larger by (1 + r)/(1 - r), r being how alike neighbours are (lag 1).
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import fmean, median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    #: Where and how much.
    Points = Sequence[tuple[float, float]]

#: How often the true slope is meant to lie within the interval, and the normal quantile of it.
CONFIDENCE = 0.9
QUANTILE = 1.645
_MOST_ALIKE = 0.9
_LEAST = 3


@dataclass(frozen=True, kw_only=True)
class Slope:
    """How much a step along brings: typically, at least and at most; ``alike``: how alike neighbours err, 0 to 0.9."""

    typical: float
    low: float
    high: float
    alike: float


def slope(points: Points) -> Slope | None:
    """Return the slope of points in their order; None for fewer than three, or none that lie apart."""
    slopes = sorted((y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(points, 2) if x1 != x2)
    if len(points) < _LEAST or not slopes:
        return None
    typical = median(slopes)
    alike = _alike(residuals(points, typical))
    reach = QUANTILE * math.sqrt(_variance([y for _, y in points]) * (1 + alike) / (1 - alike))
    low = max(round((len(slopes) - reach) / 2) - 1, 0)
    high = min(round((len(slopes) + reach) / 2), len(slopes) - 1)
    return Slope(typical=typical, low=slopes[low], high=slopes[high], alike=alike)


def residuals(points: Points, typical: float) -> list[float]:
    """Return how far each point lies above the line of that slope that halves them."""
    offsets = [y - typical * x for x, y in points]
    middle = median(offsets)
    return [one - middle for one in offsets]


def _variance(values: Sequence[float]) -> float:
    """Return the variance of Kendall's S; equal values say less."""
    count = len(values)
    ties = sum(same * (same - 1) * (2 * same + 5) for same in Counter(values).values())
    return (count * (count - 1) * (2 * count + 5) - ties) / 18


def _alike(left: Sequence[float]) -> float:
    middle = fmean(left)
    spread = sum((one - middle) ** 2 for one in left)
    if spread == 0:
        return 0.0
    alike = sum((one - middle) * (other - middle) for one, other in pairwise(left)) / spread
    return min(max(alike, 0.0), _MOST_ALIKE)
