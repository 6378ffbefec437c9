"""Where an asset stood at a moment of the past, from what was recorded, held against today's documents.

What had not been recorded by then counts as not known: it is ``unproven``, never assumed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.backup.verification import coverage
from continuity.engine.observed import standing
from continuity.ground.timestamps import read_time, write_time
from continuity.model.job import JobKind, Outcome
from continuity.model.measurement import Verdict
from continuity.policy.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from continuity.engine.observed import Look, Standing
    from continuity.model.inventory import Asset
    from continuity.model.job import Run
    from continuity.model.measurement import Measurement
    from continuity.model.point import Point
    from continuity.policy.policy import Policy
    from continuity.policy.reasons import Reason
    from continuity.state.store import Transaction

_WITH_DATA = (Outcome.SUCCEEDED, Outcome.INCOMPLETE)
_TESTED = timedelta(days=400)  # a proof that old says little, and looking further back costs


@dataclass(frozen=True, kw_only=True)
class PastStanding:
    """A standing of the past, and what must be known to read it."""

    standing: Standing
    notes: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True)
class _Proof:
    """What one run said of points: proven (or doubted) at ``at``; ``snapshot`` empty: whatever lay there by then."""

    at: datetime
    run: str
    good: bool
    repository: str
    snapshot: str = ""
    since: datetime | None = None


def standing_then(tx: Transaction, asset: Asset, policy: Policy, look: Look) -> PastStanding:
    """Return the verdicts on one asset as of ``look.at``; ``tx`` must have been opened as of the same moment."""
    found = standing(tx, asset, policy, look, points_then(tx, asset, look.at))
    if reason := unknown_then(tx, asset, look.at):
        return PastStanding(standing=_unknown(found, reason), notes=(reason,))
    digest = found.last_backup.policy_digest if found.last_backup else policy.digest
    other = () if digest in ("", policy.digest) else (because("past_other_policy", policy=policy.name),)
    return PastStanding(standing=found, notes=other)


def unknown_then(tx: Transaction, asset: Asset, at: datetime) -> Reason | None:
    """Return why nothing can be said of an asset at that moment; None where something had been recorded by then."""
    first = tx.runs.first(asset.reference)
    if first is None:
        return because("past_never", asset=asset.reference)
    return because("past_nothing", asset=asset.reference, first=write_time(first)) if at < first else None


def _unknown(found: Standing, reason: Reason) -> Standing:
    """Say of every figure that it cannot be known."""

    def unproven(one: Measurement) -> Measurement:
        return replace(one, verdict=Verdict.UNPROVEN, reason=str(reason))

    copies = replace(found.copies, verdict=Verdict.UNPROVEN, reasons=(reason,)) if found.copies else None
    rpo, proven, rto = map(unproven, (found.rpo, found.proven_rpo, found.rto))
    return replace(found, rpo=rpo, proven_rpo=proven, rto=rto, copies=copies)


def points_then(tx: Transaction, asset: Asset, at: datetime) -> list[Point]:
    """Return the points that were there, each with the proof and the lock that were known then."""
    points = tx.points.all(asset.client, asset=asset.name)
    locks = {name: tx.observations.latest(asset.client, name, "locks") for name in asset.copies}
    proofs = [*_tests(tx, asset, at), *(one for name in asset.copies for one in _readings(tx, asset, name))]
    whole = tx.points.stored(asset.client, asset.name)
    found = []
    for point in points:
        stored, lock = whole.get(point.run, point.listed_at), locks.get(point.repository)
        until = lock.facts.get("shortest_lock_until") if lock and stored <= lock.at else None
        found.append(replace(_proven(point, stored, at, proofs), locked_until=read_time(until) if until else None))
    return found


def _proven(point: Point, stored: datetime, at: datetime, proofs: list[_Proof]) -> Point:
    """Return the point with its newest proof by then; one that nothing later replaced is in the point itself."""
    if point.verified_at is not None and point.verified_at <= at:
        return point
    about = [one for one in proofs if _concerns(one, point, stored)]
    newest = max(about, key=lambda one: one.at, default=None)
    if newest is None or not newest.good:
        return replace(point, verified_at=None, verified_by="")
    return replace(point, verified_at=newest.at, verified_by=newest.run)


def _concerns(proof: _Proof, point: Point, stored: datetime) -> bool:
    if proof.repository != point.repository:
        return False
    if proof.snapshot:
        return proof.snapshot == point.snapshot
    return stored <= proof.since if proof.since else not proof.good


def _tests(tx: Transaction, asset: Asset, at: datetime) -> Iterator[_Proof]:
    """Yield what restores and restore tests said of the points they brought back."""
    for kind in (JobKind.RESTORE, JobKind.RESTORE_TEST):
        for run in tx.runs.since(asset.reference, kind, at - _TESTED):
            good = run.outcome is Outcome.SUCCEEDED
            for copy in run.copies:
                yield _Proof(at=_end(run), run=run.id, good=good, repository=copy.repository, snapshot=copy.snapshot)


def _readings(tx: Transaction, asset: Asset, repository: str) -> Iterator[_Proof]:
    """Yield what the newest whole round of reading said, and the newest reading that found a fault."""
    subject = f"{asset.client}/{repository}"
    good = tx.runs.latest(subject, JobKind.VERIFY, (Outcome.SUCCEEDED,))
    if good is not None:
        plain = good.detail.get("coverage")
        since = coverage(plain, plain["slices"]).since if plain else None
        if since is not None:
            yield _Proof(at=_end(good), run=good.id, good=True, repository=repository, since=since)
    # which points a fault hits is not known, so none is proven until it is read again
    bad = tx.runs.latest(subject, JobKind.VERIFY, (Outcome.INCOMPLETE,))
    if bad is not None:
        yield _Proof(at=_end(bad), run=bad.id, good=False, repository=repository)


def _end(run: Run) -> datetime:
    return run.started_at + timedelta(seconds=run.duration_s or 0)
