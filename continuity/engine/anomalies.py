"""The anomaly watch: what each backup found changed, remembered and judged; an incident, a freeze, and its end.

While an incident is open nothing of the asset is removed, by any rule: the last clean point must outlive the doubt.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from continuity.backup.anomaly import Anomaly, Sign
from continuity.backup.changes import Changes
from continuity.backup.watched import Days
from continuity.ground.canonical import sha256_hex
from continuity.ground.errors import UsageError
from continuity.ground.timestamps import read_time, write_time
from continuity.model.job import JobKind
from continuity.model.measurement import Measurement, Verdict
from continuity.policy.reasons import Reason, because
from continuity.state.observations import Observation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset
    from continuity.model.job import Run
    from continuity.state.store import Transaction

#: What is remembered of an asset: the sums of its days, and its newest incident.
DAYS, INCIDENT = "changes", "anomaly"
#: Kinds of record.
OPENED, RESOLVED = "incident.opened", "incident.resolved"


@dataclass(frozen=True, kw_only=True)
class Suspicion:
    """An open incident of one asset: since when, found by which run, and the newest run before it (empty: none)."""

    since: datetime
    run: str
    clean: str
    signs: tuple[dict[str, Any], ...]

    def reasons(self) -> tuple[Reason, ...]:
        """Return what makes it suspicious, as sentences."""
        return tuple(reason_of(one) for one in self.signs)

    def as_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {"since": write_time(self.since), "run": self.run, "last_clean_run": self.clean, "signs": [*self.signs]}


def suspicion(tx: Transaction, client: str, asset: str) -> Suspicion | None:
    """Return the open incident of an asset; None where there is none."""
    return opened(tx.observations.latest(client, asset, INCIDENT))


def opened(seen: Observation | None) -> Suspicion | None:
    """Return the incident that an observation tells of; None where there is none, or it was accepted."""
    if seen is None or not seen.facts.get("open"):
        return None
    facts = seen.facts
    return Suspicion(
        since=read_time(facts["since"]), run=facts["run"], clean=facts["last_clean_run"], signs=tuple(facts["signs"])
    )


def watch(
    workshop: Workshop, tx: Transaction, asset: Asset, run: Run, *, at: datetime, meant: bool = False
) -> tuple[Measurement, ...]:
    """Remember and judge what this backup found changed, in the transaction that ends it.

    Nothing is said of the first backup, nor of sources that are no files. ``meant``: whoever asked for it said that the
    source may be empty; what went is accepted with that.
    """
    told = run.detail.get("changes")
    if not told:
        return ()
    key = (asset.client, asset.name, DAYS)
    before = tx.observations.latest(*key)
    days, reads = Days.from_json(before.facts if before else {}), _reads(asset)
    same = before is None or before.facts.get("reads", reads) == reads
    days = days.after(Changes.from_json(told), at) if same else days  # what other documents leave out did not go
    days = days.settled() if meant else days
    tx.observations.note(key, Observation(at=at, run=run.id, facts=days.as_json() | {"reads": reads}))
    known = suspicion(tx, asset.client, asset.name)
    if known is None and same and (found := days.suspicious()):
        known = _opened(workshop, tx, run, _first_suspicious(tx, run, days, found), found)
    return (_measured(asset, known),)


def accept(workshop: Workshop, asset: Asset, *, why: str, by: Mapping[str, Any]) -> Suspicion:
    """End the open incident of an asset: a person says what it was, and what happened so far counts as usual.

    Raises ``UsageError`` where there is none.
    """
    at = workshop.clock.now()
    with workshop.store.transaction() as tx:
        known = suspicion(tx, asset.client, asset.name)
        if known is None:
            raise UsageError(
                "{asset} has no suspicious changes to accept",
                hint="see how it stands: continuity status {asset}",
                asset=asset.reference,
            )
        days = tx.observations.latest(asset.client, asset.name, DAYS)
        if days:
            facts = days.facts | Days.from_json(days.facts).settled().as_json()
            tx.observations.note((asset.client, asset.name, DAYS), Observation(at=at, run=days.run, facts=facts))
        ended = known.as_json() | {"open": False, "ended": write_time(at), "why": why}
        tx.observations.note((asset.client, asset.name, INCIDENT), Observation(at=at, run=known.run, facts=ended))
        body = {"cause": "anomaly", "subject": asset.reference, "run": known.run, "why": why, "by": dict(by)}
        workshop.logs[asset.client].journal.record(tx.records, RESOLVED, at, body)
    workshop.logs[asset.client].sequencer.run()
    return known


def reason_of(sign: dict[str, Any]) -> Reason:
    """Return one sign as a sentence."""
    name = f"anomaly_{sign['sign']}"
    return because(name, files=sign["files"], share=f"{sign['share']:.1%}", limit=f"{sign['limit']:.1%}")


def _reads(asset: Asset) -> str:
    """Return a digest of what the document has read."""
    settings = asset.source.settings
    told = [list(map(str, settings.get(name, ()))) for name in ("paths", "exclude")]
    return sha256_hex(json.dumps([*told, bool(settings.get("one_file_system"))]).encode())


def _opened(workshop: Workshop, tx: Transaction, run: Run, first: Run, found: Sequence[Anomaly]) -> Suspicion:
    at, name = workshop.clock.now(), run.subject.partition("/")[2]
    signs = tuple(one.as_json() for one in found)
    known = Suspicion(since=first.started_at, run=run.id, clean=_before(tx, run.client, name, first), signs=signs)
    facts = known.as_json() | {"open": True}
    tx.observations.note((run.client, name, INCIDENT), Observation(at=at, run=run.id, facts=facts))
    body = known.as_json() | {"cause": "anomaly", "severity": "security", "subject": run.subject, "frozen": True}
    workshop.logs[run.client].journal.record(tx.records, OPENED, at, body, run=run.id)
    return known


def _first_suspicious(tx: Transaction, run: Run, days: Days, found: Sequence[Anomaly]) -> Run:
    """Return the backup that brought the first of it: this one, or of files scrambled little by little an earlier."""
    slow = next((one for one in found if one.sign is Sign.SCRAMBLED), None)
    if slow is None:
        return run
    began = datetime.fromisoformat(days.days[-slow.days].day).replace(tzinfo=UTC)
    backups = tx.runs.since(run.subject, JobKind.BACKUP, began)
    return next((one for one in backups if (one.detail.get("changes") or {}).get("scrambled")), run)


def _before(tx: Transaction, client: str, asset: str, first: Run) -> str:
    """Return the newest run that made points before the first suspicious one; empty where there is none."""
    clean = [one for one in tx.points.all(client, asset=asset) if one.data_time < first.started_at]
    return max(clean, key=lambda one: one.data_time).run if clean else ""


def _measured(asset: Asset, known: Suspicion | None) -> Measurement:
    reason = "; ".join(map(str, known.reasons())) if known else ""
    return Measurement(
        subject=asset.reference,
        objective="anomaly",
        target_s=None,
        actual_s=None,
        verdict=Verdict.MISSED if known else Verdict.MET,
        how="anomaly",
        reason=reason,
    )
