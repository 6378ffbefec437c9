"""RPO and RTO: what was really achieved, held against what was promised. Measured, never estimated.

``rpo`` is the age of the data that would come back now; ``proven_rpo`` counts only points that were restored or
read in full; ``rto`` is proven by people who walked a drill or a runbook, and by nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.model.measurement import Measurement, Verdict
from continuity.policy.lengths import said
from continuity.policy.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from continuity.model.point import Point
    from continuity.policy.policy import Policy

#: A data time so little ahead of now is no fault of a clock that anybody must mend.
CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """One measured recovery: its seconds, its phases, and the run that measured it."""

    seconds: float
    run: str
    phases: Mapping[str, float] = field(default_factory=dict)


def rpo(
    *, now: datetime, subject: str, policy: Policy, points: Iterable[Point], outside: Collection[str]
) -> Measurement:
    """Return the age of the newest data that ``policy.rpo_copies`` repositories hold.

    ``points`` are those the repositories list now; ``outside`` names the repositories outside the source's failure
    domain. The n-th newest repository decides: n of them can give back data no older than that. A point whose data time
    lies in the future does not count: a wrong clock hides how old its data is.
    """
    counted = [point for point in points if point.repository in outside]
    return _age(now, subject, policy, counted, _Sayings(objective="rpo", missing="no_point", late="point_too_old"))


def proven_rpo(
    *, now: datetime, subject: str, policy: Policy, points: Iterable[Point], outside: Collection[str]
) -> Measurement:
    """Return the same over points that were restored or read in full; what is not proven is never ``missed``."""
    proven = [point for point in points if point.repository in outside and point.verified_at]
    sayings = _Sayings(objective="proven_rpo", missing="never_proven", late="proof_too_old", bad=Verdict.UNPROVEN)
    return _age(now, subject, policy, proven, sayings)


def rto(
    *, subject: str, policy: Policy, technical: Recovery | None = None, drilled: Recovery | None = None
) -> Measurement:
    """Return the verdict on the RTO.

    ``drilled`` (walked by people, in the period) decides where there is one. ``technical`` (an unattended restore) is a
    lower bound: too slow, and the RTO is missed whoever is there; fast enough, and it still is ``unproven``, shown with
    its figure.
    """
    measured = drilled or technical
    how = "drill" if drilled else "technical" if technical else "none"
    verdict, reason = _rto_verdict(policy, technical, drilled)
    return Measurement(
        subject=subject,
        objective="rto",
        target_s=policy.rto.total_seconds() if policy.rto else None,
        actual_s=measured.seconds if measured else None,
        verdict=verdict,
        how=how,
        phases=measured.phases if measured else {},
        proven_by=(measured.run,) if measured else (),
        reason=str(reason) if reason else "",
    )


def _rto_verdict(policy: Policy, technical: Recovery | None, drilled: Recovery | None) -> tuple[Verdict, Reason | None]:
    if policy.rto is None:
        return Verdict.UNPROVEN, because("no_objective", policy=policy.name, objective="RTO")
    target = policy.rto.total_seconds()
    promised = said(policy.rto)
    if drilled:
        late = drilled.seconds > target
        reason = because("drill_too_slow", actual=said(drilled.seconds), target=promised)
        return (Verdict.MISSED, reason) if late else (Verdict.MET, None)
    if technical is None:
        return Verdict.UNPROVEN, because("no_restore")
    took = said(technical.seconds)
    if technical.seconds > target:
        return Verdict.MISSED, because("technical_too_slow", technical=took, target=promised)
    return Verdict.UNPROVEN, because("no_drill", technical=took)


@dataclass(frozen=True, kw_only=True)
class _Sayings:
    """What tells ``rpo`` and ``proven_rpo`` apart: their words, and the verdict of a figure that is too large."""

    objective: str
    missing: str
    late: str
    bad: Verdict = Verdict.MISSED


def _newest_by_repository(points: Iterable[Point]) -> list[Point]:
    newest: dict[str, Point] = {}
    for point in points:
        if point.repository not in newest or point.data_time > newest[point.repository].data_time:
            newest[point.repository] = point
    return sorted(newest.values(), key=lambda point: point.data_time, reverse=True)


def ahead(point: Point, now: datetime) -> bool:
    """Tell whether the data time of a point lies in the future, by more than clocks are put right by."""
    return point.data_time > now + CLOCKS_DIFFER


def _age(now: datetime, subject: str, policy: Policy, counted: list[Point], sayings: _Sayings) -> Measurement:
    newest = _newest_by_repository(point for point in counted if not ahead(point, now))
    needed = policy.rpo_copies if sayings.objective == "rpo" else 1
    deciding = newest[needed - 1] if len(newest) >= needed else None
    age = max(now - deciding.data_time, timedelta(0)) if deciding else None
    verdict, reason = Verdict.MET, None
    if age is None and any(ahead(point, now) for point in counted):
        verdict, reason = Verdict.UNPROVEN, because("point_ahead")
    elif age is None:
        verdict, reason = sayings.bad, because(sayings.missing, needed=needed)
    elif policy.rpo is None:
        verdict, reason = Verdict.UNPROVEN, because("no_objective", policy=policy.name, objective="RPO")
    elif age > policy.rpo:
        verdict, reason = sayings.bad, because(sayings.late, age=said(age), target=said(policy.rpo))
    return Measurement(
        subject=subject,
        objective=sayings.objective,
        target_s=policy.rpo.total_seconds() if policy.rpo else None,
        actual_s=age.total_seconds() if age is not None else None,
        verdict=verdict,
        how="data_time",
        proven_by=tuple(dict.fromkeys(point.run for point in newest[:needed])) if deciding else (),
        reason=str(reason) if reason else "",
    )
