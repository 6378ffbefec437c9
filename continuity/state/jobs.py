"""Jobs that were announced: each is claimed once, and ends once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, update
from sqlalchemy import select as core_select
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from continuity.ground.errors import Refused
from continuity.model.job import Announced, JobKind, Outcome
from continuity.state.tables import JobRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlmodel import Session

_PLAIN = ("id", "kind", "client", "subject", "scheduled_for", "work", "policy_digest")
_PAGE = 500  # ids in one question: SQLite's limit of host parameters is far above


class Jobs:
    """The announced jobs of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def announce(self, jobs: Sequence[Announced]) -> list[Announced]:
        """Insert the jobs that are not known yet, and return those: announcing is repeatable."""
        known: set[str] = set()
        for start in range(0, len(jobs), _PAGE):
            ids = [job.id for job in jobs[start : start + _PAGE]]
            known.update(self._session.exec(select(JobRow.id).where(col(JobRow.id).in_(ids))))
        new = [job for job in jobs if job.id not in known]
        if new:
            rows = [vars(job) | {"kind": str(job.kind), "run": None, "outcome": None} for job in new]
            self._session.connection().execute(insert(JobRow), rows)
        return new

    def claim(self, job: str, run: str) -> None:
        """Give a waiting job its run, by compare-and-set; ``Refused`` where it has one already or ended without."""
        free = update(JobRow).where(col(JobRow.id) == job, col(JobRow.run).is_(None), col(JobRow.outcome).is_(None))
        if self._session.connection().execute(free.values(run=run)).rowcount != 1:
            raise Refused(
                "the job {job} was already claimed, ended, or never announced",
                hint="nothing to do: a job runs once",
                job=job,
            )

    def end(self, job: str, outcome: Outcome) -> bool:
        """Write how a job ended; False where it had ended before."""
        open_ = update(JobRow).where(col(JobRow.id) == job, col(JobRow.outcome).is_(None))
        return self._session.connection().execute(open_.values(outcome=str(outcome))).rowcount == 1

    def close(self, job: str, outcome: Outcome) -> bool:
        """End a job that has no run; False where it has one (its end is the run's), or had ended before."""
        free = update(JobRow).where(col(JobRow.id) == job, col(JobRow.run).is_(None), col(JobRow.outcome).is_(None))
        return self._session.connection().execute(free.values(outcome=str(outcome))).rowcount == 1

    def ended(self, job: str) -> bool:
        """Tell whether a job ended, with a run or without."""
        row = self._session.get(JobRow, job)
        return row is not None and row.outcome is not None

    def waiting(self) -> Iterator[Announced]:
        """Yield the jobs without a run and without an end, line of work by line of work, in the order of their times.

        There may be hundreds of thousands: they are read as they are asked for, and only while the transaction lasts.
        """
        free = (col(JobRow.outcome).is_(None), col(JobRow.run).is_(None))
        order = (col(JobRow.kind), col(JobRow.subject), col(JobRow.scheduled_for))
        query = core_select(*(getattr(JobRow, name) for name in _PLAIN)).where(*free).order_by(*order)
        for name, kind, client, subject, at, work, digest in self._session.connection().execute(query):
            yield Announced(
                id=name,
                kind=JobKind(kind),
                client=client,
                subject=subject,
                scheduled_for=at,
                work=work,
                policy_digest=digest,
            )

    def waiting_of(self, kind: JobKind, subject: str, before: datetime) -> list[Announced]:
        """Return the waiting jobs of one line of work that were due before that time."""
        query = select(JobRow).where(JobRow.subject == subject, JobRow.kind == str(kind))
        query = query.where(col(JobRow.outcome).is_(None), col(JobRow.run).is_(None))
        rows = self._session.exec(query.where(col(JobRow.scheduled_for) < before).order_by(col(JobRow.scheduled_for)))
        return [_announced(row) for row in rows]

    def not_run(self) -> list[Announced]:
        """Return the lines of work whose newest ended job never ran."""
        newer = aliased(JobRow)
        followed = (
            core_select(col(newer.id))
            .where(col(newer.kind) == col(JobRow.kind), col(newer.subject) == col(JobRow.subject))
            .where(col(newer.scheduled_for) > col(JobRow.scheduled_for), col(newer.outcome).is_not(None))
            .exists()
        )
        rows = self._session.exec(select(JobRow).where(JobRow.outcome == str(Outcome.NOT_RUN), ~followed))
        return [_announced(row) for row in rows]

    def forget(self, before: datetime) -> int:
        """Remove ended jobs due before that time: the log keeps them for ever. Returns how many.

        The newest of each line of work stays, however old: without it a job that ended would fall due again.
        """
        newer = aliased(JobRow)
        followed = (
            core_select(col(newer.id))
            .where(col(newer.kind) == col(JobRow.kind), col(newer.subject) == col(JobRow.subject))
            .where(col(newer.scheduled_for) > col(JobRow.scheduled_for), col(newer.outcome).is_not(None))
            .exists()
        )
        old = delete(JobRow).where(col(JobRow.scheduled_for) < before, col(JobRow.outcome).is_not(None), followed)
        return int(self._session.connection().execute(old).rowcount)


def _announced(row: JobRow) -> Announced:
    plain = row.model_dump(exclude={"run", "outcome", "kind"})
    return Announced(**plain, kind=JobKind(row.kind))
