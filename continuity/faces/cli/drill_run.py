"""``continuity drill run`` and ``resume``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.drill_named import drill_named
from continuity.faces.minutes.words import SAID
from continuity.ground.errors import ContinuityError
from continuity.model.drill import Mode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from continuity.engine.drills.planning import DrillWalk
    from continuity.engine.orders import Ended
    from continuity.faces.cli.session import Session
    from continuity.ground.clock import Mark


@click.command(cls=Leaf)
@click.argument("name")
@click.option("--with", "given", multiple=True, metavar="NAME=VALUE", help="An input of the drill (may be repeated).")
@click.option("--client", metavar="NAME", help="Whose drill, where there are several clients.")
@click.option("--as", "technician", metavar="NAME", help="Walk it as NAME; without it, a script answers for people.")
@click.option("--mode", type=click.Choice([str(one) for one in Mode]), help="Another mode than its document says.")
@click.option("--dry-run", is_flag=True, help="Show what each step would do, and what is missing; touch nothing.")
@click.option("--blind", is_flag=True, help="Draw one of its faults, and when, before its next window opens.")
@click.pass_obj
def run(session: Session, /, name: str, given: Sequence[str], client: str | None, **how: Any) -> int:
    """Walk the drill NAME, measure it, and take everything down again.

    An isolated drill touches nothing that is in use; a live one breaks it and brings it back, within an agreed window
    and by the word of two people. Where a script answers for people, the time is measured, and proves no RTO. A blind
    one is agreed to before its window opens, and who is on call hears of it as of an outage.
    """
    declared = session.app.clock.mark()
    from continuity.engine.drills.modes import in_mode
    from continuity.engine.drills.planning import DrillWalk, settled_inputs
    from continuity.faces.cli.runbook_run import pairs
    from continuity.recovery.procedure.scripted import Scripted

    owner, found = drill_named(session, name, client)
    walk = DrillWalk(client=owner, drill=found, inputs=pairs(given), people=Scripted(found.answers), played=True)
    walk = settled_inputs(session.app.workshop, in_mode(walk, Mode(how["mode"]) if how["mode"] else None))
    if how["dry_run"]:
        from continuity.faces.cli.drill_dry import show_dry_drill

        return show_dry_drill(session, walk, declared.wall, played=how["technician"] is None)
    if how["blind"]:
        from continuity.faces.cli.drill_blind import drawn_blind

        walk = drawn_blind(session, walk, declared.wall)
    return _walked(session, walk, how["technician"], declared)


@click.command(cls=Leaf)
@click.argument("run_id", metavar="RUN")
@click.option("--as", "technician", metavar="NAME", help="Who you are; else the user of this machine.")
@click.option("--abort", "reason", metavar="REASON", help="Undo it instead, in reverse; goes into the record.")
@click.pass_obj
def resume(session: Session, run_id: str, technician: str | None, reason: str | None) -> int:
    """Go on with the live drill of RUN, where it was put down or its process died.

    A drill that a script walked in a laboratory is gone on with by the script, unless you say who you are.
    """
    from continuity.engine.drills.live import found_standing, played, resume_live, walk_again
    from continuity.engine.drills.planning import planned
    from continuity.faces.cli.runbook_run import guide_for
    from continuity.recovery.procedure.unattended import Unattended

    workshop = session.app.workshop
    stands = found_standing(workshop, run_id)
    try:
        walk = walk_again(workshop, stands, Unattended())
    except ContinuityError:
        if reason is None:
            raise
        walk = None
    if walk and walk.played and technician is None:
        return _told(session, lambda: resume_live(workshop, stands, played(walk.drill), aborting=reason or ""))
    guide = guide_for(session, stands.client, planned(workshop, walk) if walk else None, technician, full=False)
    return _told(session, lambda: guide.walking(lambda: resume_live(workshop, stands, guide, aborting=reason or "")))


def _walked(session: Session, walk: DrillWalk, technician: str | None, declared: Mark) -> int:
    from continuity.engine.drills.live import played, run_live
    from continuity.engine.drills.planning import planned
    from continuity.engine.drills.walking import run_drill
    from continuity.faces.cli.runbook_run import guide_for

    workshop, live = session.app.workshop, walk.drill.mode is Mode.LIVE
    begin = run_live if live else run_drill
    if live:
        lab = session.app.inventory.lab
        walk.trial.agreed(walk.drill, declared.wall, played=technician is None, lab=lab)
        tell_agreed(session, walk, declared)
    if technician is None:
        script = replace(walk, people=played(walk.drill)) if live else walk
        return _told(session, lambda: begin(workshop, script, declared))
    guide = guide_for(session, walk.client.name, planned(workshop, walk), technician, full=False)
    attended = replace(walk, people=guide, played=False)
    return _told(session, lambda: guide.walking(lambda: begin(workshop, attended, declared)))


def tell_agreed(session: Session, walk: DrillWalk, declared: Mark) -> None:
    """Say by whose word a live drill may begin now, and where its window ends too early for it."""
    from continuity.engine.drills.planning import planned
    from continuity.engine.procedures.times import foreseen_for
    from continuity.ground.timestamps import write_time
    from continuity.recovery.drills.agreed import cramped, longest_of, window_at

    window = window_at(walk.drill.windows, declared.wall)
    if walk.trial.drawn:
        return
    if window is None:
        session.say("this is a laboratory (lab: true): nobody was asked whether it may begin")
        return
    session.say("agreed by {who}, until {ends}", who=window.agreed_by, ends=write_time(window.ends))
    foreseen = longest_of(foreseen_for(session.app.workshop, planned(session.app.workshop, walk)))
    if cramped(walk.drill, declared.wall, foreseen):
        session.say("  the window ends before the drill may: tell whoever waits for its end")


def _told(session: Session, walk: Callable[[], Ended]) -> int:
    """Walk, and tell how it ended; where it was put down, how it is gone on with."""
    from continuity.engine.orders import PutDown
    from continuity.faces.cli.runbook_run import left_standing

    try:
        ended = walk()
    except PutDown as put_down:
        hint = "go on with it: continuity drill resume {run}; or undo it: continuity drill resume {run} --abort REASON"
        return left_standing(session, put_down, hint)
    from continuity.engine.drills.blind import opened

    opened(session.app.workshop, ended.run)
    return _tell(session, ended)


def _tell(session: Session, ended: Ended) -> int:
    from continuity.faces.cli.drill_fault import tell_fault
    from continuity.faces.cli.drill_probes import tell_probes
    from continuity.faces.cli.results import tell_run
    from continuity.faces.cli.runbook_times import tell_score

    for step in ended.run.detail.get("steps", ()):
        state, seconds = session.language.template(SAID[step["state"]]), step["duration_s"]
        if seconds is None:
            session.say("  {step}: {state}", step=step["name"], state=state)
        else:
            session.say("  {step}: {state}, {seconds:.1f} s", step=step["name"], state=state, seconds=seconds)
    tell_fault(session, ended.run.detail)
    tell_probes(session, ended.run.detail)
    tell_run(session, ended)
    tell_score(session, ended.run.detail.get("forecast"))
    if ended.run.reason and not ended.problems:
        session.say("  {reason}", reason=session.language.told(ended.run.reason))
    session.emit(ended.run.as_json())
    return ended.exit_code
