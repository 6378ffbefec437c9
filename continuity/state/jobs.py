"""Jobs that were announced: each is claimed once, and ends once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, update
from sqlmodel import col, select

from continuity.ground.errors import Refused
from continuity.model.job import Announced, JobKind, Outcome
from continuity.state.tables import JobRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlmodel import Session

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

    def waiting(self, until: datetime | None = None) -> list[Announced]:
        """Return the jobs without a run and without an end, due until then, in the order of their times."""
        query = select(JobRow).where(col(JobRow.outcome).is_(None), col(JobRow.run).is_(None))
        if until is not None:
            query = query.where(col(JobRow.scheduled_for) <= until)
        return [_announced(row) for row in self._session.exec(query.order_by(col(JobRow.scheduled_for)))]

    def waiting_of(self, kind: JobKind, subject: str, before: datetime) -> list[Announced]:
        """Return the waiting jobs of one line of work that were due before that time."""
        query = select(JobRow).where(JobRow.subject == subject, JobRow.kind == str(kind))
        query = query.where(col(JobRow.outcome).is_(None), col(JobRow.run).is_(None))
        rows = self._session.exec(query.where(col(JobRow.scheduled_for) < before).order_by(col(JobRow.scheduled_for)))
        return [_announced(row) for row in rows]

    def forget(self, before: datetime) -> int:
        """Remove ended jobs due before that time: the log keeps them for ever. Returns how many."""
        old = delete(JobRow).where(col(JobRow.scheduled_for) < before, col(JobRow.outcome).is_not(None))
        return int(self._session.connection().execute(old).rowcount)


def _announced(row: JobRow) -> Announced:
    plain = row.model_dump(exclude={"run", "outcome", "kind"})
    return Announced(**plain, kind=JobKind(row.kind))
