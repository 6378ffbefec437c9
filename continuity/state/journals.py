"""The journals of procedures: appended, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert
from sqlmodel import col, select

from continuity.ground.clock import Mark
from continuity.model.journal import Event, Kind
from continuity.state.journal_tables import EventRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from continuity.model.journal import New


_INSERT = insert(EventRow)  # once: what it compiles to is known by it


class Journals:
    """The journals of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def last(self, run: str) -> int:
        """Return the number of a run's last event, 0 where there is none."""
        return self._session.exec(select(func.max(EventRow.number)).where(EventRow.run == run)).one() or 0

    def append(self, run: str, new: Sequence[New], after: int, at: Mark) -> list[Event]:
        """Append events to a run's journal behind the one numbered ``after``; a number that is taken is refused."""
        events = [Event(number=after + place, at=at, **vars(one)) for place, one in enumerate(new, start=1)]
        clock = {"run": run, "at": at.wall, "boot_s": at.boot_s, "boot_id": at.boot_id}
        self._session.connection().execute(  # past the objects: hundreds of events may come in a second
            _INSERT,
            [
                clock
                | {"number": one.number, "kind": str(one.kind), "step": one.step, "by": one.by}
                | {"detail": dict(one.detail)}
                for one in events
            ],
        )
        return events

    def of(self, run: str) -> list[Event]:
        """Return a run's journal, from its beginning."""
        rows = self._session.exec(select(EventRow).where(EventRow.run == run).order_by(col(EventRow.number)))
        return [_event(row) for row in rows]


def _event(row: EventRow) -> Event:
    at = Mark(wall=row.at, boot_s=row.boot_s, boot_id=row.boot_id)
    return Event(number=row.number, at=at, kind=Kind(row.kind), step=row.step, by=row.by, detail=row.detail)
