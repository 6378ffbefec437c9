"""The freshness canary: the newest time stamp found in restored data, and what it says of an RPO. Pure.

A stamp without a zone is read in the document's time zone, as the earlier of the two where clocks were put back; a
date alone is the beginning of its day: whatever is not said is taken to be old. Digits alone are seconds since 1970.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from continuity.ground.timestamps import write_time
from continuity.model.measurement import Verdict
from continuity.policy.lengths import said
from continuity.policy.objectives import CLOCKS_DIFFER
from continuity.policy.reasons import Reason, because

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_EPOCH = re.compile(r"\d{9,11}(\.\d{1,9})?", re.ASCII)
_SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What a stamp is held against: ``data_time`` of the point, and when its backup had ``ended``."""

    data_time: datetime
    ended: datetime
    rpo: timedelta | None
    zone: ZoneInfo


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a stamp says. ``at`` is None where there is none; ``verdict`` is of its age when the data was taken."""

    at: datetime | None
    verdict: Verdict
    reason: str

    def age_s(self, now: datetime) -> float | None:
        """Return how old it was ``now``; a stamp that is newer is not older than nothing."""
        return None if self.at is None else max(0.0, round((now - self.at).total_seconds(), 3))


def hear(answer: str, taken: Taken) -> Heard:
    """Judge what restored data answered. Never raises: what is no time stamp proves nothing."""
    text = answer.strip()
    if not text:
        return Heard(at=None, verdict=Verdict.MISSED, reason=str(because("fresh_none")))
    try:
        at, zoned = read_stamp(text, taken.zone)
    except (ValueError, OverflowError):
        reason = because("fresh_unreadable", answer=text[:_SHOWN])
        return Heard(at=None, verdict=Verdict.UNPROVEN, reason=str(reason))
    shown = write_time(at)
    if at > max(taken.data_time, taken.ended) + CLOCKS_DIFFER:
        return Heard(at=None, verdict=Verdict.UNPROVEN, reason=str(because("fresh_future", stamp=shown)))
    age = taken.data_time - at
    if taken.rpo is None or age > taken.rpo:
        verdict = Verdict.UNPROVEN if taken.rpo is None else Verdict.MISSED
        reason = because("fresh_unpromised", stamp=shown) if taken.rpo is None else _old(shown, age, taken.rpo)
        return Heard(at=at, verdict=verdict, reason=str(reason))
    name = "fresh_found" if zoned else "fresh_found_unzoned"
    return Heard(at=at, verdict=Verdict.MET, reason=str(because(name, stamp=shown, zone=taken.zone.key)))


def read_stamp(text: str, zone: ZoneInfo) -> tuple[datetime, bool]:
    """Read ISO 8601, or seconds since 1970; also tell whether it said its zone. Raises ``ValueError``."""
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(float(text), UTC), True
    found = datetime.fromisoformat(text)
    if found.tzinfo is not None:
        return found.astimezone(UTC), True
    return found.replace(tzinfo=zone, fold=0).astimezone(UTC), False


def _old(stamp: str, age: timedelta, rpo: timedelta) -> Reason:
    return because("fresh_old", stamp=stamp, age=said(age), target=said(rpo))
