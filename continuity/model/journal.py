"""What a journal holds: one event after the other, each written before what it announces touches the world. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.ground.clock import Mark


class Kind(StrEnum):
    """What happened."""

    #: a process took the procedure up: what an earlier one had begun and not ended was interrupted
    TAKEN_UP = "taken_up"
    #: a step is about to touch the world, or a person was shown what to do
    BEGUN = "begun"
    #: a step was done
    DONE = "done"
    #: a step was tried and did not come out as expected
    FAILED = "failed"
    #: a person signed a step that needs it; the second one of two
    SIGNED = "signed"
    #: a person decided that a step is not done this time, and said why
    SKIPPED = "skipped"
    #: it failed where nobody is asked: nobody has it done again, and what needs it is not reached
    GIVEN_UP = "given_up"
    #: a person, or the rule of the step, has it done again
    AGAIN = "again"
    #: a person found out that an interrupted step was done
    WAS_DONE = "was_done"
    NOTE = "note"
    ATTACHED = "attached"
    #: what was seen beside the steps in this sitting so far
    SEEN = "seen"
    HANDED_OVER = "handed_over"
    #: everything is to be undone
    ABORTED = "aborted"
    UNDOING = "undoing"
    UNDONE = "undone"
    NOT_UNDONE = "not_undone"


@dataclass(frozen=True, kw_only=True)
class New:
    """An event before it is written: the journal gives it its number and its time."""

    kind: Kind
    step: str = ""
    by: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Event:
    """One line of a journal; ``number`` counts from 1 without a gap, ``step`` is empty for the whole procedure.

    ``by`` is the name of who acted, as he gave it; empty for the engine. ``detail`` holds no secret.
    """

    number: int
    at: Mark
    kind: Kind
    step: str = ""
    by: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
