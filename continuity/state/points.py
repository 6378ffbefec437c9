"""Recovery points, as last observed in each repository."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_
from sqlmodel import col, select

from continuity.model.point import Point
from continuity.state.tables import PointRow, RunRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlmodel import Session

#: How points are ordered everywhere: of two of one instant, the later run's comes first.
NEWEST_FIRST = (col(PointRow.data_time).desc(), col(PointRow.repository), col(PointRow.run).desc())


class Points:
    """The recovery points of one transaction; with ``as_of``, :meth:`all` names those that were there then."""

    def __init__(self, session: Session, as_of: datetime | None = None) -> None:
        self._session, self._as_of = session, as_of

    def add(self, point: Point) -> None:
        """Insert a point, or bring the known one up to date."""
        self._session.merge(PointRow(**vars(point)))
        self._session.flush()

    def all(self, client: str, **equal: str) -> list[Point]:
        """Return the points still listed, newest data first; ``equal`` narrows by asset or repository.

        Of the past, ``verified_at`` and ``locked_until`` are what is known today.
        """
        query = select(PointRow).where(PointRow.client == client)
        if self._as_of is None:
            query = query.where(col(PointRow.gone_at).is_(None))
        else:
            query = query.where(or_(col(PointRow.gone_at).is_(None), col(PointRow.gone_at) > self._as_of))
        for name, value in equal.items():
            query = query.where(getattr(PointRow, name) == value)
        query = query.order_by(*NEWEST_FIRST)
        if self._as_of is None:
            return [_point(row) for row in self._session.exec(query)]
        return self._stored_by(self._session.exec(query), self._as_of)

    def stored(self, client: str, asset: str) -> dict[str, datetime]:
        """Return, by run, when the points of an asset were whole; a run that died is left out."""
        runs = select(PointRow.run).where(PointRow.client == client, PointRow.asset == asset)
        query = select(RunRow.id, RunRow.started_at, RunRow.duration_s).where(col(RunRow.id).in_(runs))
        rows = self._session.exec(query)
        return {run: at + timedelta(seconds=seconds) for run, at, seconds in rows if seconds is not None}

    def _stored_by(self, rows: Iterable[PointRow], at: datetime) -> list[Point]:
        """Return the points whose run had ended by then; of one that died, its data time is all there is."""
        points = [_point(row) for row in rows]
        ended = {
            run: end
            for asset in {(one.client, one.asset) for one in points}
            for run, end in self.stored(*asset).items()
        }
        return [point for point in points if ended.get(point.run, point.data_time) <= at]

    def listed(self, client: str, repository: str, names: Collection[str], at: datetime) -> list[Point]:
        """Take note of what a repository lists now, and return the known points that it no longer lists."""
        query = select(PointRow).where(PointRow.client == client, PointRow.repository == repository)
        gone = []
        for row in self._session.exec(query):
            if row.snapshot in names:
                row.listed_at, row.gone_at = at, None
            elif row.gone_at is None:
                row.gone_at = at
                gone.append(_point(row))
        self._session.flush()
        return gone

    def removed(self, client: str, repository: str, snapshots: Iterable[str], at: datetime) -> None:
        """Take note of points that we removed ourselves: none of them is missed later."""
        for snapshot in snapshots:
            row = self._session.get(PointRow, (client, repository, snapshot))
            if row is not None and row.gone_at is None:
                row.gone_at = at
        self._session.flush()

    def names(self, client: str, repository: str) -> frozenset[str]:
        """Return every snapshot that was ever known in a repository, whether it still lists it or not."""
        query = select(PointRow.snapshot).where(PointRow.client == client, PointRow.repository == repository)
        return frozenset(self._session.exec(query))

    def runs(self, client: str, repository: str) -> frozenset[str]:
        """Return every run of which a point was ever known in a repository, whether it still lists it or not."""
        query = select(PointRow.run).where(PointRow.client == client, PointRow.repository == repository)
        return frozenset(self._session.exec(query.distinct()))

    def parents(self, client: str, repository: str) -> frozenset[str]:
        """Return the snapshots that points still listed there were compared with: none may go before those do."""
        query = select(PointRow.parent).where(PointRow.client == client, PointRow.repository == repository)
        query = query.where(col(PointRow.gone_at).is_(None), PointRow.parent != "").distinct()
        return frozenset(self._session.exec(query))

    def update(self, point: Point, **changes: Any) -> None:
        """Change what is known of one point (``locked_until``, ``verified_at``, ``verified_by``)."""
        row = self._session.get_one(PointRow, (point.client, point.repository, point.snapshot))
        for name, value in changes.items():
            setattr(row, name, value)
        self._session.flush()


def _point(row: PointRow) -> Point:
    return Point(**row.model_dump(exclude={"gone_at"}))
