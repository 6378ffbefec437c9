"""What of each line of work is due, pure: from the line, from what is known of its past, and from the time.

Asked twice, the answer is the same, and it never names what the past already covers. What was missed is made up for
once: by the newest of the missed runs, of the strongest kind of all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground.timestamps import write_time
from continuity.model.job import job_id
from continuity.policy.deriving import Measured
from continuity.policy.lines import Line, Retries, lines
from continuity.policy.policy import BackupKind
from continuity.policy.reasons import Reason, because
from continuity.policy.timetable import strongest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


__all__ = [
    "History",
    "Line",
    "Measured",
    "Planned",
    "Retries",
    "ahead",
    "covered",
    "due",
    "lines",
    "next_due",
    "upcoming",
]

_SPREAD = 0.25  # of the wait
_MICRO = timedelta(microseconds=1)
_LOOKED_BACK = timedelta(days=35)


@dataclass(frozen=True, kw_only=True)
class History:
    """What is known of a line's past.

    ``last``: the due time of its newest job that ended; ``since``: since when the work is possible at all, None where
    it is not yet; ``failed``: how many failed since one went well, the newest of them at ``ended``; ``owed``: the
    strongest kind among those that failed, where that is known.
    """

    last: datetime | None
    since: datetime | None = None
    failed: int = 0
    ended: datetime | None = None
    owed: BackupKind | None = None


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One job of a line, due at ``scheduled_for``; ``work`` is the kind of backup, None where it has none."""

    line: Line
    scheduled_for: datetime
    work: BackupKind | None
    reason: Reason

    @property
    def id(self) -> str:
        """The name of the job: the same for whoever plans it."""
        return job_id(self.line.kind, self.line.subject, self.scheduled_for)


def upcoming(line: Line, after: datetime, until: datetime) -> Iterator[Planned]:
    """Yield the jobs of a line in (after, until], whatever becomes of those before them."""
    for one in line.timetable.between(after, until):
        yield Planned(line=line, scheduled_for=one.at, work=one.kind, reason=line.why)


def ahead(line: Line, history: History, now: datetime, until: datetime) -> Iterator[Planned]:
    """Yield the jobs of a line that will be started in [now, until], as far as is known now, what was missed first."""
    start = next_due(line, history, now)
    first = due(line, history, start) if start is not None and start <= until else None
    if first is not None and start is not None:
        yield first
        now = start
    yield from upcoming(line, now, until)


def due(line: Line, history: History, now: datetime) -> Planned | None:
    """Return the job that should start now; None while nothing is due, or nothing may start."""
    if not line.timetable.allows(now):
        return None
    if history.last is None and line.at_once:
        return _first(line, now)
    if (start := history.last or history.since) is None:
        return None
    newest = line.timetable.latest(start, now)
    if newest is None:
        return _retry(line, history, now)
    missed = line.timetable.latest(start, newest.at - _MICRO) is not None
    return Planned(
        line=line,
        scheduled_for=newest.at,
        work=strongest((newest.kind, history.owed)),
        reason=_made_up(line, start) if missed else line.why,
    )


def next_due(line: Line, history: History, now: datetime) -> datetime | None:
    """Return the first instant from ``now`` on at which :func:`due` names a job; None where it never will."""
    times = [now] if history.last is None and line.at_once else []
    start = history.last or history.since
    if not times and start is not None:
        following = line.timetable.after(start)
        times = [one for one in (following.at if following else None, _retry_time(line, history)) if one is not None]
    return line.timetable.opens(max(now, min(times))) if times else None


def covered(line: Line, history: History, at: datetime, kind: BackupKind | None) -> History:
    """Return the history after work of that kind, which nobody had planned, was done ``at``.

    What fell due before is made up for, unless it asks for a stronger kind.
    """
    if history.last is not None and at <= history.last:
        return history
    start = history.last or history.since
    missed = line.timetable.latest(start, at) if start else None
    tried = _failed_kind(line, history) if history.failed else history.owed
    asked = strongest((missed.kind if missed else None, tried))
    if asked is not None and strongest((asked, kind)) != kind:
        return history
    return replace(history, last=at, failed=0, ended=None, owed=None)


def _first(line: Line, now: datetime) -> Planned:
    whole = BackupKind.FULL if any(entry.kind for entry in line.timetable.entries) else None
    return Planned(line=line, scheduled_for=now, work=whole, reason=because("plan_first"))


def _made_up(line: Line, start: datetime) -> Reason:
    first = line.timetable.after(start)
    return because("plan_made_up", first=write_time(first.at if first else start))


def _retry(line: Line, history: History, now: datetime) -> Planned | None:
    at = _retry_time(line, history)
    if at is None or at > now:
        return None
    values = {"number": history.failed, "count": line.retries.count}
    return Planned(
        line=line, scheduled_for=at, work=_failed_kind(line, history), reason=because("plan_retry", **values)
    )


def _retry_time(line: Line, history: History) -> datetime | None:
    """Return when failed work is tried again; None where it is not, before its next time comes.

    Each line waits for a little longer, by its own place in every period: what failed together does not come back so.
    """
    if not 0 < history.failed <= line.retries.count or history.ended is None:
        return None
    at = line.timetable.opens(history.ended + line.retries.wait * (1 + line.timetable.share * _SPREAD))
    return at if at is not None and (history.last is None or at > history.last) else None


def _failed_kind(line: Line, history: History) -> BackupKind | None:
    """Return the kind to try again: what is owed, or at least that of the newest time that the past covers."""
    if history.owed is not None or history.last is None:
        return history.owed
    newest = line.timetable.latest(history.last - _LOOKED_BACK, history.last)
    exact = line.timetable.latest(newest.at - _MICRO, newest.at) if newest else line.timetable.after(history.last)
    return exact.kind if exact else None
