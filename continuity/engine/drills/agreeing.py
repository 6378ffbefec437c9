"""The people of a live drill: nobody passes over whether it may begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.ground.errors import Refused
from continuity.model.journal import Kind
from continuity.recovery.drills.compiling import AGREED
from continuity.recovery.procedure.people import Decided, Decision

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from continuity.model.journal import Event, New
    from continuity.model.procedure import Step
    from continuity.recovery.procedure.people import Answer, People
    from continuity.recovery.procedure.progress import Progress

WHY = {"not_agreed": "it was not agreed that it begins"}


class Agreeing:
    """The people of a live drill: who does not agree that it begins has given it up, and nobody passes that over."""

    def __init__(self, people: People, still: Callable[[], None]) -> None:
        """``still`` raises ``Refused`` where this is no time any more that was agreed to: a question may stand long."""
        self._people, self._still = people, still
        self._write: Callable[[New], None] | None = None

    @property
    def technician(self) -> str:
        """Who answers now."""
        return self._people.technician

    def begins(self, write: Callable[[New], None], known: Mapping[str, Any]) -> None:
        """Be given the way into the journal."""
        self._write = write
        self._people.begins(write, known)

    def notes(self, new: New) -> None:
        """Write what was seen beside the steps into the journal, once there is one to write into."""
        if self._write:
            self._write(new)

    def heard(self, event: Event, progress: Progress) -> None:
        """Take note of what was just written."""
        self._people.heard(event, progress)

    def does(self, step: Step, progress: Progress) -> Answer | None:
        """Have a person do a step."""
        try:
            return self._people.does(step, progress)
        except Decided as decided:
            raise Decided(_strict(step, decided.decision)) from None

    def decides(self, step: Step, progress: Progress) -> Decision:
        """Decide about a step that failed, or is in doubt."""
        return _strict(step, self._people.decides(step, progress))

    def signs(self, step: Step, progress: Progress) -> str:
        """Return the name of a person who signs."""
        try:
            name = self._people.signs(step, progress)
        except Decided as decided:
            raise Decided(_strict(step, decided.decision)) from None
        if step.name == AGREED:
            self._in_time(name)
        return name

    def _in_time(self, name: str) -> None:
        try:
            self._still()
        except Refused as refused:
            raise Decided(Decision(kind=Kind.ABORTED, by=name, reason=str(refused))) from None

    def undoes(self, step: Step, progress: Progress) -> str:
        """Have a person undo a step."""
        return self._people.undoes(step, progress)


def _strict(step: Step, decision: Decision) -> Decision:
    if step.name != AGREED or decision.kind is Kind.AGAIN:
        return decision
    return Decision(kind=Kind.ABORTED, by=decision.by, reason=decision.reason or WHY["not_agreed"])
