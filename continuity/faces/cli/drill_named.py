"""Which drill a command means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session
    from continuity.model.drill import Drill
    from continuity.model.inventory import Client


def drill_named(session: Session, name: str, client: str | None) -> tuple[Client, Drill]:
    """Return the drill that is meant, and whose it is. Raises ``UsageError`` with the names there are."""
    from continuity.faces.cli.runbook_run import owner_of

    owner = owner_of(session, client)
    if name not in owner.drills:
        raise UsageError(
            "there is no drill named {name}", hint="known: {names}", name=name, names=", ".join(owner.drills)
        )
    return owner, owner.drills[name]
