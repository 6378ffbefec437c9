"""What is wrong with the work of the service: what is told of as alarms, grouped by its cause; and work that never ran.

A repository that took nothing of anybody is one cause, whatever it was to take; so is an asset, whatever of its backups
is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from continuity.engine.incidents.from_devices import SEVERITY
from continuity.engine.incidents.from_forecasts import forecast_causes
from continuity.engine.incidents.from_house import everybodys
from continuity.engine.notices.anchors import anchor_signals
from continuity.engine.notices.signals import of_run, standing_signals
from continuity.model.alerts import When
from continuity.model.incident import Cause, Severity
from continuity.model.job import JobKind, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from continuity.engine.incidents.from_devices import Judged
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Inventory
    from continuity.model.job import Announced, Run
    from continuity.state.store import Transaction
    from continuity.supervision.routing import Signal

#: All that is wrong with the copies of an asset is one cause.
_BACKUP = frozenset({When.BACKUP_FAILED, When.RPO_MISSED, When.NOT_PROTECTED})
_SECURITY = frozenset({When.SUSPICIOUS, When.LOCKS_MISSED, When.ANCHOR_FAILED})
_HOUSEKEEPING = frozenset({When.FORGET_FAILED, When.PRUNE_FAILED, When.ARCHIVE_DUE})
_DONE = (Outcome.SUCCEEDED, Outcome.SKIPPED)
NOTHING_RAN = "work/nothing_ran"
SAID = {"nothing_ran": "{count} line(s) of work did not run when they fell due, the first: {kind} of {subject}"}


def work_causes(workshop: Workshop, tx: Transaction, now: datetime) -> Judged:
    """Return how it stands with all work of all clients; what says nothing, neither well nor wrong, is not there."""
    inventory = workshop.inventory
    newest = tx.runs.newest()
    backups = [run for one in newest if one.kind is JobKind.BACKUP and (run := tx.runs.get(one.id))]
    lost = lost_repositories(backups)
    signals = [one for run in newest if (one := of_run(run, inventory, run.started_at))]
    signals += standing_signals(tx, inventory, workshop.policy, now, set(inventory.clients))
    signals += anchor_signals(tx, inventory, now, lambda client: workshop.log(client).journal.log)
    wrong: defaultdict[tuple[str, str], list[Signal]] = defaultdict(list)
    judged: Judged = {(run.client, f"repository/{one.repository}"): None for run in backups for one in run.copies}
    for signal in signals:
        for key in _keys(signal, lost):
            judged.setdefault((signal.client, key), None)
            if not signal.well:
                wrong[(signal.client, key)].append(signal)
    judged |= {(client, key): _cause(client, key, all_, inventory) for (client, key), all_ in wrong.items()}
    for key in [key for owner, key in judged if not owner]:
        judged |= everybodys(inventory, key, judged.pop(("", key)))
    for client in inventory.clients.values():
        judged |= forecast_causes(tx, client, now)
    return judged | dict(_nothing_ran(tx, inventory))


def lost_repositories(backups: Iterable[Run]) -> Mapping[str, frozenset[str]]:
    """Return, by asset whose backup failed for nothing else, the repositories that took nothing of anybody.

    One alone of one asset alone proves nothing: that may be the asset.
    """
    took: set[tuple[str, str]] = set()
    refused: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    runs = list(backups)
    for run in runs:
        for copy in run.copies:
            if copy.outcome in (*_DONE, Outcome.INCOMPLETE):
                took.add((run.client, copy.repository))
            else:
                refused[(run.client, copy.repository)].add(run.subject)
    elsewhere = {run.subject for run in runs if any(copy.outcome in _DONE for copy in run.copies)}
    down = {
        place
        for place, subjects in refused.items()
        if place not in took and (len(subjects) > 1 or subjects & elsewhere)
    }
    found: dict[str, frozenset[str]] = {}
    for run in runs:
        failed = {(run.client, copy.repository) for copy in run.copies if copy.outcome not in _DONE}
        if failed and failed <= down:
            found[run.subject] = frozenset(name for _, name in failed)
    return found


def _keys(signal: Signal, lost: Mapping[str, frozenset[str]]) -> Iterator[str]:
    name = signal.subject.partition("/")[2]
    if signal.kind not in _BACKUP:
        yield f"{signal.kind}/{name}"
    elif signal.subject in lost and not signal.well:
        yield from (f"repository/{one}" for one in lost[signal.subject])
    else:
        yield f"backup/{name}"


def _cause(client: str, key: str, signals: list[Signal], inventory: Inventory) -> Cause:
    family, _, name = key.partition("/")
    members = sorted({one.subject for one in signals})
    said = [one.template.format(**one.values) for one in signals]
    return Cause(
        client=client,
        key=key,
        subject=f"{client}/{name}" if family == "repository" else signals[0].subject,
        severity=min((_severity(one, inventory) for one in signals), key=list(Severity).index),
        since=min(one.at for one in signals),
        reason="; ".join(dict.fromkeys(said)),
        members=tuple(members),
    )


def _severity(signal: Signal, inventory: Inventory) -> Severity:
    if signal.kind in _SECURITY:
        return Severity.SECURITY
    asset = inventory.clients[signal.client].assets.get(signal.subject.partition("/")[2])
    found = SEVERITY.get(asset.criticality, Severity.MINOR) if asset else Severity.BLOCKING
    if signal.kind in _HOUSEKEEPING:
        return Severity.MINOR
    if signal.kind in _BACKUP:
        return found
    return Severity.BLOCKING if found is Severity.CRITICAL else found  # a rehearsal that fails stops nobody's work


def _nothing_ran(tx: Transaction, inventory: Inventory) -> Iterator[tuple[tuple[str, str], Cause | None]]:
    by_client: defaultdict[str, list[Announced]] = defaultdict(list)
    for job in tx.jobs.not_run():
        by_client[job.client].append(job)
    for client in inventory.clients:
        missed = by_client.get(client, [])
        yield (client, NOTHING_RAN), _missed(client, missed) if missed else None


def _missed(client: str, jobs: list[Announced]) -> Cause:
    first = min(jobs, key=lambda job: job.scheduled_for)
    return Cause(
        client=client,
        key=NOTHING_RAN,
        subject=f"{client}/jobs",
        severity=Severity.BLOCKING,
        since=first.scheduled_for,
        reason=SAID["nothing_ran"].format(count=len(jobs), kind=first.kind, subject=first.subject),
        members=tuple(sorted({job.subject for job in jobs})),
    )
