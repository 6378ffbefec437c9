"""Undoing what an aborted procedure did: in reverse, step by step; what could not be undone is said loudly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.ground.errors import ContinuityError
from continuity.model.journal import Kind, New
from continuity.model.procedure import Work
from continuity.recovery.procedure.people import Decided
from continuity.recovery.procedure.progress import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from continuity.model.procedure import Step
    from continuity.recovery.doing import Doing
    from continuity.recovery.procedure.people import People
    from continuity.recovery.procedure.progress import Progress

WHY = {
    "no undo": "the procedure does not say how it is undone",
    "interrupted": "it was being undone when its process died, and nobody knows how far",
    "reached nobody": "its undo reached nobody, and did nothing",
    "held up": "what came after it still stands: undo that first, then this",
}


def undo(
    progress: Progress, doing: Doing, people: People, inputs: Mapping[str, Any], write: Callable[[New], None]
) -> None:
    """Undo every step that was begun, last begun first, and none under one that still stands.

    A fault holds up what that step needed, and nothing else. Taken up after a crash, it goes on with what is left.
    Where nothing is left behind, whoever takes the place down undoes what there is, once.
    """
    if doing.leaves_nothing:
        return
    for step in progress.to_undo():
        if step.undo is not None or _changes(step, doing):  # else it looked, and left nothing behind
            being = progress.steps[step.name].state is State.UNDOING and isinstance(step.undo, Work)
            fault = WHY["interrupted"] if being and not step.repeatable else ""
            fault = WHY["held up"] if step.undo is not None and step.name in _held_up(progress) else fault
            _undo(step, progress, doing, (people, inputs), write, fault)


def tear_down(
    progress: Progress, doing: Doing, people: People, inputs: Mapping[str, Any], write: Callable[[New], None]
) -> None:
    """Undo every step that was begun and says how: the others worked within what those take away.

    What takes a rehearsal down may be done twice, so one that was interrupted is done again.
    """
    for step in progress.to_undo():
        if step.undo is not None:
            _undo(step, progress, doing, (people, inputs), write)


def _undo(
    step: Step,
    progress: Progress,
    doing: Doing,
    who: tuple[People, Mapping[str, Any]],
    write: Callable[[New], None],
    fault: str = "",
) -> None:
    """Undo one step and write what came of it; ``fault``: why that cannot even be tried."""
    people, inputs = who
    write(New(kind=Kind.UNDOING, step=step.name))
    fault = fault or _undone(step, progress, doing, people, dict(inputs) | progress.known())
    kind = Kind.NOT_UNDONE if fault else Kind.UNDONE
    by = "" if isinstance(step.undo, Work) or step.undo is None else people.technician
    write(New(kind=kind, step=step.name, by=by, detail={"said": fault} if fault else {}))


def _undone(step: Step, progress: Progress, doing: Doing, people: People, known: Mapping[str, Any]) -> str:
    """Return why a step could not be undone; empty where it is."""
    if isinstance(step.undo, Work):
        try:
            done = doing.work(step.undo, known, step)
        except ContinuityError as error:
            return str(error)
        except Exception as error:  # noqa: BLE001 - a fault of one action holds up none of the others
            return f"{type(error).__name__}: {error}"
        return WHY["reached nobody"] if done.reached_nobody else ""
    if not step.undo:
        return WHY["no undo"]
    try:
        return people.undoes(step, progress)
    except Decided as decided:
        return decided.decision.reason


def _held_up(progress: Progress) -> set[str]:
    """Return what is needed, nearly or remotely, by a step whose undo did not come out.

    A step that has no undo holds up nothing: its procedure never meant to take it back.
    """
    steps = progress.procedure.steps
    stands = [step for step in steps.values() if step.undo and progress.steps[step.name].state is State.NOT_UNDONE]
    held, left = set[str](), {name for step in stands for name in step.needs}
    while left:
        held |= left
        left = {need for name in left for need in steps[name].needs} - held
    return held


def _changes(step: Step, doing: Doing) -> bool:
    """Tell whether the step can have left something: people may, unless it says not; what only looks has not."""
    return step.changes and (step.work is None or doing.actions[step.work.action].changes)
