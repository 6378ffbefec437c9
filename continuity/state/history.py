"""What is known of each line of work (a kind of job for a subject), in a few questions for all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func
from sqlalchemy import select as core_select
from sqlmodel import col, select

from continuity.model.job import JobKind, Outcome
from continuity.state.tables import CopyRow, JobRow, PointRow, RunRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

Key = tuple[JobKind, str]

#: Ended like this, the work is as good as not done, and may be tried again.
FAILED = (Outcome.FAILED, Outcome.ABORTED, Outcome.NOT_RUN, Outcome.FAILED_TO_START)
_SHORT = (*(col(getattr(RunRow, name)) for name in ("kind", "subject", "outcome", "started_at", "duration_s")),)
_LOOKED_BACK = timedelta(days=7)  # failures before that are no reason to hurry now


@dataclass(frozen=True, kw_only=True)
class Past:
    """The due time of the newest job that ended; how many failed since one went well, and when the newest of those did.

    ``ended`` is None where none failed; ``owed`` are the kinds of backup that were asked of those that did.
    """

    last: datetime
    failed: int = 0
    ended: datetime | None = None
    owed: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Length:
    """How long the runs of a subject took: the mean and the longest."""

    typical: timedelta
    worst: timedelta


class History:
    """The past, in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lines(self, now: datetime) -> dict[Key, Past]:
        """Return what became of each line of work up to now; those without any past are left out."""
        newest = self._newest(RunRow, now)
        for key, last in self._newest(JobRow, now).items():
            newest[key] = max(last, newest.get(key, last))
        failures = self._failures(now - _LOOKED_BACK)
        return {key: replace(failures.get(key, Past(last=last)), last=last) for key, last in newest.items()}

    def first_points(self) -> dict[str, datetime]:
        """Return since when there is a point, by ``client/asset`` and by ``client/repository``."""
        found: dict[str, datetime] = {}
        for name, time in ((PointRow.asset, PointRow.data_time), (PointRow.repository, PointRow.listed_at)):
            query = select(PointRow.client, name, func.min(time)).where(col(PointRow.gone_at).is_(None))
            rows = self._session.exec(query.group_by(col(PointRow.client), col(name)))
            found |= {f"{client}/{one}": at for client, one, at in rows}
        return found

    def lengths(self, kind: JobKind, since: datetime) -> dict[str, Length]:
        """Return how long the successful runs of a kind took since then, by subject."""
        query = select(RunRow.subject, func.avg(RunRow.duration_s), func.max(RunRow.duration_s)).where(
            RunRow.kind == str(kind), RunRow.outcome == str(Outcome.SUCCEEDED), col(RunRow.started_at) >= since
        )
        rows = self._session.exec(query.group_by(col(RunRow.subject)))
        return {
            subject: Length(typical=timedelta(seconds=mean), worst=timedelta(seconds=most))
            for subject, mean, most in rows
            if most is not None
        }

    def added(self, since: datetime) -> dict[tuple[str, str], float]:
        """Return what a backup adds to a repository, by subject and repository: the mean without the largest.

        The largest is left out since it may be the first; one backup alone says nothing of those to come.
        """
        count = func.count()
        query = core_select(
            col(RunRow.subject),
            col(CopyRow.repository),
            func.sum(CopyRow.bytes_added),
            func.max(CopyRow.bytes_added),
            count,
        ).join_from(RunRow, CopyRow, col(CopyRow.run) == col(RunRow.id))
        query = query.where(
            col(RunRow.kind) == str(JobKind.BACKUP),
            col(CopyRow.outcome) == str(Outcome.SUCCEEDED),
            col(RunRow.started_at) >= since,
        )
        rows = self._session.connection().execute(
            query.group_by(col(RunRow.subject), col(CopyRow.repository)).having(count > 1)
        )
        return {(subject, name): (total - most) / (number - 1) for subject, name, total, most, number in rows}

    def held(self) -> dict[str, int]:
        """Return how much all backups added to each ``client/repository``; nothing that was removed is known here."""
        query = select(RunRow.client, CopyRow.repository, func.sum(CopyRow.bytes_added)).join_from(
            RunRow, CopyRow, col(CopyRow.run) == col(RunRow.id)
        )
        rows = self._session.exec(
            query.where(RunRow.kind == str(JobKind.BACKUP)).group_by(col(RunRow.client), col(CopyRow.repository))
        )
        return {f"{client}/{name}": total for client, name, total in rows}

    def newest_points(self) -> dict[str, datetime]:
        """Return the newest data time of each ``client/asset``."""
        query = select(PointRow.client, PointRow.asset, func.max(PointRow.data_time)).where(
            col(PointRow.gone_at).is_(None)
        )
        rows = self._session.exec(query.group_by(col(PointRow.client), col(PointRow.asset)))
        return {f"{client}/{asset}": at for client, asset, at in rows}

    def ended(self) -> dict[str, tuple[datetime, int]]:
        """Return, by subject, when the newest run that ended began, and how many there are: what changes with each."""
        query = select(RunRow.subject, func.max(RunRow.started_at), func.count()).where(
            col(RunRow.outcome).is_not(None)
        )
        return {subject: (at, count) for subject, at, count in self._session.exec(query.group_by(col(RunRow.subject)))}

    def counts(self) -> dict[tuple[JobKind, Outcome], int]:
        """Return how many runs of each kind ended in each way."""
        query = select(RunRow.kind, RunRow.outcome, func.count()).where(col(RunRow.outcome).is_not(None))
        rows = self._session.exec(query.group_by(col(RunRow.kind), col(RunRow.outcome)))
        return {(JobKind(kind), Outcome(outcome)): count for kind, outcome, count in rows if outcome}

    def _newest(self, table: type[RunRow | JobRow], now: datetime) -> dict[Key, datetime]:
        query = select(table.kind, table.subject, func.max(table.scheduled_for)).where(
            col(table.outcome).is_not(None), col(table.scheduled_for) <= now
        )
        rows = self._session.exec(query.group_by(col(table.kind), col(table.subject)))
        return {(JobKind(kind), subject): last for kind, subject, last in rows}

    def _failures(self, since: datetime) -> dict[Key, Past]:
        """Return the lines whose newest runs failed: how many in a row, when the newest ended, what they owe."""
        query = core_select(*_SHORT, col(JobRow.work)).join_from(
            RunRow, JobRow, col(JobRow.id) == col(RunRow.job), isouter=True
        )
        query = query.where(col(RunRow.outcome).is_not(None), col(RunRow.started_at) >= since)
        found: dict[Key, Past] = {}
        for row in self._session.connection().execute(query.order_by(col(RunRow.started_at))):
            key = (JobKind(row.kind), row.subject)
            before = found.pop(key, None) or Past(last=row.started_at)
            if row.outcome in FAILED:
                ended = row.started_at + timedelta(seconds=row.duration_s or 0)
                owed = before.owed | {row.work} if row.work else before.owed
                found[key] = replace(before, failed=before.failed + 1, ended=ended, owed=owed)
        return found
