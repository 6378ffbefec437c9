"""When silence is an alarm. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

WHY = {"silent": "no call for {allowed}"}


def silent_since(last: datetime | None, listening: datetime, allowed: timedelta, now: datetime) -> datetime | None:
    """Return when a call should have come at the latest; None where that is still to come.

    Silence is counted from the ``last`` call, or from when somebody began to listen: before, nobody would have heard.
    """
    latest = (max(last, listening) if last else listening) + allowed
    return latest if latest <= now else None
