"""When a live drill may begin: within a window that somebody agreed to, and who begins it. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground.errors import Refused
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from continuity.model.drill import Drill, Window
    from continuity.recovery.forecast import ProcedureForecast


def refuse_unagreed(drill: Drill, now: datetime, *, played: bool, lab: bool) -> None:
    """Raise ``Refused`` outside of every window of a live drill, and where nobody is there to walk it.

    A laboratory breaks nothing that anybody uses: there, a script may walk it, and windows count where some are named.
    """
    if played and not lab:
        raise Refused(
            "{drill} breaks what is in use: no script walks it",
            hint="walk it with two people: continuity drill run {drill} --as NAME",
            drill=drill.name,
        )
    if window_at(drill.windows, now) is None and (drill.windows or not lab):
        raise _not_now(drill, now)


def _not_now(drill: Drill, now: datetime) -> Refused:
    coming = min((one for one in drill.windows if one.begins > now), key=lambda one: one.begins, default=None)
    if coming is None:
        return Refused(
            "nobody agreed to a time for {drill}, or all that was agreed is over",
            hint="agree on one with whoever uses the service, and write it into its windows",
            drill=drill.name,
        )
    return Refused(
        "it was not agreed that {drill} begins now",
        hint="the next window begins at {begins} and ends at {ends}, agreed by {who}",
        drill=drill.name,
        begins=write_time(coming.begins),
        ends=write_time(coming.ends),
        who=coming.agreed_by,
    )


def window_at(windows: Sequence[Window], now: datetime) -> Window | None:
    """Return the window in which ``now`` lies, of several the one that ends last."""
    open_ = [one for one in windows if one.begins <= now < one.ends]
    return max(open_, key=lambda one: one.ends, default=None)


def cramped(drill: Drill, now: datetime, longest: timedelta | None) -> Window | None:
    """Return the window that lies open, where it ends before the drill may; None where there is room."""
    window, longest = window_at(drill.windows, now), longest or drill.time_limit
    return window if window and longest and now + longest > window.ends else None


def longest_of(foreseen: ProcedureForecast) -> timedelta | None:
    """Return how long a drill takes where it goes slowly; None where nothing is known."""
    span = foreseen.whole.span
    seconds = span.slow_s or span.typical_s
    return timedelta(seconds=seconds) if seconds else None
