"""What is known of lines of work, and which of their announced jobs nobody will run."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from continuity.policy.planning import History, due, next_due
from continuity.policy.policy import BackupKind
from continuity.policy.timetable import strongest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from continuity.model.job import Announced, JobKind
    from continuity.policy.planning import Line
    from continuity.state.history import Past

    Known = Mapping[tuple[JobKind, str], tuple[Line, History]]


def history_of(past: Past | None, since: datetime | None) -> History:
    """Return what planning asks about a line's past; ``since``: since when its work is possible at all."""
    if past is None:
        return History(last=None, since=since)
    owed = strongest(BackupKind(work) for work in past.owed)
    return History(last=past.last, since=since, failed=past.failed, ended=past.ended, owed=owed)


def left_over(waiting: Iterable[Announced], known: Known, now: datetime) -> tuple[list[Announced], list[Announced]]:
    """Return the waiting jobs that no line will run: past ones that were missed, coming ones no longer asked for.

    ``waiting`` comes line by line, in the order of their times.
    """
    missed, withdrawn = [], []
    for key, found in groupby(waiting, key=lambda job: (job.kind, job.subject)):
        jobs = list(found)
        asked = _asked_for(*known[key], now, jobs[-1].scheduled_for) if key in known else frozenset()
        missed += [job for job in jobs if job.scheduled_for <= now and job.scheduled_for not in asked]
        withdrawn += [job for job in jobs if job.scheduled_for > now and job.scheduled_for not in asked]
    return missed, withdrawn


def _asked_for(line: Line, history: History, now: datetime, until: datetime) -> frozenset[datetime]:
    """Return the due times of what a line will run: the job that comes first, and all those after now."""
    next_time = next_due(line, history, now)
    first = due(line, history, next_time) if next_time else None
    coming = {one.at for one in line.timetable.between(now, until)}
    return frozenset(coming | {first.scheduled_for} if first else coming)
