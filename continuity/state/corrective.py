"""Corrective actions as they stand, and what people were reminded of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from continuity.model.corrective import ActionState, CorrectiveAction
from continuity.model.measurement import Verdict
from continuity.state.corrective_tables import ActionRow, ReminderRow
from continuity.state.tables import RecordRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlmodel import Session


class Corrective:
    """The corrective actions of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, action: str) -> CorrectiveAction | None:
        """Return one action."""
        row = self._session.get(ActionRow, action)
        return _action(row) if row else None

    def find(
        self, client: str | None = None, states: Collection[ActionState] = tuple(ActionState)
    ) -> list[CorrectiveAction]:
        """Return the actions in these states, of one client or of all, the next that is due first."""
        query = select(ActionRow).where(col(ActionRow.state).in_([str(one) for one in states]))
        if client is not None:
            query = query.where(ActionRow.client == client)
        return [_action(row) for row in self._session.exec(query.order_by(col(ActionRow.due), col(ActionRow.id)))]

    def write(self, action: CorrectiveAction) -> None:
        """Write an action as it stands now."""
        plain = vars(action) | {"verdict": str(action.verdict), "state": str(action.state)}
        plain |= {"runs": list(action.runs), "comments": [dict(one) for one in action.comments]}
        self._session.merge(ActionRow(**plain))
        self._session.flush()

    def records(self, log: str) -> list[bytes]:
        """Return the exact bytes of a log's records about corrective actions, oldest first."""
        query = select(RecordRow.body).where(RecordRow.log == log, col(RecordRow.kind).startswith("action."))
        return list(self._session.exec(query.order_by(col(RecordRow.number))))

    def reminded(self, subject: str) -> set[str]:
        """Return of what people were reminded about a subject."""
        return set(self._session.exec(select(ReminderRow.what).where(ReminderRow.subject == subject)))

    def remind(self, subject: str, what: str, at: datetime) -> None:
        """Remember that people are reminded of that."""
        self._session.merge(ReminderRow(subject=subject, what=what, at=at))
        self._session.flush()


def _action(row: ActionRow) -> CorrectiveAction:
    plain: dict[str, Any] = row.model_dump(exclude={"verdict", "state", "runs", "comments"})
    plain |= {"runs": tuple(row.runs), "comments": tuple(row.comments)}
    return CorrectiveAction(**plain, verdict=Verdict(row.verdict), state=ActionState(row.state))
