"""The period of an export, and the indices that cover it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from continuity.evidence.format.record import parse, record_time

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from continuity.model.record import StoredRecord


@dataclass(frozen=True)
class Period:
    """``since <= a record's date < until``; None is open. Times are aware."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: str) -> bool:
        """Whether a record's date is within the period."""
        since, until = self._bounds
        return since <= at < until

    def begins_after(self, at: str) -> bool:
        """Whether a record's date lies before the period."""
        return at < self._bounds[0]

    @cached_property
    def _bounds(self) -> tuple[str, str]:
        return record_time(self.since) if self.since else "", record_time(self.until) if self.until else "~"

    def as_json(self) -> dict[str, str | None]:
        """Return the two dates as ``summary.json`` writes them."""
        return {
            "since": record_time(self.since) if self.since else None,
            "until": record_time(self.until) if self.until else None,
        }


def covering(period: Period, size: int, records: Iterable[StoredRecord]) -> tuple[int, int]:
    """Return the smallest index range that holds every record dated within the period.

    Where there is none, the range holds the neighbours on both sides, so that the gap itself is shown. An
    erased record has no date and is covered only by its neighbours.
    """
    if period.since is None and period.until is None:
        return 0, size
    inside: list[int] = []
    before = 0
    for index, stored in enumerate(records):
        at = parse(stored.body).at if stored.salt else ""
        if at and period.holds(at):
            inside = [inside[0] if inside else index, index]
        elif at and period.begins_after(at):
            before = index + 1
    if inside:
        return inside[0] if period.since else 0, inside[1] + 1 if period.until else size
    return max(0, before - 1), min(size, before + 1)
