"""How the service is, and how often it says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: The lease outlives six heartbeats; a standby asks at each of its own whether it is free.
BEAT = timedelta(seconds=10)
LEASE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Health:
    """How the service is: ``beat_age`` since its last heartbeat, ``next_due`` of the whole agenda."""

    active: bool
    beat_age: timedelta
    next_due: datetime | None
    lines: int
    running: int
    waiting: int
    unwritten: int
    fault: str

    @property
    def well(self) -> bool:
        """Whether it beats, and can write what it finds."""
        return self.beat_age < LEASE and not self.fault
