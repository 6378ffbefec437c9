"""People played by a script, where a drill is walked and nobody is there: what they would answer is written down. Pure.

Their words prove nothing about people: who reads the result is told that they were played.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.recovery.procedure.filling import filled
from continuity.recovery.procedure.people import Answer
from continuity.recovery.procedure.unattended import Unattended

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from continuity.model.journal import New
    from continuity.model.procedure import Step
    from continuity.recovery.procedure.progress import Progress

#: The answer under this and a step's name says that people undid it; without one, it still stands.
UNDO = "undo-"
#: Who signs, as the journal and the records name them.
PLAYED = ("played-1", "played-2")


class Scripted(Unattended):
    """People who answer as ``answers`` says, by step; a step that it does not name is given up.

    An answer may hold ``{{ names }}``: what people would read on the screen and type.
    """

    technician = PLAYED[0]

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = answers
        self._inputs: Mapping[str, Any] = {}

    def begins(self, write: Callable[[New], None], known: Mapping[str, Any]) -> None:
        """Remember what is known from the beginning."""
        super().begins(write, known)
        self._inputs = known

    def does(self, step: Step, progress: Progress) -> Answer | None:
        """Answer as it is written down."""
        if step.name not in self._answers:
            return super().does(step, progress)
        return Answer(by=PLAYED[0], value=str(filled(self._answers[step.name], {**self._inputs, **progress.known()})))

    def signs(self, step: Step, progress: Progress) -> str:
        """Sign for one after the other, where the step was answered."""
        if step.work is None and step.name not in self._answers:
            return super().signs(step, progress)
        signed = progress.steps[step.name].signed_by
        return next(name for name in PLAYED if name not in signed)

    def undoes(self, step: Step, progress: Progress) -> str:
        """Have it undone where that is written down; else leave it as it is."""
        return "" if UNDO + step.name in self._answers else super().undoes(step, progress)
