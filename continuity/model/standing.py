"""Where a check of a device stands, and what changed: words that judges, tables and faces share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Status(StrEnum):
    """What is known of what a check watches."""

    OK = "ok"
    WARNING = "warning"
    CRITICAL = "critical"
    #: it does not answer, and neither does what lies before it
    UNREACHABLE = "unreachable"
    #: nobody saw it
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a check stands: ``status`` is hard, and holds since ``since``.

    ``trying`` is the problem that was seen ``tried`` times in a row, first at ``trying_since``, and is not hard yet.
    ``seen`` are the newest observations, the newest last; ``at`` is when it was last asked, ``said`` the last answer.
    """

    status: Status = Status.UNDETERMINED
    since: datetime | None = None
    at: datetime | None = None
    trying: Status | None = None
    trying_since: datetime | None = None
    tried: int = 0
    seen: tuple[Status, ...] = ()
    flapping: bool = False
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A hard status that became another: it holds from ``since`` on, and was known ``at``."""

    was: Status
    now: Status
    since: datetime
    at: datetime
    said: str = ""
