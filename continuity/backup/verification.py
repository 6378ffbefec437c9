"""Rotating verification: a repository is read in slices, and what the slices cover so far is known. Pure.

restic puts every pack into one of ``n`` slices by its name (``check --read-data-subset=k/n``), so a slice means the
same packs at every run, and packs that come later fall into them too. A point is proven readable once every slice
was read at some time after the point was stored.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import read_time, write_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from decimal import Decimal

_MOST = 256  # restic's limit for n


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How many slices there are, and when each was last read without an error."""

    slices: int
    read: Mapping[int, datetime] = field(default_factory=dict)

    @property
    def due(self) -> int:
        """Return the slice to read next, 1 to ``slices``: one never read, else the one read longest ago."""
        return min(range(1, self.slices + 1), key=lambda k: (k in self.read, self.read.get(k), k))

    @property
    def share(self) -> float:
        """Return how much of the repository was read so far, 0 to 1."""
        return len(self.read) / self.slices

    @property
    def since(self) -> datetime | None:
        """Return when the oldest reading of a whole round was made, None while a slice was never read."""
        return min(self.read.values()) if len(self.read) == self.slices else None

    def after(self, read: int | None, at: datetime) -> Coverage:
        """Return the coverage once slice ``read`` (None: all of them) was read without an error."""
        slices = range(1, self.slices + 1) if read is None else (read,)
        return Coverage(slices=self.slices, read=dict(self.read) | dict.fromkeys(slices, at))

    def as_json(self) -> dict[str, Any]:
        """Return plain data that :func:`coverage` reads back."""
        return {"slices": self.slices, "read": {str(k): write_time(at) for k, at in self.read.items()}}


def coverage(plain: Mapping[str, Any] | None, slices: int) -> Coverage:
    """Return what was kept, or nothing read yet where the number of slices was another."""
    if not plain or plain.get("slices") != slices:
        return Coverage(slices=slices)
    return Coverage(slices=slices, read={int(k): read_time(at) for k, at in plain["read"].items()})


def slices_for(share: Decimal | None) -> int:
    """Return into how many slices a policy's ``verify.share`` (a percentage; None: all at once) cuts a repository."""
    if not share:
        return 1
    return min(_MOST, max(1, math.ceil(100 / share)))
