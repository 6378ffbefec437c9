"""Incidents as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, or_, select

from continuity.ground.timestamps import write_time
from continuity.model.incident import Incident, IncidentState
from continuity.state.incident_tables import IncidentRow
from continuity.state.tables import RecordRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session


class Incidents:
    """The incidents of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, incident: str) -> Incident | None:
        """Return one incident."""
        row = self._session.get(IncidentRow, incident)
        return Incident.of_json(row.facts) if row else None

    def open(self, client: str | None = None, since: datetime | None = None) -> list[Incident]:
        """Return those that are not closed, and with ``since`` those closed from then on; the oldest first."""
        wanted = col(IncidentRow.state) != str(IncidentState.CLOSED)
        if since is not None:
            wanted = or_(wanted, col(IncidentRow.closed_at) >= write_time(since))
        query = select(IncidentRow).where(wanted)
        if client is not None:
            query = query.where(IncidentRow.client == client)
        rows = self._session.exec(query.order_by(col(IncidentRow.opened_at), col(IncidentRow.id)))
        return [Incident.of_json(row.facts) for row in rows]

    def records(self, log: str) -> list[bytes]:
        """Return the exact bytes of a log's records about incidents, oldest first; erased ones say nothing any more."""
        query = select(RecordRow.body).where(RecordRow.log == log, col(RecordRow.kind).startswith("case."))
        query = query.where(RecordRow.salt != b"")
        return list(self._session.exec(query.order_by(col(RecordRow.number))))

    def write(self, incident: Incident) -> None:
        """Write an incident as it stands now."""
        facts = incident.as_json()
        plain = {name: facts[name] for name in ("id", "client", "cause", "state", "opened_at")}
        self._session.merge(IncidentRow(**plain, closed_at=facts["closed_at"] or "", facts=facts))
        self._session.flush()
