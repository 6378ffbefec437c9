"""What is known of an asset right now, gathered from the database for the pure judges of ``policy``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.ground.identity import alive
from continuity.model.job import JobKind, Outcome
from continuity.policy.copies import (
    Case,
    CopiesVerdict,
    DeclaredCopy,
    FailureDomain,
    ObservedCopy,
    Production,
    judge,
    outside_source,
)
from continuity.policy.objectives import Recovery, proven_rpo, rpo, rto
from continuity.recovery.restore_test import Series

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from continuity.model.inventory import Asset, Inventory
    from continuity.model.job import Run
    from continuity.model.measurement import Measurement
    from continuity.model.point import Point
    from continuity.policy.policy import Policy
    from continuity.state.observations import Observation
    from continuity.state.store import Transaction

#: What `status` counts restore tests over.
TEST_PERIOD = timedelta(days=365)
_ENDED_WITH_DATA = (Outcome.SUCCEEDED, Outcome.INCOMPLETE)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where one asset stands at one instant; ``last_backup`` and ``last_test`` are the last, however they ended."""

    asset: Asset
    policy: Policy
    rpo: Measurement
    proven_rpo: Measurement
    rto: Measurement
    copies: CopiesVerdict | None
    last_backup: Run | None
    last_restore: Run | None
    last_test: Run | None
    tests: Series


@dataclass(frozen=True, kw_only=True)
class Look:
    """One look at the whole: the documents, the instant, and where this very run saw its source (device, hosts)."""

    inventory: Inventory
    at: datetime
    device: str = ""
    hosts: tuple[str, ...] = ()

    @classmethod
    def of_run(cls, inventory: Inventory, run: Run, at: datetime) -> Look:
        """Return the look that a backup takes at its end, with what it saw of its source."""
        seen = run.detail
        return cls(inventory=inventory, at=at, device=str(seen.get("device", "")), hosts=tuple(seen.get("hosts", ())))


def standing(tx: Transaction, asset: Asset, policy: Policy, look: Look, points: list[Point] | None = None) -> Standing:
    """Return the verdicts on one asset from what was last observed; ``points`` where they are known otherwise."""
    at = look.at
    points = tx.points.all(asset.client, asset=asset.name) if points is None else points
    case = _case(tx, asset, policy, points, look)
    outside = outside_source(case) if case else frozenset(asset.copies)
    common: dict[str, Any] = {"now": at, "subject": asset.reference, "policy": policy, "points": points}
    restored = _newest(
        tx.runs.latest(asset.reference, kind, _ENDED_WITH_DATA) for kind in (JobKind.RESTORE, JobKind.RESTORE_TEST)
    )
    return Standing(
        asset=asset,
        policy=policy,
        rpo=rpo(**common, outside=outside),
        proven_rpo=proven_rpo(**common, outside=outside),
        rto=rto(subject=asset.reference, policy=policy, technical=_technical(restored)),
        copies=judge(case, now=at) if case else None,
        last_backup=_last_backup(tx, asset),
        last_restore=restored,
        last_test=tx.runs.latest(asset.reference, JobKind.RESTORE_TEST),
        tests=_series(tx, asset, points, at),
    )


def rpo_now(tx: Transaction, asset: Asset, policy: Policy, look: Look) -> Measurement:
    """Return the RPO alone."""
    return standing(tx, asset, policy, look).rpo


def _last_backup(tx: Transaction, asset: Asset) -> Run | None:
    """Return the last backup that is over, however it ended; one whose process died and nobody settled is aborted."""
    dead = [
        replace(run, outcome=Outcome.ABORTED)
        for run, holder in tx.runs.open(asset.reference)
        if run.kind is JobKind.BACKUP and not alive(holder)
    ]
    return _newest([tx.runs.latest(asset.reference, JobKind.BACKUP), *dead])


def _newest(runs: Iterable[Run | None]) -> Run | None:
    return max((run for run in runs if run), key=lambda run: run.started_at, default=None)


def _series(tx: Transaction, asset: Asset, points: list[Point], at: datetime) -> Series:
    """Return what the restore tests of the last :data:`TEST_PERIOD` covered; one that could not begin is no test."""
    runs = [
        run
        for run in tx.runs.since(asset.reference, JobKind.RESTORE_TEST, at - TEST_PERIOD)
        if run.outcome in _ENDED_WITH_DATA
    ]
    tried = {(copy.repository, copy.snapshot) for run in runs for copy in run.copies}
    return Series(
        tests=len(runs),
        failures=sum(run.outcome is not Outcome.SUCCEEDED for run in runs),
        points=len(points),
        points_tested=len(tried & {(point.repository, point.snapshot) for point in points}),
    )


def _technical(restored: Run | None) -> Recovery | None:
    """Return what the last restore measured, if its content was proven."""
    if restored is None:
        return None
    found = {one.objective: one for one in restored.measurements}
    time = found.get("technical_recovery_time")
    if time is None or time.actual_s is None:
        return None
    return Recovery(seconds=time.actual_s, run=restored.id, phases=time.phases)


def _case(tx: Transaction, asset: Asset, policy: Policy, points: list[Point], look: Look) -> Case | None:
    """Return what the 3-2-1-1-0 judge needs; None where the policy asks for no number of copies."""
    if policy.copies is None:
        return None
    repositories = look.inventory.clients[asset.client].repositories
    declared = [repositories[name] for name in asset.copies]
    return Case(
        rule=policy.copies,
        production=_production(tx, asset, look),
        declared=[
            DeclaredCopy(
                repository=one.name, site=one.site, medium=one.medium, credential=one.credential, locked=bool(one.lock)
            )
            for one in declared
        ],
        observed=[_observed(tx, asset.client, one.name, points) for one in declared],
        lab=look.inventory.lab,
        immutable_for=policy.immutable_for,
    )


def _production(tx: Transaction, asset: Asset, look: Look) -> Production:
    """Return where the data itself lies, as the last backup saw it: two copies on its disk fall with it."""
    device, hosts = look.device, look.hosts
    if not device:
        before = tx.runs.latest(asset.reference, JobKind.BACKUP, _ENDED_WITH_DATA)
        detail = before.detail if before else {}
        device, hosts = str(detail.get("device", "")), tuple(detail.get("hosts", ()))
    domain = FailureDomain(device=device)
    return Production(site=asset.site, medium=asset.medium, domain=domain, hosts=frozenset(hosts))


def _observed(tx: Transaction, client: str, repository: str, points: list[Point]) -> ObservedCopy:
    newest = next((point for point in points if point.repository == repository), None)
    domain = tx.observations.latest(client, repository, "domain")
    locks = tx.observations.latest(client, repository, "locks")
    verification = tx.observations.latest(client, repository, "verification")
    return ObservedCopy(
        repository=repository,
        has_point=newest is not None,
        data_time=newest.data_time if newest else None,
        domain=_domain(domain),
        locked_until=newest.locked_until if newest else None,
        lock_reported_by_store=bool(locks and "objects" in locks.facts and newest and newest.locked_until),
        errors=verification.facts.get("errors") if verification else None,
        verified_at=verification.at if verification else None,
    )


def _domain(seen: Observation | None) -> FailureDomain:
    facts = seen.facts if seen else {}
    parts = ("device", "host", "endpoint", "credential")
    return FailureDomain(**{part: str(facts.get(part, "")) for part in parts})
