"""Runs and what each repository got in them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from continuity.ground.errors import Refused
from continuity.model.job import ATTEMPTS, Copy, JobKind, Outcome, Run, Try
from continuity.model.measurement import Measurement, Verdict
from continuity.state.tables import CopyRow, RunRow
from continuity.state.trends import Trends

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlmodel import Session
    from sqlmodel.sql.expression import SelectOfScalar


_NEAR = 8  # as of a moment, the newest may still have been running: one of a kind and subject at a time
_AT_ONCE = 500  # values in one query
_PLAIN = ("id", "job", "client", "subject", "policy_digest", "scheduled_for", "started_at", "duration_s", "reason")


class Runs:
    """The runs of one transaction; with ``as_of``, what is asked of a subject is answered as of then."""

    def __init__(self, session: Session, as_of: datetime | None = None) -> None:
        self._session, self._as_of = session, as_of

    def claim(self, run: Run, holder: str) -> None:
        """Insert a run that begins; the same job (kind, subject, scheduled time) twice raises ``Refused``."""
        plain = {name: getattr(run, name) for name in ("id", "job", "client", "subject", "policy_digest", "detail")}
        self._session.add(
            RunRow(
                **plain,
                kind=str(run.kind),
                holder=holder,
                scheduled_for=run.scheduled_for,
                started_at=run.started_at,
            )
        )
        try:
            self._session.flush()
        except IntegrityError as error:
            raise Refused(
                "the {kind} of {subject} due at {time} was already claimed",
                hint="nothing to do: a job runs once",
                kind=run.kind,
                subject=run.subject,
                time=run.scheduled_for,
            ) from error

    def take_up(self, run_id: str, holder: str) -> None:
        """Note that another process works on an open run from now on."""
        self._session.get_one(RunRow, run_id).holder = holder
        self._session.flush()

    def finish(self, run: Run) -> None:
        """Write the outcome of a run that has none yet; one that was already ended raises ``Refused``."""
        row = self._session.get_one(RunRow, run.id)
        if row.outcome is not None:
            raise Refused("run {run} already ended: {outcome}", run=run.id, outcome=row.outcome)
        row.outcome, row.reason, row.duration_s = str(run.outcome), run.reason, run.duration_s
        row.measurements = [measurement.as_json() for measurement in run.measurements]
        row.detail = {key: value for key, value in run.detail.items() if key != ATTEMPTS} | _attempts(run.copies)
        self._session.add_all(_copy_row(run.id, copy) for copy in run.copies)
        self._session.flush()
        Trends(self._session).add(run)

    def tried(self, run_id: str, repository: str, attempts: Sequence[Try]) -> None:
        """Keep the tries of one copy while its run is open: what dies half way leaves them to its record."""
        row = self._session.get_one(RunRow, run_id)
        told = row.detail.get(ATTEMPTS, {}) | {repository: [one.as_json() for one in attempts]}
        row.detail = row.detail | {ATTEMPTS: told}
        self._session.flush()

    def open(self, subject: str | None = None) -> list[tuple[Run, str]]:
        """Return the runs without an outcome and who claimed them, oldest first."""
        query = select(RunRow).where(col(RunRow.outcome).is_(None)).order_by(col(RunRow.started_at))
        if subject is not None:
            query = query.where(RunRow.subject == subject)
        if self._as_of is not None:
            query = query.where(col(RunRow.started_at) <= self._as_of)
        return [(self._run(row), row.holder) for row in self._session.exec(query)]

    def latest(self, subject: str, kind: JobKind, outcomes: tuple[Outcome, ...] = ()) -> Run | None:
        """Return the newest ended run of that kind for that subject; ``outcomes`` narrows it."""
        query = select(RunRow).where(
            RunRow.subject == subject, RunRow.kind == str(kind), col(RunRow.outcome).is_not(None)
        )
        if outcomes:
            query = query.where(col(RunRow.outcome).in_([str(outcome) for outcome in outcomes]))
        few = 1 if self._as_of is None else _NEAR
        newest = (col(RunRow.started_at).desc(), col(RunRow.id).desc())
        rows = self._session.exec(self._begun(query).order_by(*newest).limit(few))
        return next((self._run(row) for row in rows if self._ended(row)), None)

    def first(self, subject: str) -> datetime | None:
        """Return when the first run of a subject began; None where there is none."""
        return self._session.exec(select(func.min(RunRow.started_at)).where(RunRow.subject == subject)).one()

    def since(self, subject: str, kind: JobKind, at: datetime) -> list[Run]:
        """Return the ended runs of that kind for that subject that began at or after ``at``, oldest first."""
        query = select(RunRow).where(
            RunRow.subject == subject, RunRow.kind == str(kind), col(RunRow.outcome).is_not(None)
        )
        query = self._begun(query).where(col(RunRow.started_at) >= at)
        rows = self._session.exec(query.order_by(col(RunRow.started_at)))
        return [self._run(row) for row in rows if self._ended(row)]

    def last_by_repository(self, subject: str, kind: JobKind) -> dict[str, datetime]:
        """Return when each repository last gave or got a copy in a run of that kind for that subject."""
        query = select(CopyRow.repository, func.max(RunRow.started_at)).join(RunRow)
        query = query.where(RunRow.subject == subject, RunRow.kind == str(kind)).group_by(col(CopyRow.repository))
        return dict(self._session.exec(query).all())

    def newest(self) -> list[Run]:
        """Return the last ended run of each kind and subject, without what each repository got."""
        ended = col(RunRow.outcome).is_not(None)
        last = select(RunRow.kind, RunRow.subject, func.max(RunRow.started_at).label("at")).where(ended)
        found = last.group_by(col(RunRow.kind), col(RunRow.subject)).subquery()
        same = and_(
            col(RunRow.kind) == found.c.kind,
            col(RunRow.subject) == found.c.subject,
            col(RunRow.started_at) == found.c.at,
        )
        return [_run(row, ()) for row in self._session.exec(select(RunRow).join(found, same).where(ended))]

    def names(self, client: str, kind: JobKind) -> list[str]:
        """Return the ids of a client's runs of one kind."""
        return list(self._session.exec(select(RunRow.id).where(RunRow.client == client, RunRow.kind == str(kind))))

    def get(self, run_id: str) -> Run | None:
        """Return one run."""
        row = self._session.get(RunRow, run_id)
        return self._run(row) if row else None

    def canaries(self, run_ids: Iterable[str]) -> dict[str, str]:
        """Return the mode of the canary that each of these runs announced; those without one are left out."""
        names, found = list(dict.fromkeys(run_ids)), dict[str, str]()
        mode = col(RunRow.detail)["canary"]["mode"].as_string()
        for first in range(0, len(names), _AT_ONCE):
            query = select(RunRow.id, mode).where(col(RunRow.id).in_(names[first : first + _AT_ONCE]))
            found |= {run: said for run, said in self._session.exec(query) if said}
        return found

    def _begun(self, query: SelectOfScalar[RunRow]) -> SelectOfScalar[RunRow]:
        return query if self._as_of is None else query.where(col(RunRow.started_at) <= self._as_of)

    def _ended(self, row: RunRow) -> bool:
        return self._as_of is None or row.started_at + timedelta(seconds=row.duration_s or 0) <= self._as_of

    def _run(self, row: RunRow) -> Run:
        return _run(row, self._session.exec(select(CopyRow).where(CopyRow.run == row.id)))


