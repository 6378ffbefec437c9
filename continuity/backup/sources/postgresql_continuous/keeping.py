"""Whether what the server keeps for us while nobody receives is enough, or more than it has room for. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from continuity.backup.sources.wal_names import position

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from continuity.backup.sources.postgresql_continuous.facts import Capture

MIB = 1 << 20
_LEAST_SEGMENTS = 4


class Keeping(StrEnum):
    """How long the server waits for us: as long as it takes, long enough, not long enough; or it gave us up."""

    BOUNDLESS = "boundless"
    ENOUGH = "enough"
    TOO_LITTLE = "too little"
    NEARLY_OVER = "nearly over"
    LOST = "lost"


def written_within(captures: Sequence[Capture], span: timedelta) -> int:
    """Return how many bytes of log were written within the busiest ``span`` between captures, as far as it is known."""
    ordered = sorted(captures, key=lambda one: one.data_time)
    most = first = 0
    for last in ordered:
        while last.data_time - ordered[first].data_time > span:
            first += 1
        most = max(most, position(last.lsn) - position(ordered[first].lsn))
    return most


def keeping(keep_mib: int, lag: int, segment_bytes: int, needed: int) -> Keeping:
    """Judge ``max_slot_wal_keep_size`` (-1: no limit), of which ``lag`` bytes are used up already.

    Enough is what is written within the RPO (``needed``), and a few segments; it is nearly over from half of it on.
    """
    if keep_mib < 0:
        return Keeping.BOUNDLESS
    kept = keep_mib * MIB
    if lag > kept / 2:
        return Keeping.NEARLY_OVER
    return Keeping.TOO_LITTLE if kept < max(needed, _LEAST_SEGMENTS * segment_bytes) else Keeping.ENOUGH
