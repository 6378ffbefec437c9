"""What to do when: lines of work from the documents, what of them is due now, and what comes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from continuity.model.inventory import Calendar
from continuity.model.job import JobKind, job_id
from continuity.policy.deriving import Measured, derived
from continuity.policy.policy import BackupKind, Policy, resolve
from continuity.policy.reasons import Reason, because
from continuity.policy.timetable import Entry, Timetable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from continuity.model.inventory import Asset, Client, Inventory


@dataclass(frozen=True, kw_only=True)
class Retries:
    """How often failed work is tried again, and how long after its end."""

    count: int
    wait: timedelta


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of work: a kind of job for a subject, and why it is done."""

    kind: JobKind
    client: str
    subject: str
    policy_digest: str
    priority: int
    repositories: tuple[str, ...]  # client/name, all it touches
    timetable: Timetable
    at_once: bool  # a first one is due immediately
    retries: Retries
    why: Reason

    @property
    def key(self) -> tuple[JobKind, str]:
        """What tells it from every other line."""
        return (self.kind, self.subject)


@dataclass(frozen=True, kw_only=True)
class History:
    """What became of a line: ``last`` due time that ended, ``since`` when the work is possible, failures in a row."""

    last: datetime | None
    since: datetime | None
    failed: int = 0
    ended: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One job: its name, its line, when it is due, the kind of backup where it is one, and why now."""

    id: str
    line: Line
    scheduled_for: datetime
    work: BackupKind | None
    reason: Reason


def upcoming(line: Line, after: datetime, until: datetime) -> Iterator[Planned]:
    """Yield the jobs of a line due in (after, until], in order."""
    for one in line.timetable.between(after, until):
        yield _planned(line, one.at, one.kind, line.why)


def due(line: Line, history: History, now: datetime) -> Planned | None:
    """Return what to start now, all that was missed made up for by one; None where nothing is due, or may start."""
    if not line.timetable.allows(now):
        return None
    base = _base(history)
    if base is None:
        return _planned(line, now, BackupKind.FULL, because("due_first")) if line.at_once else None
    found = line.timetable.latest(base, now)
    again = _retry(line, history)
    if again and again <= now and again > base and not (found and found.at >= again):
        kind = found.kind if found else _kind_next(line, now)
        return _planned(line, again, kind, because("due_again", attempt=history.failed, count=line.retries.count))
    return _planned(line, found.at, found.kind, line.why) if found else None


def next_due(line: Line, history: History, now: datetime) -> datetime | None:
    """Return the first instant from ``now`` on at which :func:`due` has something to start."""
    base, timetable = _base(history), line.timetable
    if base is None:
        return timetable.opens(now) if line.at_once else None
    if timetable.latest(base, now):
        return timetable.opens(now)
    times = [following.at] if (following := timetable.after(max(base, now))) else []
    again = _retry(line, history)
    if again and again > base and (opening := timetable.opens(max(again, now))):
        times.append(opening)
    return min(times, default=None)


def lines(inventory: Inventory, measured: Mapping[str, Measured]) -> tuple[Line, ...]:
    """Return every line of work the documents ask for; ``measured`` durations by ``client/asset``."""
    found: list[Line] = []
    for client in inventory.clients.values():
        policies = {one.name: resolve(one.policy, client.policies) for one in client.assets.values() if one.active}
        active = [one for one in client.assets.values() if one.active]
        for asset in active:
            found += _of_asset(client, asset, policies[asset.name], measured.get(asset.reference))
        for repository in client.repositories.values():
            users = [policies[one.name] for one in active if repository.name in one.copies]
            found += _of_repository(client, repository.name, users, locked=bool(repository.lock))
    return tuple(found)


def _of_asset(client: Client, asset: Asset, policy: Policy, measured: Measured | None) -> Iterator[Line]:
    where = tuple(f"{client.name}/{name}" for name in asset.copies)
    entries, why = (
        tuple(Entry(every=one.every, cron=one.cron, kind=one.kind) for one in policy.schedule),
        because("why_schedule", policy=policy.name),
    )
    if not entries and policy.rpo:
        every, why = derived(policy.rpo, measured)
        entries = (Entry(every=every, kind=BackupKind.INCREMENTAL),)
    if entries:
        yield _line(JobKind.BACKUP, client, asset.reference, policy, entries, why, where, at_once=True)
    if every := policy.values.get("restore_test", {}).get("every"):
        why = because("why_restore_test", policy=policy.name)
        yield _line(JobKind.RESTORE_TEST, client, asset.reference, policy, (Entry(every=every),), why, where)


def _of_repository(client: Client, name: str, users: list[Policy], *, locked: bool) -> Iterator[Line]:
    asked = [(every, one) for one in users if (every := one.values.get("verify", {}).get("every"))]
    subject = f"{client.name}/{name}"
    if asked:
        every, policy = min(asked, key=lambda pair: _roughly(pair[0]))
        why = because("why_verify", policy=policy.name)
        yield _line(JobKind.VERIFY, client, subject, policy, (Entry(every=every),), why, (subject,))
    if users and locked:
        policy = max(users, key=lambda one: one.values["priority"])
        entries = (Entry(every=Calendar.DAY),)
        yield _line(JobKind.STORAGE_CHECK, client, subject, policy, entries, because("why_locks"), (subject,))


def _line(  # noqa: PLR0913, PLR0917 - a line is what it is
    kind: JobKind,
    client: Client,
    subject: str,
    policy: Policy,
    entries: tuple[Entry, ...],
    why: Reason,
    repositories: tuple[str, ...],
    *,
    at_once: bool = False,
) -> Line:
    backup = kind is JobKind.BACKUP
    return Line(
        kind=kind,
        client=client.name,
        subject=subject,
        policy_digest=policy.digest,
        priority=policy.values["priority"],
        repositories=repositories,
        timetable=Timetable(
            entries=entries,
            zone=client.timezone,
            share=_share(f"{kind}:{subject}"),
            window=policy.window if backup else (),
            blackout=policy.blackout,
        ),
        at_once=at_once,
        retries=Retries(**{key: policy.values["retries"][key] for key in ("count", "wait")}),
        why=why,
    )


def _share(name: str) -> float:
    """Return a line's own place within its interval: the same for ever, and evenly spread over all lines."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:6], "big") / (1 << 48)


def _roughly(every: timedelta | Calendar) -> timedelta:
    days = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
    return every if isinstance(every, timedelta) else timedelta(days=days[every])


def _base(history: History) -> datetime | None:
    return history.last or history.since


def _retry(line: Line, history: History) -> datetime | None:
    if not 0 < history.failed <= line.retries.count or history.ended is None:
        return None
    return history.ended + line.retries.wait


def _kind_next(line: Line, now: datetime) -> BackupKind | None:
    following = line.timetable.after(now)
    return following.kind if following else None


def _planned(line: Line, at: datetime, work: BackupKind | None, reason: Reason) -> Planned:
    kind = work if line.kind is JobKind.BACKUP else None
    return Planned(id=job_id(line.kind, line.subject, at), line=line, scheduled_for=at, work=kind, reason=reason)
