"""Locks that are short of what is promised: an incident on record, from the look that finds it until one does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.engine.anomalies import OPENED, RESOLVED
from continuity.ground.timestamps import write_time
from continuity.model.measurement import Verdict
from continuity.state.observations import Observation

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import RepositorySpec
    from continuity.model.job import Run
    from continuity.state.store import Transaction

#: What is remembered of a repository: whether its locks are short, and since when.
INCIDENT = "locks-incident"
CAUSE = "locks"


def watch_locks(workshop: Workshop, tx: Transaction, spec: RepositorySpec, run: Run, at: datetime) -> None:
    """Open or end the incident of a repository's locks by what this run found, in the transaction that ends it.

    What is unproven changes nothing: neither was anything found, nor is it well.
    """
    found = next((one for one in run.measurements if one.objective == "immutable"), None)
    if found is None or found.verdict is Verdict.UNPROVEN:
        return
    key = (spec.client, spec.name, INCIDENT)
    seen = tx.observations.latest(*key)
    known, short = bool(seen and seen.facts.get("open")), found.verdict is Verdict.MISSED
    if known == short:
        return
    since = write_time(at) if short or seen is None else seen.facts["since"]
    facts: dict[str, Any] = {"open": short, "since": since, "reason": found.reason}
    tx.observations.note(key, Observation(at=at, run=run.id, facts=facts))
    body = {"cause": CAUSE, "subject": run.subject, "since": since, "run": run.id}
    body |= {"severity": "security", "reason": found.reason} if short else {"ended": write_time(at)}
    kind = OPENED if short else RESOLVED
    workshop.logs[spec.client].journal.record(tx.records, kind, workshop.clock.now(), body, run=run.id)
