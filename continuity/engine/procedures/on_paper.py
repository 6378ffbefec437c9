"""The actions of a client as a person types them, without anything being done or connected to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.procedures.machines import Machines
from continuity.recovery.actions.installed import installed_actions
from continuity.recovery.actions.ports import Context
from continuity.recovery.doing import Doing

if TYPE_CHECKING:
    from continuity.ground.clock import Clock
    from continuity.model.inventory import Client
    from continuity.model.secrets import Reveal


def on_paper(client: Client, reveal: Reveal, clock: Clock) -> Doing:
    """Return the actions by name, which say what is typed to have the same done on the client's machines."""
    context = Context(run="", client=client.name, clock=clock, machines=Machines(reveal, client))
    return Doing(actions=installed_actions(), context=context)
