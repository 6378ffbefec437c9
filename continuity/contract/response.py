"""GTI and GTR as clocks: what is due, what is left of it, and whether it was held; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from continuity.contract.service_time import Stretch, counted, due

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from continuity.contract.service_time import Hours
    from continuity.model.incident import Pause


class Held(StrEnum):
    """What became of a promise."""

    RUNNING = "running"
    #: somebody else is waited for
    PAUSED = "paused"
    HELD = "held"
    MISSED = "missed"


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How much was ``allowed`` and ``used`` of the time that counts; ``due`` None while nobody can say it."""

    allowed: timedelta
    used: timedelta
    due: datetime | None
    held: Held

    @property
    def left(self) -> timedelta:
        """What is left; less than nothing where it was missed."""
        return self.allowed - self.used


@dataclass(frozen=True, kw_only=True)
class Running:
    """From when to when a clock runs (``end`` None: still), and what does not count."""

    begin: datetime
    end: datetime | None
    pauses: Sequence[Pause] = ()


def clock(allowed: timedelta, run: Running, hours: Hours, now: datetime) -> Clock:
    """Return how a promise stands at ``now``."""
    until = run.end or now
    pauses = [Stretch(begin=one.begin, end=max(one.end or until, one.begin)) for one in run.pauses]
    used = used_time(run, hours, now)
    waits = run.end is None and any(one.end is None for one in run.pauses)
    last = None if waits and used <= allowed else due(run.begin, allowed, hours, pauses)
    if used > allowed:
        held = Held.MISSED
    elif run.end is not None:
        held = Held.HELD
    else:
        held = Held.PAUSED if waits else Held.RUNNING
    return Clock(allowed=allowed, used=used, due=last, held=held)


def used_time(run: Running, hours: Hours, now: datetime) -> timedelta:
    """Return how much of the time that counts went by."""
    until = max(run.end or now, run.begin)
    pauses = [Stretch(begin=one.begin, end=max(one.end or until, one.begin)) for one in run.pauses]
    return counted(Stretch(begin=run.begin, end=until), hours, pauses)
