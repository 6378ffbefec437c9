"""A runbook looked through before it is walked: what each step would do, and what would keep it from working now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.ground.errors import ContinuityError
from continuity.recovery.actions.ports import Context
from continuity.recovery.doing import refuse_unknown
from continuity.recovery.procedure.filling import filled, names_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from continuity.engine.procedures.walking import Walk
    from continuity.engine.workshop import Workshop
    from continuity.model.procedure import Step
    from continuity.recovery.actions.ports import Action


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One step: the command by which it is done by hand, and what would keep it from working."""

    step: Step
    by_hand: str = ""
    fault: ContinuityError | None = None


def foreseen(workshop: Workshop, walk: Walk, actions: Mapping[str, Action]) -> Iterator[Seen]:
    """Yield each step, in the order of the document. What an earlier step gives is not known yet, and not looked at."""
    known = {"run": "", "client": walk.client.name, "runbook": walk.procedure.name, "technician": "", **walk.inputs}
    context = Context(run="", client=walk.client.name, clock=workshop.clock, world=workshop)
    for step in walk.procedure.steps.values():
        try:
            refuse_unknown(step, actions)
        except ContinuityError as error:
            yield Seen(step=step, fault=error)
            continue
        if step.work is None or any(name not in known for name in names_in(dict(step.work.parameters))):
            yield Seen(step=step)
            continue
        action, parameters = actions[step.work.action], filled(dict(step.work.parameters), known)
        try:
            yield Seen(step=step, by_hand=action.by_hand(parameters), fault=action.look(parameters, context))
        except ContinuityError as error:
            yield Seen(step=step, fault=error)
