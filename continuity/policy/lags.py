"""How far each repository is behind: the RPO that this copy alone would give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.model.measurement import Verdict
from continuity.policy.objectives import ahead

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from continuity.model.point import Point


@dataclass(frozen=True, kw_only=True)
class Lag:
    """One repository: the age of its newest data (None: it lists no point), held against the promised RPO."""

    repository: str
    age: timedelta | None
    verdict: Verdict

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``repositories`` in ``continuity.status/1``."""
        age = None if self.age is None else round(self.age.total_seconds(), 3)
        return {"repository": self.repository, "actual_s": age, "verdict": str(self.verdict)}


def lags(
    repositories: Iterable[str], points: Iterable[Point], *, now: datetime, rpo: timedelta | None
) -> tuple[Lag, ...]:
    """Return how far each of the repositories is behind, in their order.

    A point whose data time lies in the future does not count. Without a promised RPO nothing is late, and nothing is
    ``met`` either.
    """
    held = [point for point in points if not ahead(point, now)]
    newest = {
        name: max((one.data_time for one in held if one.repository == name), default=None) for name in repositories
    }
    ages = {name: None if at is None else max(now - at, timedelta(0)) for name, at in newest.items()}
    return tuple(Lag(repository=name, age=age, verdict=_verdict(age, rpo)) for name, age in ages.items())


def _verdict(age: timedelta | None, rpo: timedelta | None) -> Verdict:
    if rpo is None:
        return Verdict.UNPROVEN
    return Verdict.MISSED if age is None or age > rpo else Verdict.MET
