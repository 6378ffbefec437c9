"""What the steps of one rehearsal share: its sandbox, what came back, and what each step found of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from continuity.ground.errors import ContinuityError, Refused
from continuity.model.job import Outcome
from continuity.recovery.actions.ports import Performed
from continuity.recovery.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.engine.workshop import Workshop
    from continuity.model.job import Result, Run

#: A part of a rehearsal, done by a step.
Part = Callable[[], Performed]
SANDBOX = "sandbox"


class Rehearsal(ABC):
    """One rehearsal. A kind of rehearsal says which parts it has, and what all of them came to.

    Steps find what others left here: a rehearsal is never taken up by another process, only taken down by it.
    """

    def __init__(self, workshop: Workshop, run: Run) -> None:
        self.workshop, self.run = workshop, run
        self.sandbox = Sandbox(path=workshop.directories.sandbox(run.id))
        self.came: Result | None = None
        self.faults: dict[str, Exception] = {}

    @abstractmethod
    def parts(self) -> Mapping[str, Part]:
        """Return what this kind of rehearsal can do, by the names of its parts."""

    def idle(self) -> frozenset[str]:
        """Return the parts that have nothing to do: what they would look at is not declared."""
        return frozenset()

    @abstractmethod
    def found(self, came: Result) -> Result:
        """Return what all the parts found together; ``came`` is what the restore came to."""

    def do(self, part: str, step: str) -> Performed:
        """Do a part for a step; what goes wrong is kept as it is, since a journal holds words only."""
        try:
            return self._part(part)()
        except Exception as error:
            self.faults[step] = error
            raise

    def result(self) -> Result:
        """Return what came of it; raises what kept it from beginning, or a fault of ours."""
        for fault in self.faults.values():
            if self.came is None or not isinstance(fault, ContinuityError):
                raise fault
        assert self.came is not None  # noqa: S101 - for mypy: without a fault, the restore was
        return self._with_faults(self.found(self.came))

    def _with_faults(self, result: Result) -> Result:
        """Add the faults that no part kept for itself: nothing that was raised is lost."""
        told = {id(problem) for problem in result.problems}
        lost = [fault for fault in self.faults.values() if isinstance(fault, ContinuityError) and id(fault) not in told]
        return judged(result, *lost)

    def _part(self, name: str) -> Part:
        parts = {SANDBOX: self._made, "compare": self._compared, **self.parts()}
        if name not in parts:
            raise Refused(
                "this rehearsal has no part {name}", hint="its parts: {names}", name=name, names=", ".join(parts)
            )
        return parts[name]

    def _compared(self) -> Performed:
        return held(list(self.came.problems) if self.came else [])

    def _made(self) -> Performed:
        self.sandbox.make()
        return Performed(answer=str(self.sandbox.path))


def held(faults: list[ContinuityError]) -> Performed:
    """Return that a part found nothing wrong; raises the first fault where it did."""
    if faults:
        raise faults[0]
    return Performed()


def judged(result: Result, *faults: ContinuityError) -> Result:
    """Add faults to what came of a rehearsal; one with a fault is no success."""
    problems = (*result.problems, *faults)
    outcome = Outcome.INCOMPLETE if problems else result.outcome
    return replace(result, outcome=outcome, reason="; ".join(map(str, problems)) or result.reason, problems=problems)
