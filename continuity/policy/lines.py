"""Lines of work: what the documents ask for again and again, and when: each kind of job for each subject."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.model.inventory import Calendar
from continuity.model.job import JobKind
from continuity.policy.deriving import SHORTEST
from continuity.policy.policy import BackupKind, resolve
from continuity.policy.reasons import Reason, because
from continuity.policy.renewals import renewed_every
from continuity.policy.rhythm import entry, share, timetable_of
from continuity.policy.timetable import Entry, Timetable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from continuity.model.inventory import Asset, Client, Inventory, RepositorySpec
    from continuity.policy.deriving import Measured
    from continuity.policy.policy import Policy

_LENGTHS = {
    Calendar.HOUR: timedelta(hours=1),
    Calendar.DAY: timedelta(days=1),
    Calendar.WEEK: timedelta(weeks=1),
    Calendar.MONTH: timedelta(days=30),
    Calendar.QUARTER: timedelta(days=91),
    Calendar.YEAR: timedelta(days=365),
}
#: An archive that is due waits for its medium as long as it takes, and is looked for this often.
_EVER, _LOOKING = 100_000, timedelta(hours=3)


@dataclass(frozen=True, kw_only=True)
class Retries:
    """How often work that failed is tried again before its next time comes, and after which wait."""

    count: int
    wait: timedelta


@dataclass(frozen=True, kw_only=True)
class Line:
    """One kind of job for one subject, again and again.

    ``repositories`` are ``client/name``; ``at_once``: a first run is due as soon as there is a line; ``why`` names the
    promise that asks for this work.
    """

    kind: JobKind
    client: str
    subject: str
    policy_digest: str
    priority: int
    repositories: tuple[str, ...]
    timetable: Timetable
    at_once: bool
    retries: Retries
    why: Reason

    @property
    def key(self) -> tuple[JobKind, str]:
        """What tells one line from another."""
        return self.kind, self.subject


def lines(inventory: Inventory, measured: Mapping[str, Measured]) -> tuple[Line, ...]:
    """Return every line of work of every client: for each active asset, and for each repository that one uses.

    ``measured`` says by ``client/asset`` how long past backups took; a derived schedule is made from it.
    """
    return tuple(line for client in inventory.clients.values() for line in _of_client(client, measured))


def _of_client(client: Client, measured: Mapping[str, Measured]) -> Iterator[Line]:
    policies: dict[str, Policy] = {}
    kept: dict[str, list[Policy]] = {}
    for asset in client.assets.values():
        if not asset.active:
            continue
        if asset.policy not in policies:
            policies[asset.policy] = resolve(asset.policy, client.policies)
        policy = policies[asset.policy]
        yield _backup(client, asset, policy, measured.get(asset.reference))
        yield _rehearsal(client, asset, policy, JobKind.RESTORE_TEST, _every(policy, "restore_test") or Calendar.MONTH)
        if (every := _every(policy, "kit_test")) is not None:
            yield _rehearsal(client, asset, policy, JobKind.KIT_TEST, every)
        if asset.archives:
            yield _archive(client, asset, policy)
        for name in asset.copies:
            kept.setdefault(name, []).append(policy)
    for name, asking in kept.items():
        yield from _of_repository(client, client.repositories[name], asking)


def _backup(client: Client, asset: Asset, policy: Policy, measured: Measured | None) -> Line:
    timetable, why = timetable_of(policy, asset, client.timezone, measured)
    return Line(
        kind=JobKind.BACKUP,
        client=client.name,
        subject=asset.reference,
        policy_digest=policy.digest,
        priority=policy.values["priority"],
        repositories=_places(asset),
        timetable=timetable,
        at_once=True,
        retries=_retries(policy),
        why=why,
    )


def _rehearsal(client: Client, asset: Asset, policy: Policy, kind: JobKind, every: timedelta | Calendar) -> Line:
    return Line(
        kind=kind,
        client=client.name,
        subject=asset.reference,
        policy_digest=policy.digest,
        priority=policy.values["priority"],
        repositories=_places(asset),
        timetable=Timetable(
            entries=(Entry(every=every),),
            zone=client.timezone,
            blackout=policy.blackout,
            share=share(kind, asset.reference),
        ),
        at_once=False,
        retries=_retries(policy),
        why=because("plan_kit_test" if kind is JobKind.KIT_TEST else "plan_restore_test", policy=policy.name),
    )


def _archive(client: Client, asset: Asset, policy: Policy) -> Line:
    """Return when an archive falls due: with those of the policy's schedule, else each month."""
    asked = [entry(one) for one in policy.schedule or () if one.kind is BackupKind.ARCHIVE]
    return Line(
        kind=JobKind.ARCHIVE,
        client=client.name,
        subject=asset.reference,
        policy_digest=policy.digest,
        priority=policy.values["priority"],
        repositories=tuple(f"{asset.client}/{name}" for name in asset.archives),
        timetable=Timetable(
            entries=tuple(Entry(every=one.every, cron=one.cron) for one in asked) or (Entry(every=Calendar.MONTH),),
            zone=client.timezone,
            blackout=policy.blackout,
            share=share(JobKind.ARCHIVE, asset.reference),
        ),
        at_once=False,
        retries=Retries(count=_EVER, wait=_LOOKING),
        why=because("plan_archive", policy=policy.name),
    )


