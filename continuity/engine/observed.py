"""What is known of an asset right now, gathered from the database for the pure judges of ``policy``."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from continuity.engine.anomalies import INCIDENT, opened
from continuity.engine.known import known_now, known_then
from continuity.model.measurement import Verdict
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
from continuity.policy.lags import lags
from continuity.policy.objectives import Recovery, proven_rpo, rpo, rto
from continuity.policy.proving import USUAL, length

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from continuity.engine.anomalies import Suspicion
    from continuity.engine.known import Known
    from continuity.model.inventory import Asset, Inventory
    from continuity.model.job import Run
    from continuity.model.measurement import Measurement
    from continuity.model.point import Point
    from continuity.policy.lags import Lag
    from continuity.policy.policy import Policy
    from continuity.recovery.restore_test import Series
    from continuity.state.observations import Observation
    from continuity.state.store import Transaction

_AT_ONCE = 200  # assets asked about together: a database takes only so many values in one question


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
    suspicion: Suspicion | None = None
    lags: tuple[Lag, ...] = ()


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


def standings(tx: Transaction, chosen: Sequence[tuple[Asset, Policy]], look: Look) -> Iterator[Standing]:
    """Yield the verdicts on assets from what was last observed, in the order given."""
    waiting = iter(chosen)
    while some := list(islice(waiting, _AT_ONCE)):
        known = known_now(tx, [asset for asset, _policy in some], look.at)
        for asset, policy in some:
            yield _judged(asset, policy, look, known[asset.reference])


def standing(tx: Transaction, asset: Asset, policy: Policy, look: Look, points: list[Point] | None = None) -> Standing:
    """Return the verdicts on one asset from what was last observed.

    ``points`` are given where it is asked of the past, as of which ``tx`` was opened.
    """
    if points is None:
        return next(standings(tx, [(asset, policy)], look))
    return _judged(asset, policy, look, known_then(tx, asset, look.at, points))


def rpo_now(tx: Transaction, asset: Asset, policy: Policy, look: Look) -> Measurement:
    """Return the RPO alone."""
    return standing(tx, asset, policy, look).rpo


def _judged(asset: Asset, policy: Policy, look: Look, known: Known) -> Standing:
    points, restored = known.points.newest, known.last_restore
    case = _case(asset, policy, look, known)
    outside = outside_source(case) if case else frozenset(asset.copies)
    common: dict[str, Any] = {"now": look.at, "subject": asset.reference, "policy": policy, "points": points}
    return Standing(
        asset=asset,
        policy=policy,
        rpo=rpo(**common, outside=outside),
        proven_rpo=proven_rpo(**common, outside=outside),
        rto=rto(
            subject=asset.reference,
            policy=policy,
            technical=_technical(restored),
            drilled=_drilled(known, policy, look.at),
        ),
        copies=judge(case, now=look.at) if case else None,
        last_backup=known.last_backup,
        last_restore=restored,
        last_test=known.last_test,
        tests=known.series,
        lags=lags(asset.copies, points, now=look.at, rpo=policy.rpo),
        suspicion=opened(known.seen.get((asset.name, INCIDENT))),
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


def _drilled(known: Known, policy: Policy, now: datetime) -> Recovery | None:
    """Return what the newest walk with its people measured, if it is not older than what the policy asks drills for."""
    every = length((policy.values.get("drill") or {}).get("every") or USUAL)
    for one in known.walked:
        if now - one["started_at"] > every:
            return None  # what is proven for a period is not proven for ever
        times = {found["objective"]: found for found in one["measurements"] or ()}
        time = times.get("rto")
        if time and time["actual_s"] is not None and time["verdict"] != Verdict.UNPROVEN:
            return Recovery(seconds=time["actual_s"], run=one["id"], phases=time["phases"])
    return None


def _case(asset: Asset, policy: Policy, look: Look, known: Known) -> Case | None:
    """Return what the 3-2-1-1-0 judge needs; None where the policy asks for no number of copies."""
    if policy.copies is None:
        return None
    repositories = look.inventory.clients[asset.client].repositories
    declared = [repositories[name] for name in asset.copies]
    return Case(
        rule=policy.copies,
        production=_production(asset, look, known),
        declared=[
            DeclaredCopy(
                repository=one.name, site=one.site, medium=one.medium, credential=one.credential, locked=bool(one.lock)
            )
            for one in declared
        ],
        observed=[_observed(one.name, known) for one in declared],
        lab=look.inventory.lab,
        immutable_for=policy.immutable_for,
    )


def _production(asset: Asset, look: Look, known: Known) -> Production:
    """Return where the data itself lies, as the last backup saw it: two copies on its disk fall with it."""
    device, hosts = look.device, look.hosts
    if not device:
        detail = known.last_good_backup.detail if known.last_good_backup else {}
        device, hosts = str(detail.get("device", "")), tuple(detail.get("hosts", ()))
    domain = FailureDomain(device=device)
    return Production(site=asset.site, medium=asset.medium, domain=domain, hosts=frozenset(hosts))


def _observed(repository: str, known: Known) -> ObservedCopy:
    newest = next((point for point in known.points.newest if point.repository == repository), None)
    locks, verification = known.seen.get((repository, "locks")), known.seen.get((repository, "verification"))
    return ObservedCopy(
        repository=repository,
        has_point=newest is not None,
        data_time=newest.data_time if newest else None,
        domain=_domain(known.seen.get((repository, "domain"))),
        locked_until=newest.locked_until if newest else None,
        lock_reported_by_store=bool(locks and "objects" in locks.facts and newest and newest.locked_until),
        errors=verification.facts.get("errors") if verification else None,
        verified_at=verification.at if verification else None,
    )


def _domain(seen: Observation | None) -> FailureDomain:
    facts = seen.facts if seen else {}
    parts = ("device", "host", "endpoint", "credential")
    return FailureDomain(**{part: str(facts.get(part, "")) for part in parts})


def shared_with_source(tx: Transaction, asset: Asset, look: Look) -> dict[str, str]:
    """Return which part of the failure domain each repository shares with the source, as both were last observed.

    Empty where none is, ``unknown`` where one of both was never looked at.
    """
    known = known_now(tx, [asset], look.at)[asset.reference]
    production = _production(asset, look, known)
    names = (*asset.copies, *asset.archives)
    return {name: _shared(production, _domain(known.seen.get((name, "domain")))) for name in names}


def _shared(production: Production, there: FailureDomain) -> str:
    if part := production.domain.shared_with(there):
        return part
    if {there.host, there.endpoint} & production.hosts - {""}:
        return "host"
    return "" if production.domain.known and there.known else "unknown"
