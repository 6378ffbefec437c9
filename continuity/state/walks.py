"""Runbooks that were walked, by their names: how they went, and when each last came to its end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, func, or_
from sqlmodel import col, select

from continuity.model.job import JobKind, Outcome
from continuity.state.runs import whole_runs
from continuity.state.tables import RunRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlmodel import Session

    from continuity.model.job import Run

_RUNBOOK = col(RunRow.detail)["runbook"].as_string()
_KIND = col(RunRow.kind) == str(JobKind.RUNBOOK)
_REHEARSED = col(RunRow.detail)["runbook"]["name"].as_string()
#: Drills that people walked: what a script answers, and what was broken on purpose to try a drill, prove nothing.
_DRILL = and_(col(RunRow.kind) == str(JobKind.DRILL), col(RunRow.detail)["mutation"].as_string().is_(None))
_ATTENDED = and_(_DRILL, col(RunRow.detail)["played"].as_boolean().is_(False))


class Walks:
    """The walks of one transaction; with ``as_of``, those that had ended by then."""

    def __init__(self, session: Session, as_of: datetime | None = None) -> None:
        self._session, self._as_of = session, as_of

    def ended(self, client: str, runbook: str, most: int) -> list[Run]:
        """Return the newest walks of a client's runbook that ended, newest first; its drills with people are walks."""
        own = and_(_KIND, runbook == _RUNBOOK)
        query = select(RunRow).where(RunRow.client == client, or_(own, and_(_ATTENDED, runbook == _REHEARSED)))
        query = query.where(col(RunRow.outcome).is_not(None)).order_by(col(RunRow.started_at).desc()).limit(most)
        if self._as_of is not None:
            query = query.where(col(RunRow.started_at) <= self._as_of)
        return [run for run in whole_runs(self._session, self._session.exec(query).all()) if self._over(run)]

    def proven(self) -> Mapping[tuple[str, str], datetime]:
        """Return when each client's runbook was last begun and brought to its end with nothing left out."""
        query = select(RunRow.client, _RUNBOOK, func.max(RunRow.started_at))
        query = query.where(_KIND, RunRow.outcome == str(Outcome.SUCCEEDED))
        if self._as_of is not None:
            query = query.where(col(RunRow.started_at) <= self._as_of)
        rows = self._session.exec(query.group_by(col(RunRow.client), _RUNBOOK))
        walked = {(client, runbook): at for client, runbook, at in rows if runbook}
        drilled = self._drilled()
        return {one: max(filter(None, (walked.get(one), drilled.get(one)))) for one in walked.keys() | drilled.keys()}

    def _drilled(self) -> Mapping[tuple[str, str], datetime]:
        """Return when each client's runbook was last rehearsed to its end by people: a script proves nothing."""
        query = select(RunRow.client, _REHEARSED, func.max(RunRow.started_at))
        query = query.where(_ATTENDED, RunRow.outcome == str(Outcome.SUCCEEDED))
        if self._as_of is not None:
            query = query.where(col(RunRow.started_at) <= self._as_of)
        rows = self._session.exec(query.group_by(col(RunRow.client), _REHEARSED))
        return {(client, name): at for client, name, at in rows if name}

    def last_drills(self) -> Mapping[tuple[str, str], Run]:
        """Return the newest drill that ended, by client and name of the drill."""
        query = select(RunRow).where(_DRILL, col(RunRow.outcome).is_not(None)).order_by(col(RunRow.started_at))
        runs = whole_runs(self._session, self._session.exec(query).all())
        return {(run.client, str(run.detail["drill"])): run for run in runs}

    def scores(self) -> Mapping[tuple[str, str], tuple[int, int]]:
        """Return of how many forecasts with an interval what came lay within, and of how many in all, by runbook."""
        within = col(RunRow.detail)["forecast"]["within"].as_boolean()
        query = select(RunRow.client, _RUNBOOK, func.sum(case((within, 1), else_=0)), func.count())
        query = query.where(_KIND, RunRow.outcome == str(Outcome.SUCCEEDED), within.is_not(None))
        rows = self._session.exec(query.group_by(col(RunRow.client), _RUNBOOK))
        return {(client, runbook): (hits, count) for client, runbook, hits, count in rows if runbook}

    def since(self, clients: Iterable[str]) -> Mapping[str, datetime]:
        """Return when the first work of each of these clients began; those without any are left out."""
        found = {}
        for client in clients:
            query = select(RunRow.started_at).where(RunRow.client == client)
            if first := self._session.exec(query.order_by(col(RunRow.started_at)).limit(1)).first():
                found[client] = first
        return found

    def _over(self, run: Run) -> bool:
        return self._as_of is None or run.started_at + timedelta(seconds=run.duration_s or 0) <= self._as_of
