"""When drills fall due by a policy: people plan and walk them, so they are dates in a calendar and no jobs. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import write_time
from continuity.policy.timetable import Entry, Timetable

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.policy.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Drills:
    """By when an asset's drills must have been held, one date for each period, and in which mode."""

    subject: str
    mode: str
    times: tuple[datetime, ...]

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``drills`` in ``continuity.simulation/1``."""
        return {"subject": self.subject, "mode": self.mode, "times": [write_time(one) for one in self.times]}


def drills_due(subject: str, policy: Policy, zone: str, start: datetime, until: datetime) -> Drills:
    """Return the drills of an asset that fall due after ``start`` and up to ``until``; none where none is asked for."""
    asked = policy.values.get("drill") or {}
    if not asked.get("every"):
        return Drills(subject=subject, mode="", times=())
    table = Timetable(entries=(Entry(every=asked["every"]),), zone=zone)
    times = tuple(one.at for one in table.between(start, until))
    return Drills(subject=subject, mode=str(asked.get("mode") or ""), times=times)
