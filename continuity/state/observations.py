"""What was last seen of each repository as a whole: its failure domain, its locks, its errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.state.tables import ObservationRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session


@dataclass(frozen=True, kw_only=True)
class Observation:
    """What one look found, when, and in which run."""

    at: datetime
    run: str
    facts: dict[str, Any]


class Observations:
    """The observations of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def note(self, key: tuple[str, str, str], seen: Observation) -> None:
        """Remember the newest look at (client, repository, kind)."""
        client, repository, kind = key
        self._session.merge(ObservationRow(client=client, repository=repository, kind=kind, **vars(seen)))
        self._session.flush()

    def latest(self, client: str, repository: str, kind: str) -> Observation | None:
        """Return the newest look, or None where nobody ever looked."""
        row = self._session.get(ObservationRow, (client, repository, kind))
        return Observation(at=row.at, run=row.run, facts=row.facts) if row else None
