"""Drills that ended: by whom they were walked, and how they came out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from continuity.model.job import JobKind, Outcome
from continuity.state.tables import RunRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from sqlmodel import Session

#: What is told of each.
_FIELDS = ("id", "client", "subject", "started_at", "outcome", "measurements", "detail")
_TIMED = ("id", "subject", "started_at", "duration_s", "measurements")


class Drills:
    """The drills of one transaction; with ``as_of``, those that had begun by then."""

    def __init__(self, session: Session, as_of: datetime | None = None) -> None:
        self._session, self._as_of = session, as_of

    def ended(self, client: str | None = None) -> Iterator[Mapping[str, Any]]:
        """Yield the drills that ended, oldest first; what was broken on purpose to try the drill itself is none."""
        query = select(*(getattr(RunRow, name) for name in _FIELDS))
        query = query.where(RunRow.kind == str(JobKind.DRILL), col(RunRow.outcome).is_not(None))
        query = query.where(col(RunRow.detail)["mutation"].as_string().is_(None))
        if client is not None:
            query = query.where(RunRow.client == client)
        if self._as_of is not None:
            query = query.where(col(RunRow.started_at) <= self._as_of)
        for found in self._session.exec(query.order_by(col(RunRow.started_at), col(RunRow.id))):
            yield dict(zip(_FIELDS, found, strict=True))

    def walked(self, subjects: Collection[str]) -> dict[str, list[Mapping[str, Any]]]:
        """Return the drills and runbooks that people walked to their end, newest first, by subject.

        What a script answered, and what was broken on purpose to try a drill, is none.
        """
        query = select(*(getattr(RunRow, name) for name in _TIMED))
        query = query.where(col(RunRow.kind).in_([str(JobKind.DRILL), str(JobKind.RUNBOOK)]))
        query = query.where(col(RunRow.subject).in_(subjects), RunRow.outcome == str(Outcome.SUCCEEDED))
        query = query.where(col(RunRow.detail)["mutation"].as_string().is_(None))
        query = query.where(col(RunRow.detail)["played"].as_boolean().is_not(True))
        found: dict[str, list[Mapping[str, Any]]] = {}
        for row in self._session.exec(query.order_by(col(RunRow.started_at).desc(), col(RunRow.id).desc())):
            one = dict(zip(_TIMED, row, strict=True))
            ended = one["started_at"] + timedelta(seconds=one["duration_s"] or 0)
            if self._as_of is None or ended <= self._as_of:
                found.setdefault(one["subject"], []).append(one)
        return found
