"""``continuity drill run --dry-run``: what each step would do, its time, what would keep it from working now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.faces.cli.runbook_dry import plain_walk, tell_seen
from continuity.faces.cli.runbook_times import tell_totals
from continuity.ground.errors import NotProven, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.engine.drills.planning import DrillWalk
    from continuity.faces.cli.session import Session
    from continuity.ground.errors import ContinuityError


def show_dry_drill(session: Session, walk: DrillWalk, now: datetime, *, played: bool) -> int:
    """Show the drill; returns 0, 1 where something would keep it from working now, 5 where it would be refused."""
    from continuity.engine.drills.foreseeing import foreseen_drill, procedure_walk
    from continuity.engine.drills.planning import promised_of
    from continuity.engine.procedures.times import foreseen_for

    workshop = session.app.workshop
    whole = procedure_walk(workshop, walk)
    times, promised = foreseen_for(workshop, whole), promised_of(workshop, walk, whole)
    steps = list(foreseen_drill(workshop, walk, whole))
    for number, seen in enumerate(steps, start=1):
        tell_seen(session, number, seen, times.steps[seen.step.name])
    tell_totals(session, times, promised.rto)
    refused = _refused(session, walk, now, played=played)
    if refused:
        session.complain(refused)
    more: dict[str, Any] = {"drill": walk.drill.name, "mode": str(walk.drill.mode), "refused": str(refused or "")}
    rto = {"rto_s": promised.rto.total_seconds() if promised.rto else None}
    session.emit(plain_walk(session, whole, steps, times) | more | rto | {"schema": "continuity.drill-plan/1"})
    faults = [error for error in (refused, *(seen.fault for seen in steps)) if error]
    if any(isinstance(error, Refused) for error in faults):
        return Refused.exit_code
    return NotProven.exit_code if faults else 0


def _refused(session: Session, walk: DrillWalk, now: datetime, *, played: bool) -> ContinuityError | None:
    """Return why it may not begin now; None where it may, or is isolated."""
    from continuity.model.drill import Mode
    from continuity.recovery.drills.agreed import refuse_unagreed

    if walk.drill.mode is not Mode.LIVE:
        return None
    try:
        refuse_unagreed(walk.drill, now, played=played, lab=session.app.inventory.lab)
    except Refused as error:
        return error
    return None
