"""Kinds of backup, honestly: how much of the source is read again, never how much a restore needs.

What is stored is deduplicated whatever the kind, and each point restores alone. A kind only says what the unchanged
files are recognised by: nothing (``full``, ``archive``: every byte is read), the last full (``differential``), or the
last point of any kind (``incremental``). Each repository is asked what it still lists, so one run may be of different
kinds in different repositories, and each point records the kind that it really is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.policy.policy import BackupKind
from continuity.policy.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterable

    from continuity.model.point import Point
    from continuity.policy.reasons import Reason

#: The kinds that read every byte of the source.
WHOLE = (BackupKind.FULL, BackupKind.ARCHIVE)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How one repository's share of a run is read: compared with ``parent``, or whole where there is none.

    ``reason`` says why the kind is not the one that was asked for; None where it is.
    """

    kind: BackupKind
    parent: str = ""
    reason: Reason | None = None


def decide(wanted: BackupKind, points: Iterable[Point]) -> Reading:
    """Choose how to read the source for a repository that now lists these points of the asset."""
    if wanted in WHOLE:
        return Reading(kind=wanted)
    parent = last_full(points) if wanted is BackupKind.DIFFERENTIAL else _newest(points)
    if parent:
        return Reading(kind=wanted, parent=parent.snapshot)
    return Reading(kind=BackupKind.FULL, reason=because("kind_no_parent"))


def without_parent() -> Reading:
    """Return how to read the source once the parent turned out to be gone."""
    return Reading(kind=BackupKind.FULL, reason=because("kind_parent_gone"))


def last_full(points: Iterable[Point]) -> Point | None:
    """Return the newest point for which every byte was read."""
    return _newest(point for point in points if point.kind in WHOLE)


def _newest(points: Iterable[Point]) -> Point | None:
    return max(points, key=lambda point: (point.data_time, point.run), default=None)
