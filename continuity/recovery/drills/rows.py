"""What was really lost: rows that a drill wrote until the fault, held against those that are there afterwards. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.ground.clock import elapsed
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.ground.clock import Mark

_SPAN = re.compile(r"(?P<first>\d{1,12})(?:-(?P<last>\d{1,12}))?", re.ASCII)
_APART = re.compile(r"[\s,;|]+")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row whose writing was acknowledged: its number, and when it was begun to be written."""

    number: int
    at: Mark


@dataclass(frozen=True, kw_only=True)
class Survived:
    """What became of the rows; ``newest`` is the newest that is there.

    ``lost_s`` is to the fault from the newest up to which none is missing; None where the first one is gone.
    """

    written: int
    failed: int
    found: int
    newest: Row | None
    lost_s: float | None

    @property
    def lost(self) -> int:
        """How many rows were acknowledged, and are gone."""
        return self.written - self.found

    def as_json(self) -> dict[str, Any]:
        """Return what a run keeps of it."""
        return {
            "written": self.written,
            "failed": self.failed,
            "found": self.found,
            "newest_at": write_time(self.newest.at.wall) if self.newest else None,
            "lost": self.lost,
            "lost_s": self.lost_s,
        }


def nonce_of(run: str, events: int) -> str:
    """Return what the rows of one sitting bear: those that were written before it was taken up are none of them."""
    return f"{run}-{events}" if events else run


def spans(answer: str) -> list[tuple[int, int]]:
    """Read the numbers of rows, each alone or from and to: ``1-40 42,43``. Raises ``ValueError`` for anything else."""
    found = []
    for word in _APART.split(answer.strip()) if answer.strip() else ():
        span = _SPAN.fullmatch(word)
        if span is None:
            raise ValueError(word)
        found.append((int(span["first"]), int(span["last"] or span["first"])))
    return found


def survived(written: Sequence[Row], failed: int, there: Sequence[tuple[int, int]], fault: Mark) -> Survived:
    """Return what became of the rows; what nobody acknowledged counts neither as written nor as found."""
    kept = [row for row in written if any(first <= row.number <= last for first, last in there)]
    whole = [row for row, same in zip(written, kept, strict=False) if row is same]  # a hole ends it: kept lags behind
    newest = kept[-1] if kept else None
    lost_s = round(max(elapsed(whole[-1].at, fault).seconds, 0.0), 3) if whole else None
    return Survived(written=len(written), failed=failed, found=len(kept), newest=newest, lost_s=lost_s)
