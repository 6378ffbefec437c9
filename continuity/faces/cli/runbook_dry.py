"""``continuity runbook run --dry-run``: the walk before it is walked, its times, what would keep it from working."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.faces.cli.runbook_times import span_said, tell_last_runs, tell_totals
from continuity.ground.errors import NotProven, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.engine.procedures.looking import Seen
    from continuity.engine.procedures.walking import Walk
    from continuity.faces.cli.session import Session
    from continuity.ground.errors import ContinuityError
    from continuity.recovery.actions.ports import Action
    from continuity.recovery.forecast import ProcedureForecast, StepForecast


def show_dry(session: Session, walk: Walk, actions: Mapping[str, Action]) -> int:
    """Show the walk; returns 0, 1 where something would keep it from working now, 5 where it would be refused."""
    from continuity.engine.procedures.looking import foreseen
    from continuity.engine.procedures.times import foreseen_for
    from continuity.engine.procedures.walking import standing_in_the_way

    workshop = session.app.workshop
    times, rto = foreseen_for(workshop, walk), workshop.policy(walk.asset).rto if walk.asset else None
    steps = list(foreseen(workshop, walk, actions))
    for number, seen in enumerate(steps, start=1):
        tell_seen(session, number, seen, times.steps[seen.step.name])
    tell_totals(session, times, rto)
    refused = standing_in_the_way(workshop, walk)
    if refused:
        session.complain(refused)
    plain = plain_walk(session, walk, steps, times) | {"rto_s": rto.total_seconds() if rto else None}
    session.emit(plain | {"standing": refused.values["run"] if refused else None})
    faults = [error for error in (refused, *(seen.fault for seen in steps)) if error]
    if any(isinstance(error, Refused) for error in faults):
        return Refused.exit_code
    return NotProven.exit_code if faults else 0


def tell_seen(session: Session, number: int, seen: Seen, time: StepForecast) -> None:
    """Say what one step would do, how long it takes, and what would keep it from working."""
    session.say("{number}. {title}", number=number, title=seen.step.title.get(session.language.name, ""))
    if seen.by_hand:
        session.say("  $ {command}", command=seen.by_hand)
    who = "  by people: {figure}" if seen.step.work is None else "  by the machine: {figure}"
    session.say(who, figure=span_said(session, time.span))
    tell_last_runs(session, time)
    if seen.fault:
        session.complain(seen.fault)


def plain_walk(session: Session, walk: Walk, steps: list[Seen], times: ProcedureForecast) -> dict[str, Any]:
    """Return the same for machines to read."""
    return {
        "schema": "continuity.runbook-plan/1",
        "runbook": walk.procedure.name,
        "digest": walk.procedure.digest,
        "client": walk.client.name,
        "subject": walk.subject,
        "inputs": dict(walk.inputs),
        "steps": [_step(session, seen, times.steps[seen.step.name]) for seen in steps],
        "whole": times.whole.as_json(),
        "usable": times.usable.as_json() if times.usable else None,
    }


def _step(session: Session, seen: Seen, time: StepForecast) -> dict[str, Any]:
    step = seen.step
    return {
        "name": step.name,
        "title": dict(step.title),
        "by": "people" if step.work is None else "machine",
        "action": step.work.action if step.work else None,
        "command": seen.by_hand or None,
        "needs": list(step.needs),
        "phase": str(step.phase) if step.phase else None,
        "sign_off": str(step.sign_off),
        "forecast": time.span.as_json(),
        "earlier_s": [seconds for _, seconds in time.earlier],
        "fault": _fault(session, seen.fault) if seen.fault else None,
    }


def _fault(session: Session, error: ContinuityError) -> dict[str, str]:
    message, hint = session.language.error(error)
    return {"code": error.code, "message": message, "hint": hint}
