"""When a new base backup is made, why, and whether it takes over at once. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from continuity.backup.sources.postgresql_continuous.facts import Base

FIRST, BROKEN, SLOT, TIMELINE, AGE = "first", "broken", "slot", "timeline", "age"


@dataclass(frozen=True, kw_only=True)
class Need:
    """Why a new base is needed, empty where none is; ``at_once``: no point can be made with the old one."""

    why: str = ""
    at_once: bool = False


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What a capture finds: the ``base`` of the points, the one that is ``waiting`` to take over, and what happened.

    ``broken``: no point can be made with the base; ``slot_gone``: the server may have removed what we had not received;
    ``switched``: it writes another timeline.
    """

    base: Base | None
    waiting: Base | None
    broken: bool
    slot_gone: bool
    switched: bool


def need_of(found: Situation, every: timedelta, now: datetime) -> Need:
    """Return whether a new base is needed.

    One that is only older than ``every``, or follows a switch of timelines or the loss of the slot, takes over once
    the log of the old one is known to reach beyond its end; until then it waits, and no second one is made.
    """
    if found.base is None:
        return Need(why=FIRST, at_once=True)
    if found.broken:
        return Need(why=BROKEN, at_once=True)
    if found.slot_gone:
        return Need(why=SLOT)
    if found.switched and found.waiting is None:
        return Need(why=TIMELINE)
    newest = found.waiting or found.base
    return Need(why=AGE) if now - newest.began_at >= every else Need()
