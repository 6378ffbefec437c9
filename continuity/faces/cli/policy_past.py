"""What plans and findings need to know of the past, where there is a state to ask."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground.errors import Unavailable
from continuity.model.job import JobKind
from continuity.policy.planning import History, Measured
from continuity.policy.policy import BackupKind
from continuity.policy.timetable import strongest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from continuity.faces.cli.session import Session
    from continuity.policy.planning import Line

_LOOKED_BACK = timedelta(days=30)


def measured(session: Session, now: datetime) -> dict[str, Measured]:
    """Return how long the backups of each asset took lately; nothing where there is no state yet."""
    try:
        store = session.app.store
    except Unavailable:
        return {}
    with store.reading() as tx:
        took = tx.history.lengths(JobKind.BACKUP, now - _LOOKED_BACK)
    return {subject: Measured(typical=one.typical, worst=one.worst) for subject, one in took.items()}


def histories(session: Session, lines: Sequence[Line], now: datetime) -> Mapping[tuple[JobKind, str], History]:
    """Return the past of each line; an empty one for each where there is no state yet."""
    try:
        store = session.app.store
    except Unavailable:
        return {line.key: History(last=None) for line in lines}
    with store.reading() as tx:
        pasts, firsts = tx.history.lines(now), tx.history.first_points()
    found = {}
    for line in lines:
        past, since = pasts.get(line.key), firsts.get(line.subject)
        if past is None:
            found[line.key] = History(last=None, since=since)
            continue
        owed = strongest(BackupKind(work) for work in past.owed)
        found[line.key] = History(last=past.last, since=since, failed=past.failed, ended=past.ended, owed=owed)
    return found
