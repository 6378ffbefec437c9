"""What protects the copies, as it was last seen and recorded: a measure that nothing proves says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.evidence.journal import OUTCOME
from continuity.ground.timestamps import write_time
from continuity.model.job import JobKind, Outcome
from continuity.model.measurement import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Client, RepositorySpec
    from continuity.model.job import Run
    from continuity.state.store import Transaction

#: Each measure in a sentence; ``met`` is the only verdict by which one holds.
SAID = {
    "encryption": "encrypted and authenticated before it leaves the source (restic: AES-256-CTR, Poly1305-AES)",
    "lock": "no object can be removed or changed before its lock ends ({mode}, {days} days)",
    "reading": "structure and data are read back and verified",
    "restoring": "copies are restored and compared with what was backed up",
}


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure for one subject; ``run`` and ``records`` (indices in the client's log) are what shows it, if any."""

    name: str
    subject: str
    values: dict[str, Any]
    verdict: Verdict
    at: datetime | None = None
    run: str = ""
    records: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``measures``."""
        return {
            "name": self.name,
            "subject": self.subject,
            **self.values,
            "verdict": str(self.verdict),
            "at": write_time(self.at) if self.at else None,
            "run": self.run or None,
            "records": list(self.records),
        }


def measures(workshop: Workshop, client: Client) -> Iterator[Measure]:
    """Yield the measures of a client's repositories and assets, each with the newest run that shows it."""
    log = workshop.logs[client.name].journal.log
    with workshop.store.reading() as tx:
        for spec in client.repositories.values():
            yield _encrypted(tx, log, client.name, spec)
            if spec.lock:
                values = {"mode": spec.lock.mode, "days": spec.lock.period.days}
                run = tx.runs.latest(f"{client.name}/{spec.name}", JobKind.STORAGE_CHECK)
                yield _shown(tx, log, ("lock", spec.name, values), run)
            run = tx.runs.latest(f"{client.name}/{spec.name}", JobKind.VERIFY)
            yield _shown(tx, log, ("reading", spec.name, {}), run)
        for asset in client.assets.values():
            if asset.active:
                run = tx.runs.latest(asset.reference, JobKind.RESTORE_TEST)
                yield _shown(tx, log, ("restoring", asset.name, {}), run)


def _encrypted(tx: Transaction, log: str, client: str, spec: RepositorySpec) -> Measure:
    """Return what shows it: a repository that restic opened is encrypted, for its format has no other kind."""
    points = tx.points.all(client, repository=spec.name)
    newest = max(points, key=lambda one: one.listed_at, default=None)
    records = _records(tx, log, newest.run) if newest and newest.run else ()
    return Measure(
        name="encryption",
        subject=spec.name,
        values={},
        verdict=Verdict.MET if newest else Verdict.UNPROVEN,
        at=newest.listed_at if newest else None,
        run=newest.run or "" if newest else "",
        records=records,
    )


def _shown(tx: Transaction, log: str, what: tuple[str, str, dict[str, Any]], run: Run | None) -> Measure:
    name, subject, values = what
    if run is None:
        return Measure(name=name, subject=subject, values=values, verdict=Verdict.UNPROVEN)
    return Measure(
        name=name,
        subject=subject,
        values=values,
        verdict=_verdict(run),
        at=run.started_at,
        run=run.id,
        records=_records(tx, log, run.id),
    )


def _verdict(run: Run) -> Verdict:
    if run.outcome is not Outcome.SUCCEEDED:
        return Verdict.MISSED if run.outcome is Outcome.FAILED else Verdict.UNPROVEN
    return Verdict.worst([one.verdict for one in run.measurements]) if run.measurements else Verdict.MET


def _records(tx: Transaction, log: str, run: str) -> tuple[int, ...]:
    return tuple(one.index for one in tx.records.of_runs(log, [run]) if one.kind == OUTCOME and one.index is not None)
