"""What was last seen of each repository as a whole: its failure domain, its locks, its errors.

Of what is judged, the past is kept as well: a row where it changed, so that thousands of equal looks cost nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from continuity.state.tables import ObservationRow, SeenRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

#: By kind of look, the facts that verdicts depend on.
_JUDGED = {
    "domain": ("device", "host", "endpoint", "credential"),
    "locks": ("objects", "shortest_lock_until"),
    "verification": ("errors",),
    "anomaly": ("open", "since", "run", "last_clean_run", "signs"),  # of an asset: its name in place of a repository's
}
_EACH_DAY = frozenset({"locks"})  # a point counts as locked from the first look that came after it


@dataclass(frozen=True, kw_only=True)
class Observation:
    """What one look found, when, and in which run."""

    at: datetime
    run: str
    facts: dict[str, Any]


class Observations:
    """The observations of one transaction; with ``as_of``, those that had been made by then."""

    def __init__(self, session: Session, as_of: datetime | None = None) -> None:
        self._session, self._as_of = session, as_of

    def note(self, key: tuple[str, str, str], seen: Observation) -> None:
        """Remember the newest look at (client, repository, kind), and what it changed of what is judged."""
        client, repository, kind = key
        self._session.merge(ObservationRow(client=client, repository=repository, kind=kind, **vars(seen)))
        judged = {name: seen.facts[name] for name in _JUDGED.get(kind, ()) if name in seen.facts}
        before = self._kept(key)
        known = before is not None and before.facts == judged
        if kind in _JUDGED and not (known and before and (kind not in _EACH_DAY or before.at.date() == seen.at.date())):
            row = SeenRow(client=client, repository=repository, kind=kind, at=seen.at, run=seen.run, facts=judged)
            self._session.merge(row)
        self._session.flush()

    def latest(self, client: str, repository: str, kind: str) -> Observation | None:
        """Return the newest look, or None where nobody ever looked; of the past, only the facts that are judged."""
        key = (client, repository, kind)
        row = self._session.get(ObservationRow, key) if self._as_of is None else self._kept(key)
        return Observation(at=row.at, run=row.run, facts=row.facts) if row else None

    def _kept(self, key: tuple[str, str, str]) -> SeenRow | None:
        client, repository, kind = key
        query = select(SeenRow).where(SeenRow.client == client, SeenRow.repository == repository, SeenRow.kind == kind)
        if self._as_of is not None:
            query = query.where(col(SeenRow.at) <= self._as_of)
        return self._session.exec(query.order_by(col(SeenRow.at).desc()).limit(1)).first()
