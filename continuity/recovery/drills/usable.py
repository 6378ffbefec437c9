"""When the service was usable again: as its clients saw it, and as the steps say; the later of both counts. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.ground.clock import elapsed
from continuity.ground.timestamps import write_time
from continuity.recovery.drills.outage import together

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from continuity.ground.clock import Mark
    from continuity.recovery.drills.outage import Outage, Watched

_LISTED = 100  # outages of one probe that are told one by one; a service that flaps has more, and they are counted
_BUSY = 0.05  # so large a share of polls that were never asked may hide an outage


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What one probe saw in the whole drill; ``late``: how many polls were due, and not asked, for we were late.

    ``sittings``: in how many of them; between two of them nobody asked.
    """

    name: str
    every: timedelta
    watched: Watched
    late: int = 0
    sittings: int = 1

    @property
    def blind(self) -> bool:
        """Whether so much was not asked that what it saw proves nothing."""
        return not self.watched.polls or self.late > (self.watched.polls + self.late) * _BUSY

    def as_json(self) -> dict[str, Any]:
        """Return what a run keeps of it."""
        outages = self.watched.outages
        return {
            "every_s": self.every.total_seconds(),
            "green": self.watched.green,
            "polls": self.watched.polls,
            "lost": self.watched.lost,
            "late": self.late,
            "sittings": self.sittings,
            "outages": [_outage(one) for one in outages[:_LISTED]],
            "more_outages": max(len(outages) - _LISTED, 0),
        }


@dataclass(frozen=True, kw_only=True)
class Usable:
    """What clients saw, in seconds since the fault; ``back_s`` is None where the service never came back for them.

    ``before``: outages that began before the fault; ``later``: each that began once all was usable, as a failback's.
    ``dark_s``: until when it was seen not to be back, at least. ``unseen``: a probe was not there yet at the fault.
    """

    back_s: float | None
    dark_s: float
    before: tuple[Outage, ...]
    later: tuple[Outage, ...]
    blind: bool
    unseen: bool


def as_clients_saw(seen: Sequence[Seen], fault: tuple[Mark, Mark], steps_s: float | None) -> Usable:
    """Return it; ``fault`` is when it was begun and done, ``steps_s`` when the steps say usable, None for never.

    What began before the fault was begun is no consequence of it; where it lasts into it, it counts all the same.
    """
    begun, done = fault
    found = together(one.watched for one in seen)
    before = [one for one in found if elapsed(begun, one.since).seconds < 0]
    ended = [one for one in before if one.back is not None and elapsed(begun, one.back).seconds <= 0]
    rest = [one for one in found if one not in ended]
    later = [one for one in rest if steps_s is not None and elapsed(done, one.since).seconds > steps_s]
    ours = [one for one in rest if one not in later]
    backs = [elapsed(done, one.back).seconds if one.back else None for one in ours]
    known = [one for one in backs if one is not None]
    back_s = None if len(known) < len(backs) else round(max([0.0, *known]), 3)
    dark_s = round(max([0.0, *(elapsed(done, one.last).seconds for one in ours)]), 3)
    blind = any(one.blind for one in seen)
    unseen = any(one.watched.began and elapsed(begun, one.watched.began).seconds > 0 for one in seen)
    return Usable(back_s=back_s, dark_s=dark_s, before=tuple(before), later=tuple(later), blind=blind, unseen=unseen)


def _outage(one: Outage) -> dict[str, Any]:
    return {
        "from": write_time(one.since.wall),
        "to": write_time(one.back.wall) if one.back else None,
        "seconds": round(one.seconds(), 3),
        "polls": one.lost,
        "said": one.said,
    }
