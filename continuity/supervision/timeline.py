"""What a check stood at over a period: spans without a gap, made of its hard changes, and their lengths. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from continuity.model.standing import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from continuity.model.standing import Change


@dataclass(frozen=True, kw_only=True)
class Span:
    """A status from ``begin`` up to ``end``, which is not part of it."""

    begin: datetime
    end: datetime
    status: Status

    @property
    def length(self) -> timedelta:
        """How long it lasted."""
        return self.end - self.begin


def timeline(changes: Iterable[Change], begin: datetime, end: datetime) -> tuple[Span, ...]:
    """Return the spans from ``begin`` to ``end``, each next to the other; what nobody saw is undetermined.

    ``changes`` are all that were known, in the order in which they were; of one that holds from before an earlier one
    on (a problem counts from when it was first seen), the later word counts.
    """
    marks: list[tuple[datetime, Status]] = []
    for change in changes:
        while marks and marks[-1][0] >= change.since:
            marks.pop()
        marks.append((change.since, change.now))
    before = [status for at, status in marks if at <= begin]
    inside = [(at, status) for at, status in marks if begin < at < end]
    points = [(begin, before[-1] if before else Status.UNDETERMINED), *inside]
    ends = [at for at, _ in inside] + [end]
    spans = [
        Span(begin=at, end=until, status=status) for (at, status), until in zip(points, ends, strict=True) if at < until
    ]
    return tuple(_joined(spans))


def lengths(spans: Iterable[Span]) -> dict[Status, timedelta]:
    """Return how long each status lasted, all told; nothing for one that never was."""
    found: defaultdict[Status, timedelta] = defaultdict(timedelta)
    for span in spans:
        found[span.status] += span.length
    return dict(found)


def _joined(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for span in spans:
        if found and found[-1].status is span.status:
            found[-1] = Span(begin=found[-1].begin, end=span.end, status=span.status)
        else:
            found.append(span)
    return found
