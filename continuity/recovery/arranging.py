"""What becomes of data between its comparison and its place: laid out plainly, recovered to a moment, loaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from continuity.ground.errors import ContinuityError
    from continuity.model.measurement import Measurement


@dataclass(frozen=True, kw_only=True)
class Arranged:
    """What came of it. ``doubt``: why what is there now is not the data that was asked for; empty where it is."""

    detail: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[ContinuityError, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, kw_only=True)
class Arrangement:
    """Work on the directory that came back whole, measured as the phase ``recovered`` if it is more than a move.

    ``as_of``: the moment to which it brings the data, where that is not the data time of the point.
    """

    work: Callable[[Path], Arranged]
    phase: str = ""
    as_of: datetime | None = None
