"""What would come back of each asset after a loss, to what data time, in how long, and what of that is proven; pure.

An asset whose own data is lost must come back from what is left: from one copy, the newest, within its RPO and its RTO.
One that still runs only loses copies: whether the others still keep its RPO is judged, and 3-2-1-1-0 without them told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from continuity.model.measurement import Measurement, Verdict
from continuity.policy.copies import CopiesVerdict, judge, outside_source
from continuity.policy.forecast import Forecast, Walked, forecast
from continuity.policy.loss_times import one_after_the_other
from continuity.policy.objectives import ahead, proven_rpo, rpo
from continuity.policy.reasons import Reason, because
from continuity.policy.survivors import Left, left

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from continuity.model.inventory import Asset
    from continuity.model.point import Point
    from continuity.policy.facts import Case
    from continuity.policy.forecast import Sample
    from continuity.policy.policy import Policy
    from continuity.policy.reach import Reach
    from continuity.policy.survivors import Keeping

_RANK = {"critical": 0, "important": 1}


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One asset as it is known: ``unknown`` says why nothing can be said of it (a moment before its first record).

    ``walked`` is what a runbook that brings it back took, where one was walked.
    ``samples`` are the restores measured from each ``client/repository``, newest first, by the asset they were of.
    """

    asset: Asset
    policy: Policy
    case: Case
    points: Sequence[Point]
    samples: Mapping[str, Mapping[str, Sequence[Sample]]]
    unknown: Reason | None = None
    walked: Walked | None = None


@dataclass(frozen=True, kw_only=True)
class Return:
    """What becomes of one asset. ``data`` is the point that comes back, ``proven`` the newest that was ever proven.

    ``waits_s`` are the seconds that others are known to take before it; ``restore`` is judged where its data is lost.
    """

    asset: Asset
    policy: Policy
    data_lost: bool
    left: Left
    data: Point | None
    proven: Point | None
    rpo: Measurement
    proven_rpo: Measurement
    forecast: Forecast | None
    measured_on_others: bool
    copies: CopiesVerdict | None
    doubts: tuple[Reason, ...]
    waits_s: float = 0.0
    restore: Measurement | None = None
    walked: Walked | None = None

    @property
    def said(self) -> tuple[Reason, ...]:
        """What else there is to know of its copies."""
        unread = () if self.asset.active else (because("loss_not_read", kind=self.asset.source.kind),)
        return (*unread, *self.left.said)

    @property
    def verdict(self) -> Verdict:
        """Whether it comes back as promised; what 3-2-1-1-0 then says is told, and not counted here."""
        found = [self.rpo.verdict, self.proven_rpo.verdict, *([self.restore.verdict] if self.restore else [])]
        return Verdict.worst([*found, Verdict.UNPROVEN] if self.doubts else found)


def returns(
    subjects: Iterable[Subject], lost: Reach, now: datetime, keeping: Mapping[str, Keeping]
) -> tuple[Return, ...]:
    """Return what becomes of each of these assets, in the order in which they come back."""
    found = [_returning(one, lost, now, keeping) for one in subjects]
    found.sort(key=lambda one: (not one.data_lost, _RANK.get(one.asset.criticality, len(_RANK)), one.asset.reference))
    return one_after_the_other(found)


def touched(asset: Asset, lost: Reach) -> bool:
    """Tell whether an asset loses its data or a copy."""
    return asset.reference in lost.data or any(f"{asset.client}/{name}" in lost.repositories for name in asset.copies)


def _returning(one: Subject, lost: Reach, now: datetime, keeping: Mapping[str, Keeping]) -> Return:
    data_lost = one.asset.reference in lost.data
    found = left(one.asset.client, one.case, one.points, lost, now, keeping)
    counted = found.repositories if data_lost else found.repositories & outside_source(one.case)
    policy = replace(one.policy, rpo_copies=1) if data_lost else one.policy  # one copy is enough to come back from
    point = _best(one, found, now)
    time, on_others = _time(one, point)
    about: dict[str, Any] = {"now": now, "subject": one.asset.reference, "policy": policy, "points": found.points}
    return Return(
        asset=one.asset,
        policy=one.policy,
        data_lost=data_lost,
        left=found,
        data=point,
        proven=next((each for each in found.points if each.verified_at), None),
        rpo=_known(one, found, rpo(**about, outside=counted)),
        proven_rpo=_known(one, found, proven_rpo(**about, outside=counted)),
        forecast=time,
        measured_on_others=on_others,
        copies=None if data_lost else _copies(one, found, now),
        doubts=_doubts(one, found, point),
        walked=one.walked if data_lost and point else None,
    )


def _known(one: Subject, found: Left, measured: Measurement) -> Measurement:
    """Say of a moment of which nothing was recorded that nothing is known, rather than that nothing was there."""
    if one.unknown:
        return replace(measured, verdict=Verdict.UNPROVEN, reason=str(one.unknown))
    return measured if found.points else replace(measured, reason=str(because("loss_nothing_left")))


def _best(one: Subject, found: Left, now: datetime) -> Point | None:
    """Return the point that a restore would take: of the newest run, in a sound repository, in the document's order.

    One whose data time lies in the future is taken only where there is no other.
    """
    points = [point for point in found.points if not ahead(point, now)] or found.points
    if not points:
        return None
    errors = {copy.repository: bool(copy.errors) for copy in one.case.observed}
    order = list(one.asset.copies)
    same = [point for point in points if point.run == points[0].run]
    return min(same, key=lambda point: (errors.get(point.repository, False), order.index(point.repository)))


def _doubts(one: Subject, found: Left, point: Point | None) -> tuple[Reason, ...]:
    """Return why what comes back is not proven, though its figures may be good."""
    if one.unknown:
        return (one.unknown,)
    if point is None:
        return ()
    doubts = list(found.about(point.repository))
    errors = {copy.repository: copy.errors for copy in one.case.observed}.get(point.repository)
    if errors:
        doubts.append(because("errors_found", repository=point.repository, errors=errors))
    return tuple(doubts)


def _copies(one: Subject, found: Left, now: datetime) -> CopiesVerdict | None:
    """Return what 3-2-1-1-0 says without what is lost."""
    if one.policy.copies is None:
        return None
    newest = {point.repository: point for point in reversed(found.points)}
    observed = [
        replace(
            seen,
            has_point=seen.repository in newest,
            data_time=newest[seen.repository].data_time if seen.repository in newest else None,
            locked_until=newest[seen.repository].locked_until if seen.repository in newest else None,
        )
        for seen in one.case.observed
    ]
    declared = [copy for copy in one.case.declared if copy.repository in newest]
    return judge(replace(one.case, declared=declared, observed=observed), now=now)


def _time(one: Subject, point: Point | None) -> tuple[Forecast | None, bool]:
    """Return how long the restore takes, and whether that rests on other assets of the repository only."""
    if point is None:
        return None, False
    measured = one.samples.get(f"{one.asset.client}/{point.repository}", {})
    if own := forecast(measured.get(one.asset.reference, ()), point.bytes):
        return own, False
    others = [sample for name, samples in measured.items() if name != one.asset.reference for sample in samples]
    return forecast(others, point.bytes), True
