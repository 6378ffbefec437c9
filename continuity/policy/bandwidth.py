"""How much of the line copies may use at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.policy.timetable.hours import Hours

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from continuity.model.inventory import WeekSpan
    from continuity.model.sharing import Sharing
    from continuity.policy.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Bandwidth:
    """Limits in bytes per second; None where there is none."""

    upload: int | None = None
    download: int | None = None

    def __bool__(self) -> bool:
        return self.upload is not None or self.download is not None

    def as_json(self) -> dict[str, int | None]:
        """Return it as records carry it."""
        return {"upload": self.upload, "download": self.download}


def in_force(policy: Policy, zone: str, at: datetime) -> Bandwidth:
    """Return the limits that hold for work that starts at ``at``; ``during`` is read in the client's time zone."""
    asked = policy.values.get("bandwidth", {})
    if not Hours(zone=zone, window=tuple(asked.get("during", ()))).allows(at):
        return Bandwidth()
    return Bandwidth(upload=asked.get("upload"), download=asked.get("download"))


def share(sharing: Sharing, zone: str, at: datetime) -> Bandwidth:
    """Return what one of those that may work in a place at once may take of its line.

    restic limits each process for itself, so that the whole is divided by how many there may be.
    """
    if not Hours(zone=zone, window=sharing.during).allows(at):
        return Bandwidth()
    turns = sharing.turns or 1
    return Bandwidth(upload=_part(sharing.upload, turns), download=_part(sharing.download, turns))


def begins(during: Sequence[WeekSpan], zone: str, at: datetime) -> datetime | None:
    """Return when limits that do not hold ``at`` begin to; None where they do already."""
    hours = Hours(zone=zone, window=tuple(during))
    return None if hours.allows(at) else hours.opens(at)


def tighter(now: Bandwidth, then: Bandwidth) -> bool:
    """Tell whether ``then`` leaves less of the line than ``now``."""
    return strictest([now, then]) != now


def strictest(several: Iterable[Bandwidth]) -> Bandwidth:
    """Return the lowest of each limit: what is read for several assets disturbs none of them more than it may."""
    found = list(several)
    return Bandwidth(
        upload=min((one.upload for one in found if one.upload is not None), default=None),
        download=min((one.download for one in found if one.download is not None), default=None),
    )


def _part(rate: int | None, turns: int) -> int | None:
    return None if rate is None else rate // turns
