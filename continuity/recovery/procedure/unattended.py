"""A procedure that nobody stands before: what fails is given up, and everything else goes on. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.model.journal import Kind
from continuity.recovery.procedure.people import Answer, Decided, Decision

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from continuity.model.journal import Event, New
    from continuity.model.procedure import Step
    from continuity.recovery.procedure.progress import Progress

WHY = {"nobody": "it is for people, and nobody was there"}


class Unattended:
    """Nobody. A step for people is not done, and none is undone: that is said, and never taken for done."""

    technician = ""

    def begins(self, write: Callable[[New], None], known: Mapping[str, Any]) -> None:
        """Note nothing down."""

    def heard(self, event: Event, progress: Progress) -> None:
        """Tell nobody."""

    def does(self, _step: Step, _progress: Progress) -> Answer | None:
        """Give the step up."""
        raise _nobody()

    def decides(self, _step: Step, _progress: Progress) -> Decision:
        """Have nothing done again: a rehearsal that needed a second try found something."""
        return Decision(kind=Kind.GIVEN_UP)

    def signs(self, _step: Step, _progress: Progress) -> str:
        """Sign nothing."""
        raise _nobody()

    def undoes(self, _step: Step, _progress: Progress) -> str:
        """Leave it as it is."""
        return WHY["nobody"]


def _nobody() -> Decided:
    return Decided(Decision(kind=Kind.GIVEN_UP, reason=WHY["nobody"]))
