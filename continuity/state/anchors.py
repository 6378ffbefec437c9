"""Anchors and how it stands with each place for them: the rows behind ``model.anchor``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from continuity.model.anchor import Anchor, AnchorKind, Standing
from continuity.state.anchor_tables import AnchorRow, StandingRow
from continuity.state.tables import RecordRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlmodel import Session

_END = 1 << 62


class Anchors:
    """The anchors of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, anchor: Anchor) -> None:
        """Keep an anchor; the same place's anchor of the same size is kept as it was the first time."""
        if self._session.get(AnchorRow, (anchor.log, anchor.tree_size, str(anchor.kind), anchor.name)) is None:
            self._session.add(AnchorRow(**vars(anchor) | {"kind": str(anchor.kind)}))
            self._session.flush()

    def between(self, log: str, first: int = 0, last: int = _END) -> list[Anchor]:
        """Return the anchors of sizes from ``first`` to ``last``, both included, by size, kind and name."""
        query = select(AnchorRow).where(AnchorRow.log == log, AnchorRow.tree_size >= first, AnchorRow.tree_size <= last)
        order = (col(AnchorRow.tree_size), col(AnchorRow.kind), col(AnchorRow.name))
        return [_anchor(row) for row in self._session.exec(query.order_by(*order))]

    def covering(self, log: str, index: int) -> list[Anchor]:
        """Return the first anchor of each kind and name that covers the record of that index."""
        over = select(AnchorRow).where(AnchorRow.log == log, AnchorRow.tree_size > index)
        places = self._session.exec(select(AnchorRow.kind, AnchorRow.name).where(AnchorRow.log == log).distinct())
        found = []
        for kind, name in sorted(places):
            held = over.where(AnchorRow.kind == kind, AnchorRow.name == name).order_by(col(AnchorRow.tree_size))
            found += [_anchor(row) for row in self._session.exec(held.limit(1))]
        return found

    def newest(self, log: str) -> list[Anchor]:
        """Return the anchor of the greatest size of each kind and name."""
        by_size = select(AnchorRow).where(AnchorRow.log == log).order_by(col(AnchorRow.tree_size).desc())
        places = self._session.exec(select(AnchorRow.kind, AnchorRow.name).where(AnchorRow.log == log).distinct())
        found = (
            self._session.exec(by_size.where(AnchorRow.kind == kind, AnchorRow.name == name).limit(1)).one()
            for kind, name in sorted(places)
        )
        return [_anchor(row) for row in found]

    def standings(self, log: str) -> list[Standing]:
        """Return how it stands with each place that the log was brought to, or should have been."""
        query = select(StandingRow).where(StandingRow.log == log)
        return [_standing(row) for row in self._session.exec(query)]

    def stand(self, standing: Standing) -> None:
        """Write how it stands with one place now."""
        self._session.merge(StandingRow(**vars(standing) | {"kind": str(standing.kind)}))
        self._session.flush()

    def something_new(self, log: str, size: int, leaving_out: Collection[str]) -> bool:
        """Tell whether the log holds a record from index ``size`` on whose kind is none of ``leaving_out``."""
        query = select(RecordRow.number).where(RecordRow.log == log, col(RecordRow.position) >= size)
        return self._session.exec(query.where(col(RecordRow.kind).not_in(leaving_out)).limit(1)).first() is not None


def _anchor(row: AnchorRow) -> Anchor:
    return Anchor(**row.model_dump(exclude={"kind"}), kind=AnchorKind(row.kind))


def _standing(row: StandingRow) -> Standing:
    return Standing(**row.model_dump(exclude={"kind"}), kind=AnchorKind(row.kind))
