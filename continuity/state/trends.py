"""Trends: a row a day for each kind of work and subject; what is older than three months is a row a month."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta
from functools import reduce
from typing import TYPE_CHECKING

from sqlalchemy import delete, func
from sqlmodel import col, select

from continuity.model.job import JobKind, Outcome, Run
from continuity.model.trend import Trend
from continuity.state.tables import RunRow, TrendRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

_DAILY = timedelta(days=92)
_GOOD = (Outcome.SUCCEEDED, Outcome.INCOMPLETE)


class Trends:
    """The trends of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, run: Run) -> None:
        """Add a run that has ended to its day; the first of a day thins out what is old."""
        new = _of(run, self._data_time(run))
        row = self._session.get(TrendRow, (new.subject, str(new.kind), new.day.isoformat()))
        if row is None:
            self._thin(new)
        self._put(new if row is None else _trend(row).joined(new))

    def of(self, subject: str) -> list[Trend]:
        """Return the trends of a subject, oldest first."""
        query = select(TrendRow).where(TrendRow.subject == subject).order_by(col(TrendRow.day), col(TrendRow.kind))
        return [_trend(row) for row in self._session.exec(query)]

    def _data_time(self, run: Run) -> datetime | None:
        """Return how new the data was that could be brought back just before a backup ended."""
        if run.kind is not JobKind.BACKUP:
            return None
        query = select(func.max(RunRow.started_at)).where(RunRow.subject == run.subject, RunRow.kind == str(run.kind))
        query = query.where(col(RunRow.outcome).in_([str(one) for one in _GOOD]))
        return self._session.exec(query.where(col(RunRow.started_at) < run.started_at)).one()

    def _put(self, one: Trend) -> None:
        plain = vars(one) | {"kind": str(one.kind), "day": one.day.isoformat()}
        self._session.merge(TrendRow(**plain))
        self._session.flush()

    def _thin(self, new: Trend) -> None:
        """Join the days of each month that is three months old as a whole."""
        before = (new.day - _DAILY).replace(day=1).isoformat()
        same = (col(TrendRow.subject) == new.subject, col(TrendRow.kind) == str(new.kind))
        line = (*same, col(TrendRow.day) < before)
        months: dict[date, list[Trend]] = {}
        for row in self._session.exec(select(TrendRow).where(*line)):
            one = _trend(row)
            months.setdefault(one.day.replace(day=1), []).append(one)
        for month, days in months.items():
            if len(days) > 1:
                names = [one.day.isoformat() for one in days]
                self._session.connection().execute(delete(TrendRow).where(*line, col(TrendRow.day).in_(names)))
                self._session.expire_all()
                self._put(replace(reduce(Trend.joined, days), day=month))


def _of(run: Run, data_time: datetime | None) -> Trend:
    good = run.outcome in _GOOD
    length = run.duration_s or 0.0
    seconds = length if good else 0.0
    return Trend(
        subject=run.subject,
        kind=run.kind,
        day=run.started_at.astimezone(UTC).date(),
        runs=1,
        failed=not good,
        seconds=seconds,
        longest=seconds,
        added=sum(copy.bytes_added for copy in run.copies),
        processed=max((copy.bytes_processed for copy in run.copies), default=0) if good else 0,
        rpa_s=(run.started_at - data_time).total_seconds() + length if data_time else None,
    )


def _trend(row: TrendRow) -> Trend:
    return Trend(**row.model_dump(exclude={"kind", "day"}), kind=JobKind(row.kind), day=date.fromisoformat(row.day))
