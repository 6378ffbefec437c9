"""In which mode a drill is run: the one that its document says, or isolated where all that it does can be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from continuity.engine.drills.containing import CONTAINED
from continuity.engine.drills.planning import runbook_of
from continuity.ground.errors import Refused
from continuity.model.drill import Mode
from continuity.recovery.actions.installed import installed_actions
from continuity.recovery.drills.compiling import compiled

if TYPE_CHECKING:
    from continuity.engine.drills.planning import DrillWalk
    from continuity.model.procedure import Work


def in_mode(walk: DrillWalk, wanted: Mode | None) -> DrillWalk:
    """Return the walk in the mode that is wanted. Raises ``Refused`` where the drill is not made for it."""
    drill = walk.drill
    if wanted is None or wanted is drill.mode:
        return walk
    if wanted is Mode.LIVE:
        raise Refused(
            "{drill} is isolated: its document says nothing of machines that are in use",
            hint="write one with `mode: live` and the windows that were agreed",
            drill=drill.name,
        )
    if drill.probes:
        raise Refused(
            "{drill} cannot be isolated: its probes ask what is in use",
            hint="run it as it is written: it is live",
            drill=drill.name,
        )
    isolated = replace(walk, drill=replace(drill, mode=Mode.ISOLATED))
    for step in compiled(isolated.drill, runbook_of(isolated), {}).steps.values():
        if step.work and _reaches_out(step.work):
            raise Refused(
                "{drill} cannot be isolated: its step {step} does {action}",
                hint="run it as it is written: it is live",
                drill=drill.name,
                step=step.name,
                action=step.work.action,
            )
    return isolated


def _reaches_out(work: Work) -> bool:
    """Tell whether an action reaches a machine, or changes what no sandbox holds."""
    action = installed_actions().get(work.action)
    return bool(work.parameters.get("on")) or (action is not None and action.changes and work.action not in CONTAINED)
