"""A live drill whose end was begun before its process died: how it ends, and where it stood, which it is judged by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.model.journal import Kind
from continuity.recovery.drills.compiling import FAULT
from continuity.recovery.procedure.progress import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.ground.clock import Mark
    from continuity.model.journal import Event
    from continuity.recovery.procedure.progress import Progress

WHY = {
    "over": "its time limit was over",
    "lost": "steps of it did not come out, and nobody is there to decide",
}


@dataclass(frozen=True, kw_only=True)
class Closing:
    """The first event of a drill's end: ``undone`` where all of it is being undone, ``over`` for want of time."""

    number: int
    at: Mark
    undone: bool = False
    over: bool = False


def closing_of(events: Sequence[Event]) -> Closing | None:
    """Return how a drill began to end by itself; None where it did not, or people gave it up."""
    for event in events:
        if event.kind is Kind.ABORTED:
            over = event.detail.get("said") == WHY["over"]
            return None if event.by else Closing(number=event.number, at=event.at, undone=True, over=over)
        if event.kind is Kind.UNDOING:
            return Closing(number=event.number, at=event.at)
    return None


def stood(now: Progress, events: Sequence[Event], closing: Closing) -> Progress:
    """Return where the drill stood before it began to end."""
    return read(now.procedure, [event for event in events if event.number < closing.number])


def is_broken(events: Sequence[Event]) -> bool:
    """Tell whether the fault was ever begun."""
    return any(event.step == FAULT and event.kind is Kind.BEGUN for event in events)
