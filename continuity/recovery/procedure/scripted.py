"""People played by a script, where a drill is walked and nobody is there: what they would answer is written down. Pure.

Their words prove nothing about people: who reads the result is told that they were played.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.recovery.procedure.people import Answer
from continuity.recovery.procedure.unattended import Unattended

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.model.procedure import Step
    from continuity.recovery.procedure.progress import Progress

#: Who signs, as the journal and the records name them.
PLAYED = ("played-1", "played-2")


class Scripted(Unattended):
    """People who answer as ``answers`` says, by step; a step that it does not name is given up."""

    technician = PLAYED[0]

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = answers

    def does(self, step: Step, progress: Progress) -> Answer | None:
        """Answer as it is written down."""
        if step.name not in self._answers:
            return super().does(step, progress)
        return Answer(by=PLAYED[0], value=self._answers[step.name])

    def signs(self, step: Step, progress: Progress) -> str:
        """Sign for one after the other, where the step was answered."""
        if step.work is None and step.name not in self._answers:
            return super().signs(step, progress)
        signed = progress.steps[step.name].signed_by
        return next(name for name in PLAYED if name not in signed)
