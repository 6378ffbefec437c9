"""The names of people beside the log: in the journals of procedures, and in incidents that are closed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlmodel import col, select

from continuity.ground.timestamps import write_time
from continuity.model.incident import IncidentState
from continuity.state.incident_tables import IncidentRow
from continuity.state.incidents import Incidents
from continuity.state.journal_tables import EventRow
from continuity.state.tables import RunRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from continuity.model.incident import Incident


class People:
    """The names of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def named(self, client: str, before: datetime) -> bool:
        """Tell whether anything that is older than ``before`` still names somebody."""
        runs = select(RunRow.id).where(RunRow.client == client)
        query = select(EventRow.run).where(col(EventRow.run).in_(runs), EventRow.at < before, EventRow.by != "")
        return self._session.exec(query.limit(1)).first() is not None or bool(self._incidents(client, before))

    def forget(self, client: str, before: datetime) -> int:
        """Empty the names in what is older than ``before``; returns in how many events and incidents."""
        runs = select(RunRow.id).where(RunRow.client == client)
        rows = update(EventRow).where(col(EventRow.run).in_(runs), col(EventRow.at) < before, col(EventRow.by) != "")
        count = self._session.connection().execute(rows.values(by="")).rowcount
        found = self._incidents(client, before)
        for one in found:
            Incidents(self._session).write(_without_names(one))
        return count + len(found)

    def _incidents(self, client: str, before: datetime) -> list[Incident]:
        query = select(IncidentRow.id).where(IncidentRow.client == client)
        query = query.where(IncidentRow.state == str(IncidentState.CLOSED), IncidentRow.closed_at < write_time(before))
        found = (Incidents(self._session).get(name) for name in self._session.exec(query).all())
        return [one for one in found if one is not None and one != _without_names(one)]


def _without_names(one: Incident) -> Incident:
    comments = tuple(dict(each) | {"by": ""} for each in one.comments)
    return replace(one, owner="", acked_by="", closed_by="", comments=comments)
