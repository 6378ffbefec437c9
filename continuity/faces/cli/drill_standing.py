"""Live drills that wait for their people: said wherever drills and the state of things are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session


def told_standing(session: Session) -> dict[str, Any]:
    """Say which live drills were begun and have not ended, and how each is gone on with; return it for machines."""
    if not (session.app.inventory.state / "server").exists():
        return {"standing": []}
    from continuity.engine.drills.planning import live_standing
    from continuity.engine.drills.windows import closes_at
    from continuity.ground.timestamps import write_time

    found = live_standing(session.app.workshop)
    for run in found:
        session.say(
            "the live drill {name} of {subject}, begun at {time}, has not ended: continuity drill resume {run}, "
            "or with --abort REASON to undo it",
            name=run.detail["drill"],
            subject=run.subject,
            time=write_time(run.started_at),
            run=run.id,
        )
        ends = closes_at(run)
        if ends and ends < session.app.clock.now():
            session.say("  its agreed window closed at {time}: end it soon", time=write_time(ends))
    return {"standing": [{"run": one.id, "drill": one.detail["drill"], "subject": one.subject} for one in found]}
