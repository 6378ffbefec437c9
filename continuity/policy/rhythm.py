"""When an asset is backed up: by its policy's schedule, or derived from its promise; pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground.canonical import sha256_hex
from continuity.model.job import JobKind
from continuity.policy.deriving import SHORTEST, Derived, derive
from continuity.policy.lengths import said
from continuity.policy.policy import BackupKind
from continuity.policy.reasons import Reason, because
from continuity.policy.timetable import Entry, Timetable

if TYPE_CHECKING:
    from continuity.model.inventory import Asset
    from continuity.policy.deriving import Measured
    from continuity.policy.policy import Policy, ScheduleEntry

_FRACTION = 2**52


def timetable_of(policy: Policy, asset: Asset, zone: str, measured: Measured | None) -> tuple[Timetable, Reason]:
    """Return when an asset is backed up under its policy, and why then."""
    if policy.schedule and not (asset.source.continuous and policy.rpo):
        entries, why = tuple(map(entry, policy.schedule)), because("plan_schedule", policy=policy.name)
    else:
        found = _continuous(policy.rpo) if asset.source.continuous and policy.rpo else _derived(policy, measured)
        entries, why = (Entry(every=found.every, kind=BackupKind.INCREMENTAL),), found.reason
    table = Timetable(
        entries=entries,
        zone=zone,
        window=policy.window,
        blackout=policy.blackout,
        share=share(JobKind.BACKUP, asset.reference),
    )
    return table, why


def share(kind: JobKind, subject: str) -> float:
    """Return a line's own place in every period, from 0 to less than 1: always the same, and like no other's."""
    return int(sha256_hex(f"{kind}\n{subject}".encode())[:13], 16) / _FRACTION


def _continuous(rpo: timedelta) -> Derived:
    """Return how often what is received all the time becomes a point: that costs what is new, whatever the schedule."""
    every = max(rpo / 3, SHORTEST)
    return Derived(every=every, reason=because("plan_continuous", every=said(every), rpo=said(rpo)))


def _derived(policy: Policy, measured: Measured | None) -> Derived:
    if policy.rpo is not None:
        return derive(policy.rpo, measured)
    return Derived(every=timedelta(days=1), reason=because("plan_nothing_promised", policy=policy.name))


def entry(one: ScheduleEntry) -> Entry:
    """Return one entry of a schedule, no more often than anything is done."""
    every = max(one.every, SHORTEST) if isinstance(one.every, timedelta) else one.every
    return Entry(every=every, cron=one.cron, kind=one.kind)
