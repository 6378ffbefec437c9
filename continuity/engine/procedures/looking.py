"""A runbook looked through before it is walked: what each step would do, and what would keep it from working now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.engine.procedures.machines import machines_of
from continuity.ground.errors import ContinuityError
from continuity.recovery.actions.ports import Context
from continuity.recovery.doing import Doing, refuse_unknown
from continuity.recovery.procedure.filling import filled, names_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from continuity.engine.procedures.walking import Walk
    from continuity.engine.workshop import Workshop
    from continuity.model.procedure import Step, Work
    from continuity.recovery.actions.ports import Action


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One step: the command by which it is done by hand, and what would keep it from working."""

    step: Step
    by_hand: str = ""
    fault: ContinuityError | None = None


def foreseen(workshop: Workshop, walk: Walk, actions: Mapping[str, Action]) -> Iterator[Seen]:
    """Yield each step, in the order of the document. What an earlier step gives is not known yet, and not looked at."""
    with machines_of(workshop.reveal, walk.client) as machines:
        context = Context(run="", client=walk.client.name, clock=workshop.clock, world=workshop, machines=machines)
        yield from looked_through(walk, Doing(actions=actions, context=context))


def looked_through(walk: Walk, doing: Doing) -> Iterator[Seen]:
    """Yield each step as it is seen with these hands."""
    known = {"run": "", "client": walk.client.name, "runbook": walk.procedure.name, "technician": "", **walk.inputs}
    for step in walk.procedure.steps.values():
        try:
            refuse_unknown(step, doing.actions, walk.procedure.where)
        except ContinuityError as error:
            yield Seen(step=step, fault=error)
            continue
        if step.work is None:
            yield Seen(step=step)
            continue
        later = {name: f"<{name}>" for name in names_in(dict(step.work.parameters)) if name not in known}
        if later:
            yield Seen(step=step, by_hand=_as_far_as_known(doing, step.work, known | later))
            continue
        action, parameters = doing.actions[step.work.action], filled(dict(step.work.parameters), known)
        try:
            yield Seen(step=step, by_hand=doing.by_hand(step.work, known), fault=action.look(parameters, doing.context))
        except ContinuityError as error:
            yield Seen(step=step, fault=error)


def _as_far_as_known(doing: Doing, work: Work, known: Mapping[str, str]) -> str:
    """Return the command with names where earlier steps will give the values; empty where it cannot be said so."""
    try:
        return doing.by_hand(work, known)
    except ContinuityError:
        return ""
