"""What happened, as something to be told: events of the service, ends of runs, and verdicts that stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.engine.daemon.announcing import Outcomes
from continuity.engine.observed import Look, standings
from continuity.evidence.format.checkpoint import SERVER
from continuity.model.alerts import When
from continuity.model.job import JobKind, Outcome
from continuity.model.measurement import Verdict
from continuity.supervision.routing import Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import datetime

    from continuity.engine.daemon.events import Event
    from continuity.model.inventory import Asset, Inventory
    from continuity.model.job import Run
    from continuity.policy.policy import Policy
    from continuity.state.store import Transaction

_KINDS = {
    JobKind.BACKUP: When.BACKUP_FAILED,
    JobKind.RESTORE_TEST: When.TEST_MISSED,
    JobKind.KIT_TEST: When.KIT_MISSED,
    JobKind.VERIFY: When.VERIFY_MISSED,
    JobKind.STORAGE_CHECK: When.LOCKS_MISSED,
    JobKind.LOCK: When.LOCKS_MISSED,
    JobKind.FORGET: When.FORGET_FAILED,
    JobKind.PRUNE: When.PRUNE_FAILED,
    JobKind.ARCHIVE: When.ARCHIVE_DUE,
}
#: An event of the whole service -> what it is about, and whether that is well now.
_SERVICE = {
    "service.fault": ("service", False),
    "service.well": ("service", True),
    "scheduler.lost": ("scheduler", False),
    "scheduler.active": ("scheduler", True),
    "documents.refused": ("documents", False),
    "documents.taken": ("documents", True),
    "job.fault": ("job", False),
}
#: An event of what is received all the time -> whether that is well now.
_RECEIVING = {"receiver.broken": False, "receiver.receiving": True}
#: An event of a log -> whether it can be signed and anchored now.
_LOGS = {"anchor.fault": False, "anchor.sound": True}
#: ``incident.called`` asks for nothing here: its messages wait in the state, and whoever sends is woken.
_OTHERS = ("run.ended", "job.failed", "jobs.closed", "incident.called")
#: How a run's end is told.
SAID = {
    "outcome": "it ended as {outcome}: {reason}",
    "missed": "it ran, and {objective} was missed: {reason}",
    "rpo": "the newest copy is older than promised: {reason}",
    "suspicious": "changes of its source are suspicious: {reason}",
    "copies": "the copies break the rule {rule}: {reason}",
}


def concerns(event: Event) -> bool:
    """Tell whether an event may be one to tell of; all others are for the log alone."""
    return event.name in {*_SERVICE, *_RECEIVING, *_LOGS, *_OTHERS}


def of_event(event: Event, at: datetime) -> Signal | None:
    """Return what an event asks to be told; None for all that the log is for. The end of a run is :func:`of_run`'s."""
    common: dict[str, Any] = {"at": at, "template": event.template, "values": plain(event.values)}
    if event.name in _SERVICE:
        about, well = _SERVICE[event.name]
        passing = event.name == "job.fault"
        return Signal(
            kind=When.SERVICE_FAULT, client="", subject=about, well=well, critical=True, passing=passing, **common
        )
    if event.name in _RECEIVING:
        subject, well = str(event.values["asset"]), _RECEIVING[event.name]
        client = subject.partition("/")[0]
        return Signal(kind=When.NOT_RECEIVED, client=client, subject=subject, well=well, **common)
    if event.name in _LOGS:
        client, well = str(event.values["client"]), _LOGS[event.name]
        owner = "" if client == SERVER else client
        subject = f"{client}/log"
        return Signal(kind=When.ANCHOR_FAILED, client=owner, subject=subject, well=well, critical=True, **common)
    if event.name == "job.failed" and event.values["kind"] in _KINDS:
        subject = str(event.values["subject"])
        client = subject.partition("/")[0]
        return Signal(kind=_KINDS[JobKind(event.values["kind"])], client=client, subject=subject, **common)
    if event.name == "jobs.closed" and event.values["reason"] == Outcomes.MISSED[1]:
        return Signal(kind=When.JOBS_MISSED, client="", subject="", passing=True, **common)
    return None


def of_run(run: Run, inventory: Inventory, at: datetime) -> Signal | None:
    """Return what a run's end says of its work: that it is well, or why not; None where it says nothing."""
    kind = _KINDS.get(run.kind)
    if kind is None or run.client not in inventory.clients or run.outcome in (None, Outcome.SKIPPED):
        return None
    template, values = _fault(run)
    return Signal(
        kind=kind,
        client=run.client,
        subject=run.subject,
        at=at,
        well=not template,
        template=template,
        values=plain(values),
        critical=_critical(run.subject, inventory),
        run=run.id,
    )


def standing_signals(
    tx: Transaction, inventory: Inventory, policy: Callable[[Asset], Policy], at: datetime, wanted: Collection[str]
) -> Iterator[Signal]:
    """Yield how the RPO and the copies stand of every asset of the clients ``wanted`` that was backed up before.

    One that never was is told of by its failing backups, and not before the first fell due.
    """
    look = Look(inventory=inventory, at=at)
    chosen = [asset for asset in inventory.assets() if asset.active and asset.client in wanted]
    for found in standings(tx, [(asset, policy(asset)) for asset in chosen], look):
        asset = found.asset
        if found.last_backup is None:
            continue
        common: dict[str, Any] = {"client": asset.client, "subject": asset.reference, "at": at}
        common["critical"] = _critical(asset.reference, inventory)
        late = found.rpo.verdict is Verdict.MISSED
        values = {"reason": found.rpo.reason}
        yield Signal(kind=When.RPO_MISSED, well=not late, template=SAID["rpo"], values=values, **common)
        values = {"reason": "; ".join(map(str, found.suspicion.reasons())) if found.suspicion else ""}
        yield Signal(
            kind=When.SUSPICIOUS, well=not found.suspicion, template=SAID["suspicious"], values=values, **common
        )
        if found.copies:
            broken = found.copies.verdict is Verdict.MISSED
            values = {"rule": str(found.copies.rule), "reason": "; ".join(map(str, found.copies.reasons))}
            yield Signal(kind=When.NOT_PROTECTED, well=not broken, template=SAID["copies"], values=values, **common)


def plain(values: Any) -> dict[str, Any]:
    """Return a template's values as JSON holds them: numbers stay, everything else is its English text."""
    return {name: value if isinstance(value, int | float) else str(value) for name, value in values.items()}


def _fault(run: Run) -> tuple[str, dict[str, Any]]:
    if run.outcome is not Outcome.SUCCEEDED:
        return SAID["outcome"], {"outcome": str(run.outcome), "reason": run.reason}
    # A backup that went well may leave the RPO missed: that is an alert of its own.
    missed = [] if run.kind is JobKind.BACKUP else [one for one in run.measurements if one.verdict is Verdict.MISSED]
    if not missed:
        return "", {}
    return SAID["missed"], {"objective": missed[0].objective, "reason": "; ".join(one.reason for one in missed)}


def _critical(subject: str, inventory: Inventory) -> bool:
    client, _, name = subject.partition("/")
    asset = inventory.clients[client].assets.get(name) if client in inventory.clients else None
    return asset is not None and asset.criticality == "critical"
