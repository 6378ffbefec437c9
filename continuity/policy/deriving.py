"""A schedule for a policy that names none: often enough that one failed backup does not break the RPO."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from continuity.policy.lengths import said
from continuity.policy.reasons import Reason, because

#: The shortest interval: starting restic more often only costs.
SHORTEST = timedelta(minutes=1)
#: Intervals are cut to a multiple (up to which length, of what), so that another duration measured moves few of them.
_STEPS = (
    (timedelta(minutes=10), timedelta(minutes=1)),
    (timedelta(hours=1), timedelta(minutes=5)),
    (timedelta(hours=12), timedelta(minutes=15)),
)
_LONG = timedelta(hours=1)
_LONGEST = timedelta(days=7)  # no promise is so weak that a week without a look would do


@dataclass(frozen=True, kw_only=True)
class Measured:
    """How long past backups of an asset took."""

    typical: timedelta
    worst: timedelta


@dataclass(frozen=True, kw_only=True)
class Derived:
    """An interval and its reason, with the figures it is made from."""

    every: timedelta
    reason: Reason


def derive(rpo: timedelta, measured: Measured | None) -> Derived:
    """Return how often to back up for an RPO.

    Data is at its oldest just before the next backup ends: after one that failed, two intervals and a backup's length.
    """
    spare = (rpo - (measured.worst if measured else timedelta())) / 2
    every = min(max(_cut(spare), SHORTEST), _LONGEST)
    if measured is None:
        return Derived(every=every, reason=because("plan_derived_unmeasured", every=said(every), rpo=said(rpo)))
    values = {"every": said(every), "rpo": said(rpo), "worst": said(measured.worst)}
    return Derived(every=every, reason=because("plan_derived", **values))


def _cut(length: timedelta) -> timedelta:
    step = next((step for limit, step in _STEPS if length < limit), _LONG)
    return length - length % step
