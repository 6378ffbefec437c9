"""Recovery points, as last observed in each repository."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from continuity.model.point import Point
from continuity.state.tables import PointRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlmodel import Session


class Points:
    """The recovery points of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, point: Point) -> None:
        """Insert a point, or bring the known one up to date."""
        self._session.merge(PointRow(**vars(point)))
        self._session.flush()

    def all(self, client: str, **equal: str) -> list[Point]:
        """Return the points still listed, newest data first; ``equal`` narrows by asset or repository."""
        query = select(PointRow).where(PointRow.client == client, col(PointRow.gone_at).is_(None))
        for name, value in equal.items():
            query = query.where(getattr(PointRow, name) == value)
        query = query.order_by(col(PointRow.data_time).desc(), col(PointRow.repository))
        return [_point(row) for row in self._session.exec(query)]

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

    def names(self, client: str, repository: str) -> frozenset[str]:
        """Return every snapshot that was ever known in a repository, whether it still lists it or not."""
        query = select(PointRow.snapshot).where(PointRow.client == client, PointRow.repository == repository)
        return frozenset(self._session.exec(query))

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
