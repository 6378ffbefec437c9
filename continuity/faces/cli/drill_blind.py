"""``continuity drill run --blind`` and ``drill acknowledge``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import UsageError
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.engine.drills.planning import DrillWalk
    from continuity.faces.cli.session import Session


def drawn_blind(session: Session, walk: DrillWalk, now: datetime) -> DrillWalk:
    """Draw a blind drill, and say what may be known of it: its window, and what its plan is committed to."""
    from continuity.engine.drills.blind import Blind, blind_walk

    found = blind_walk(session.app.workshop, walk, now)
    if isinstance(found.trial, Blind):
        plan = found.trial.plan
        session.say(
            "drawn, and sealed until it is over: one of {count} fault(s), between {begins} and {ends}",
            count=len(plan.faults),
            begins=write_time(plan.window.begins),
            ends=write_time(plan.ends),
        )
        session.say("  its plan is committed to as SHA-256 {commitment}", commitment=plan.commitment)
    return found


@click.command(cls=Leaf)
@click.argument("run_id", metavar="RUN")
@click.option("--as", "name", required=True, metavar="NAME", help="Who sees to it, as he was heard.")
@click.pass_obj
def acknowledge(session: Session, run_id: str, name: str) -> int:
    """Write down that NAME of those on call sees to what the blind drill RUN broke: the time until then is the GTI.

    RUN is the reference of the message that they got.
    """
    from continuity.engine.drills.calling import acknowledge as heard
    from continuity.engine.drills.planning import live_standing

    if not name.strip():
        raise UsageError("a name is needed", hint="write who it is: --as NAME")
    workshop = session.app.workshop
    found = next((one for one in live_standing(workshop) if one.id == run_id and one.detail.get("blind")), None)
    if found is None:
        raise UsageError("no blind drill with the run {run} goes on", hint="see continuity drill list", run=run_id)
    heard(workshop, found, name.strip())
    session.say("{name} sees to it: run {run}", name=name.strip(), run=run_id)
    session.emit({"schema": "continuity.drill-acknowledged/1", "run": run_id, "by": name.strip()})
    return 0
