"""The period of an export, and the indices that cover it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from continuity.evidence.format.record import parse, record_time
from continuity.evidence.journal import PLAN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from continuity.evidence.format.record import Record
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

    def is_over(self, at: str) -> bool:
        """Whether a record's date lies behind the period."""
        return at >= self._bounds[1]

    def is_due(self, at: str) -> bool:
        """Whether a due time, whose digits below the second may be left out, lies within the period."""
        return self._bounds[0][:19] <= at[:19] < self._bounds[1][:19]

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

    It begins earlier where an older plan announces a job of the period: whether that job ended can then be seen.
    Where there is none, the range holds the neighbours on both sides, so that the gap itself is shown. An
    erased record has no date and is covered only by its neighbours.
    """
    if period.since is None and period.until is None:
        return 0, size
    inside: list[int] = []
    before, planned = 0, size
    for index, stored in enumerate(records):
        record = parse(stored.body) if stored.salt else None
        at = record.at if record else ""
        if at and period.holds(at):
            inside = [inside[0] if inside else index, index]
        elif at and period.begins_after(at):
            before = index + 1
            planned = min(planned, index if record and _reaches(period, record) else size)
    if inside:
        return min(planned, inside[0]) if period.since else 0, inside[1] + 1 if period.until else size
    return min(planned, max(0, before - 1)), min(size, before + 1)


def _reaches(period: Period, record: Record) -> bool:
    """Whether a plan from before the period announces a job that falls due within it."""
    jobs = record.body.get("jobs") if record.kind == PLAN else None
    due = (job.get("due") for job in jobs if isinstance(job, dict)) if isinstance(jobs, list) else ()
    return any(isinstance(one, str) and period.is_due(one) for one in due)