def whole_runs(session: Session, rows: Sequence[RunRow]) -> list[Run]:
    """Return runs with what each repository got in them, in one more question for all."""
    copies: dict[str, list[CopyRow]] = {row.id: [] for row in rows}
    for copy in session.exec(select(CopyRow).where(col(CopyRow.run).in_(copies))):
        copies[copy.run].append(copy)
    return [_run(row, copies[row.id]) for row in rows]


def _run(row: RunRow, copies: Iterable[CopyRow]) -> Run:
    attempts = row.detail.get(ATTEMPTS, {})
    return Run(
        **{name: getattr(row, name) for name in _PLAIN},
        kind=JobKind(row.kind),
        outcome=Outcome(row.outcome) if row.outcome else None,
        copies=tuple(_copy(copy, attempts.get(copy.repository, ())) for copy in copies),
        measurements=tuple(_measurement(plain) for plain in row.measurements),
        detail=row.detail,
    )


def _copy(row: CopyRow, attempts: Iterable[Mapping[str, Any]]) -> Copy:
    plain = row.model_dump(exclude={"run", "outcome"})
    return Copy(**plain, outcome=Outcome(row.outcome), attempts=tuple(map(Try.of_json, attempts)))


def _copy_row(run: str, copy: Copy) -> CopyRow:
    plain = {name: value for name, value in vars(copy).items() if name != ATTEMPTS}
    return CopyRow(run=run, **(plain | {"outcome": str(copy.outcome)}))


def _attempts(copies: Iterable[Copy]) -> dict[str, Any]:
    """Return what a run's detail keeps of the tries of its copies; nothing where there were none."""
    told = {copy.repository: [one.as_json() for one in copy.attempts] for copy in copies if copy.attempts}
    return {ATTEMPTS: told} if told else {}


def _measurement(plain: dict[str, Any]) -> Measurement:
    values = {name: value for name, value in plain.items() if name != "schema"}
    return Measurement(**values | {"verdict": Verdict(plain["verdict"]), "proven_by": tuple(plain["proven_by"])})
