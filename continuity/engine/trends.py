"""Trends of an asset: what its runs came to in the last days, by kind of work."""

from __future__ import annotations

from datetime import UTC
from functools import reduce
from typing import TYPE_CHECKING

from continuity.model.trend import Trend

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

#: Over how many days trends are told: a week, a month, a year.
SPANS = (7, 30, 365)


def over(trends: Iterable[Trend], days: int, at: datetime) -> list[Trend]:
    """Return one trend for each kind of work, joined over the days up to ``at``, that day included.

    What was joined to a month counts where its first day does.
    """
    last = at.astimezone(UTC).date().toordinal()
    kinds: dict[str, list[Trend]] = {}
    for one in trends:
        if last - days < one.day.toordinal() <= last:
            kinds.setdefault(one.kind, []).append(one)
    return [reduce(Trend.joined, kinds[kind]) for kind in sorted(kinds)]
