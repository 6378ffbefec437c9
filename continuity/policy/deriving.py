"""A schedule for policies that name none: often enough for the RPO, one failed run included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from continuity.policy.lengths import said
from continuity.policy.reasons import Reason, because

SHORTEST = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """How long past backups of an asset took."""

    typical: timedelta
    worst: timedelta


def derived(rpo: timedelta, measured: Measured | None) -> tuple[timedelta, Reason]:
    """Return half of what the longest backup leaves of the RPO: after a failed run there is time for another one."""
    worst = measured.worst if measured else timedelta()
    every = max((rpo - worst) / 2, SHORTEST)
    return every, because("why_derived", every=said(every), rpo=said(rpo), worst=said(worst))
