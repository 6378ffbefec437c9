"""A drill looked through before it is walked: what each step would do, and what would keep it from working now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.engine.drills.containing import Contained, SandboxMachine, no_machines
from continuity.engine.drills.planning import known_to, planned, runbook_of
from continuity.engine.procedures.looking import looked_through
from continuity.engine.procedures.machines import machines_of
from continuity.ground.room import Room
from continuity.model.drill import Mode
from continuity.recovery.actions.installed import installed_actions
from continuity.recovery.actions.ports import Context
from continuity.recovery.doing import Doing
from continuity.recovery.drills.compiling import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.engine.drills.planning import DrillWalk
    from continuity.engine.procedures.looking import Seen
    from continuity.engine.procedures.walking import Walk
    from continuity.engine.workshop import Workshop

#: Where its private place would be; nothing is made there.
_NOWHERE = "/-"


def procedure_walk(workshop: Workshop, walk: DrillWalk) -> Walk:
    """Return the one procedure that the drill is, as a walk; ``walk`` has its inputs as they stand."""
    procedure = compiled(walk.drill, runbook_of(walk), known_to(walk, _NOWHERE))
    return replace(planned(workshop, walk), procedure=procedure)


def foreseen_drill(workshop: Workshop, walk: DrillWalk, whole: Walk) -> Iterator[Seen]:
    """Yield each step of it. An isolated drill looks at no machine, and no live one is changed by a look."""
    with machines_of(workshop.reveal, walk.client) as machines:
        context = Context(run="", client=walk.client.name, clock=workshop.clock, world=workshop, rehearsal=walk)
        if walk.drill.mode is Mode.LIVE:
            doing = Doing(actions=installed_actions(), context=replace(context, machines=machines))
        else:
            place = Path(_NOWHERE)
            room = Room(place)
            actions = Contained(installed_actions(), place, room)
            inside = replace(context, machines=no_machines, here=SandboxMachine(room, ""))
            doing = Doing(actions=actions, context=inside)
        yield from looked_through(whole, doing)
