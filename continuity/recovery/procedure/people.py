"""What a procedure wants of the people who walk it; faces are one, drills without people are another. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from continuity.model.journal import Event, Kind, New
    from continuity.model.procedure import Step
    from continuity.recovery.procedure.progress import Progress


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a person gave back from a step: his name, the value observed, and more (``attachment``: hash and name)."""

    by: str
    value: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What becomes of a failed or doubtful step: ``AGAIN``, ``WAS_DONE``, ``SKIPPED``, ``GIVEN_UP`` or ``ABORTED``."""

    kind: Kind
    by: str = ""
    reason: str = ""


#: Letters and symbols that show nothing, as they are after NFKC: a blank of Braille, of music, fillers of Hangul.
_BLANK = frozenset("\u2800\u115f\u1160\U0001d159")


def person(name: str) -> str:
    """Return a name such that two spellings of one person's are equal: case, spaces, width, what shows nothing.

    Marks count as nothing where no letter has them; letters of other scripts that only look alike make another name.
    Nothing here authenticates a name: whoever types it is believed, and the record says who was logged in.
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join("".join(one for one in plain if one in "\t\n\r" or _shows(one)).split())


def _shows(letter: str) -> bool:
    category = unicodedata.category(letter)
    return not category.startswith("C") and category not in ("Mn", "Me") and letter not in _BLANK


class Leave(Exception):
    """The person leaves the procedure where it is; the journal knows where that is."""


class Decided(Exception):
    """In place of an answer, the person decided about the step: it is skipped, or all of it is aborted."""

    def __init__(self, decision: Decision) -> None:
        super().__init__()
        self.decision = decision


class People(Protocol):
    """Whoever stands before the procedure. Every question may raise :class:`Leave` or :class:`Decided`."""

    @property
    def technician(self) -> str:
        """Who answers now: it changes where he hands over."""

    def begins(self, write: Callable[[New], None], known: Mapping[str, Any]) -> None:
        """Be given the way into the journal, for notes, attachments and hand-overs, and what texts may name."""

    def heard(self, event: Event, progress: Progress) -> None:
        """Take note of what was just written; called from any thread, must not wait."""

    def does(self, step: Step, progress: Progress) -> Answer | None:
        """Have a person do a step; None where nobody answered within its time limit."""

    def decides(self, step: Step, progress: Progress) -> Decision:
        """Decide about a step that failed, or that an interruption left doubtful."""

    def signs(self, step: Step, progress: Progress) -> str:
        """Return the name of a person who signs the step, another one than those who did."""

    def undoes(self, step: Step, progress: Progress) -> str:
        """Have a person undo a step; what he says was not possible, or empty where it is undone."""