def _of_repository(client: Client, one: RepositorySpec, asking: Sequence[Policy]) -> Iterator[Line]:
    named = [(every, policy) for policy in asking if (every := _every(policy, "verify")) is not None]
    if named:
        every, strictest = min(named, key=lambda pair: _length(pair[0]))
        asked = (every, because("plan_verify", policy=strictest.name))
        yield _repository_line(client, one, JobKind.VERIFY, (asking, strictest), asked)
    if one.lock is not None:
        first = max(asking, key=lambda policy: policy.values["priority"])
        asked = (Calendar.DAY, because("plan_storage_check", repository=one.name))
        yield _repository_line(client, one, JobKind.STORAGE_CHECK, (asking, first), asked)
        if (every := renewed_every(one.lock.period, asking)) is not None:
            asked = (every, because("plan_lock", repository=one.name))
            yield _repository_line(client, one, JobKind.LOCK, (asking, first), asked)
    if thinning := [policy for policy in asking if policy.retention.asked]:
        first = max(thinning, key=lambda policy: policy.values["priority"])
        daily = (Calendar.DAY, because("plan_forget", policy=first.name))
        yield _repository_line(client, one, JobKind.FORGET, (asking, first), daily)
        weekly = (Calendar.WEEK, because("plan_prune", repository=one.name))
        yield _repository_line(client, one, JobKind.PRUNE, (asking, first), weekly)


def _repository_line(
    client: Client,
    one: RepositorySpec,
    kind: JobKind,
    policies: tuple[Sequence[Policy], Policy],
    asked: tuple[timedelta | Calendar, Reason],
) -> Line:
    asking, chosen = policies
    subject = f"{client.name}/{one.name}"
    table = Timetable(
        entries=(Entry(every=asked[0]),),
        zone=client.timezone,
        blackout=tuple({span: None for policy in asking for span in policy.blackout}),
        share=share(kind, subject),
    )
    if table.hours.never:  # the policies together leave no hour: then the one that asks decides
        table = Timetable(entries=table.entries, zone=table.zone, blackout=chosen.blackout, share=table.share)
    return Line(
        kind=kind,
        client=client.name,
        subject=subject,
        policy_digest=chosen.digest,
        priority=chosen.values["priority"],
        repositories=(subject,),
        timetable=table,
        at_once=False,
        retries=_retries(chosen),
        why=asked[1],
    )


def _places(asset: Asset) -> tuple[str, ...]:
    return tuple(f"{asset.client}/{name}" for name in asset.copies)


def _every(policy: Policy, section: str) -> timedelta | Calendar | None:
    every: timedelta | Calendar | None = (policy.values.get(section) or {}).get("every")
    return max(every, SHORTEST) if isinstance(every, timedelta) else every


def _length(every: timedelta | Calendar) -> timedelta:
    return every if isinstance(every, timedelta) else _LENGTHS[every]


def _retries(policy: Policy) -> Retries:
    asked = policy.values["retries"]
    return Retries(count=asked.get("count") or 0, wait=asked.get("wait") or timedelta())
