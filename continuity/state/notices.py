"""What is wrong as each route knows it, and the messages that wait to be delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlmodel import col, select

from continuity.model.alerts import Alarm, Notice, When
from continuity.state.tables import AlarmRow, NoticeRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

SENT = "sent"
GIVEN_UP = "given_up"


class Notices:
    """The alarms and messages of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def alarms(self) -> list[Alarm]:
        """Return every alarm about which something may still be told."""
        return [_alarm(row) for row in self._session.exec(select(AlarmRow))]

    def remember(self, alarm: Alarm) -> None:
        """Write an alarm as it is now."""
        self._session.merge(AlarmRow(**vars(alarm) | {"kind": str(alarm.kind), "values": dict(alarm.values)}))
        self._session.flush()

    def forget(self, key: tuple[str, str, str]) -> None:
        """Remove an alarm; nothing happens where there is none."""
        route, kind, subject = key
        which = (col(AlarmRow.route) == route, col(AlarmRow.kind) == kind, col(AlarmRow.subject) == subject)
        self._session.connection().execute(delete(AlarmRow).where(*which))

    def put(self, notice: Notice) -> None:
        """Add a message to the outbox; its number is given here."""
        self._session.add(NoticeRow(**vars(notice) | {"number": None}))
        self._session.flush()

    def waiting(self) -> list[Notice]:
        """Return the messages that were neither delivered nor given up, in the order in which they were made."""
        query = select(NoticeRow).where(NoticeRow.outcome == "").order_by(col(NoticeRow.number))
        return [_notice(row) for row in self._session.exec(query)]

    def of_route(self, route: str) -> list[Notice]:
        """Return the messages of one route that are still known, whatever became of them."""
        return [_notice(row) for row in self._session.exec(select(NoticeRow).where(NoticeRow.route == route))]

    def update(self, notice: Notice) -> None:
        """Write what became of an attempt to deliver a message."""
        row = self._session.get_one(NoticeRow, notice.number)
        row.attempts, row.next_at, row.error = notice.attempts, notice.next_at, notice.error
        row.outcome, row.ended_at = notice.outcome, notice.ended_at
        self._session.flush()

    def recent(self, count: int) -> list[Notice]:
        """Return the newest messages, whatever became of them, newest first."""
        query = select(NoticeRow).order_by(col(NoticeRow.number).desc()).limit(count)
        return [_notice(row) for row in self._session.exec(query)]

    def drop(self, before: datetime) -> None:
        """Remove the messages that ended before that time."""
        ended = (col(NoticeRow.outcome) != "", col(NoticeRow.ended_at) < before)
        self._session.connection().execute(delete(NoticeRow).where(*ended))


def _alarm(row: AlarmRow) -> Alarm:
    return Alarm(**row.model_dump(exclude={"kind"}), kind=When(row.kind))


def _notice(row: NoticeRow) -> Notice:
    about = tuple((kind, subject) for kind, subject in row.about)
    return Notice(**row.model_dump(exclude={"about"}), about=about)
