"""Forecasts held against what came: within their interval, before, after or never; and how good they are in all; pure.

A forecast is settled to the day, by the level that it was made for. Late is what came within as long again as it was
foretold for; after that it never came. What somebody made room for before is neither right nor wrong, and told apart.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import read_time, write_time
from continuity.supervision.filling import Filling, is_saw, since_jump

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from continuity.supervision.filling import Peak

#: What was full within these days before came back, and did not come.
REST = timedelta(days=7)
_DAY = timedelta(days=1)


class Came(StrEnum):
    """What became of a forecast, or of something that none had foretold."""

    HIT = "hit"
    EARLY = "early"
    LATE = "late"
    NEVER = "never"
    AVERTED = "averted"
    UNSEEN = "unseen"
    UNFORETOLD = "unforetold"


_IT_CAME = (Came.HIT, Came.EARLY, Came.LATE)


@dataclass(frozen=True, kw_only=True)
class Foretold:
    """A forecast on record: of what, for which level, and when it was made."""

    series: str
    level: float
    made: datetime
    filling: Filling

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``forecasts``."""
        return {"series": self.series, "level": self.level, "made": write_time(self.made)} | self.filling.as_json()

    @classmethod
    def of_json(cls, plain: Mapping[str, Any]) -> Foretold:
        """Return what :meth:`as_json` described."""
        made, filling = read_time(plain["made"]), Filling.of_json(plain)
        return cls(series=plain["series"], level=plain["level"], made=made, filling=filling)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one; ``at`` is the day on which the level was reached, ``lead`` the days from the forecast to it."""

    series: str
    came: Came
    at: datetime | None = None
    lead: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``outcomes``."""
        at = write_time(self.at) if self.at else None
        return {"series": self.series, "came": str(self.came), "at": at, "lead_days": self.lead}

    @classmethod
    def of_json(cls, plain: Mapping[str, Any]) -> Outcome:
        """Return what :meth:`as_json` described."""
        at = read_time(plain["at"]) if plain["at"] else None
        return cls(series=plain["series"], came=Came(plain["came"]), at=at, lead=plain["lead_days"])


@dataclass(frozen=True, kw_only=True)
class Score:
    """How many forecasts came to what; ``waiting`` are those whose time has not come. None: nothing to judge by."""

    counts: Mapping[Came, int]
    waiting: int
    lead_days: float | None

    @property
    def precision(self) -> float | None:
        """Of what was foretold, how much came."""
        came = sum(self.counts.get(one, 0) for one in _IT_CAME)
        return _share(came, came + self.counts.get(Came.NEVER, 0))

    @property
    def recall(self) -> float | None:
        """Of what came, how much was foretold."""
        came = sum(self.counts.get(one, 0) for one in _IT_CAME)
        return _share(came, came + self.counts.get(Came.UNFORETOLD, 0))

    @property
    def within(self) -> float | None:
        """Of what was foretold and came, how much came within its interval."""
        return _share(self.counts.get(Came.HIT, 0), sum(self.counts.get(one, 0) for one in _IT_CAME))

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        plain: dict[str, Any] = {str(one): self.counts.get(one, 0) for one in Came}
        shares = {"precision": self.precision, "recall": self.recall, "within_interval": self.within}
        return plain | {"waiting": self.waiting, "lead_days_median": self.lead_days} | shares


def settled(one: Foretold, peaks: Sequence[Peak], today: datetime) -> Outcome | None:
    """Return what came of a forecast by the peaks of all whole days before ``today``; None while it waits."""
    assert one.filling.earliest is not None and one.filling.latest is not None  # noqa: PT018, S101 - it foretells
    begin, latest = _day(one.made), _day(one.filling.latest)
    since = [peak for peak in peaks if peak.day >= begin]
    if at := next((peak.day for peak in since if peak.value >= one.level), None):
        came = Came.EARLY if at < _day(one.filling.earliest) else Came.LATE if at > latest else Came.HIT
        return Outcome(series=one.series, came=came, at=at, lead=(at - begin) // _DAY)
    mine = since_jump(peaks, one.level)
    if (
        mine
        and not is_saw(peaks, one.level)
        and mine[0].day >= begin
        and len(mine) < len(peaks)
        and mine[0].value < peaks[-len(mine) - 1].value
    ):
        return Outcome(series=one.series, came=Came.AVERTED)
    if today <= latest + (latest - begin) + _DAY:
        return None
    seen = any(peak.day >= latest for peak in since)
    return Outcome(series=one.series, came=Came.NEVER if seen else Came.UNSEEN)


def unforetold(series: str, level: float, peaks: Sequence[Peak], since: datetime) -> list[Outcome]:
    """Return the days from ``since`` on at which the level was reached, and had not been for a while."""
    found = []
    for at, peak in enumerate(peaks):
        recent = [one for one in peaks[:at] if peak.day - one.day <= REST]
        if at and peak.day >= since and peak.value >= level > max((one.value for one in recent), default=level):
            found.append(Outcome(series=series, came=Came.UNFORETOLD, at=peak.day))
    return found


def score(outcomes: Iterable[Outcome], waiting: int) -> Score:
    """Return how good forecasts were."""
    every = list(outcomes)
    leads = [one.lead for one in every if one.came in _IT_CAME and one.lead is not None]
    counts = Counter(one.came for one in every)
    return Score(counts=counts, waiting=waiting, lead_days=float(median(leads)) if leads else None)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _day(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
