"""``continuity drill``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Group, Leaf
from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.faces.cli.session import Session
    from continuity.model.drill import Drill
    from continuity.model.inventory import Client
    from continuity.model.job import Run

#: Each state of a step, as it is said.
SAID = {
    "done": "done",
    "given_up": "given up",
    "waiting": "never reached",
    "running": "cut off",
    "failed": "failed",
    "unsigned": "not signed",
}


@click.group(cls=Group)
@click.pass_context
def drill(ctx: click.Context) -> int | None:
    """Rehearse what is done on the worst day, for real and on the clock; without a verb, the list."""
    return _list(ctx.obj) if ctx.invoked_subcommand is None else None


@drill.command("list")
@click.pass_obj
def list_(session: Session) -> int:
    """List the drills, and how the last run of each came out."""
    return _list(session)


@drill.command(cls=Leaf)
@click.argument("name")
@click.option("--with", "given", multiple=True, metavar="NAME=VALUE", help="An input of the drill (may be repeated).")
@click.option("--client", metavar="NAME", help="Whose drill, where there are several clients.")
@click.pass_obj
def run(session: Session, name: str, given: Sequence[str], client: str | None) -> int:
    """Walk the drill NAME in a sandbox, measure it, and take everything down again.

    Nothing in use is touched. A script answers for people: the time is measured, and proves no RTO.
    """
    declared = session.app.clock.mark()
    from continuity.engine.drills.walking import DrillWalk, run_drill
    from continuity.faces.cli.results import tell_run
    from continuity.faces.cli.runbook_run import pairs
    from continuity.recovery.procedure.scripted import Scripted

    owner, found = _chosen(session, name, client)
    people = Scripted(found.answers)
    walk = DrillWalk(client=owner, drill=found, inputs=pairs(given), people=people, played=True)
    ended = run_drill(session.app.workshop, walk, declared)
    for step in ended.run.detail.get("steps", ()):
        state, seconds = session.language.template(SAID[step["state"]]), step["duration_s"]
        if seconds is None:
            session.say("  {step}: {state}", step=step["name"], state=state)
        else:
            session.say("  {step}: {state}, {seconds:.1f} s", step=step["name"], state=state, seconds=seconds)
    tell_run(session, ended)
    session.emit(ended.run.as_json())
    return ended.exit_code


def _list(session: Session) -> int:
    last: Mapping[tuple[str, str], Run] = {}
    if (session.app.inventory.state / "server").exists():
        with session.app.workshop.store.reading() as tx:
            last = tx.walks.last_drills()
    rows, plain = [], []
    for client in session.app.inventory.clients.values():
        for name, one in client.drills.items():
            ran = last.get((client.name, name))
            rows.append(
                (client.name, name, one.runbook, one.title.get(session.language.name, ""), ran.outcome if ran else "-")
            )
            plain.append(
                {
                    "client": client.name,
                    "name": name,
                    "runbook": one.runbook,
                    "mode": str(one.mode),
                    "title": dict(one.title),
                    "digest": one.digest,
                    "last": ran.id if ran else None,
                }
            )
    session.table(("client", "drill", "runbook", "title", "last"), rows)
    session.emit({"schema": "continuity.drills/1", "drills": plain})
    return 0


def _chosen(session: Session, name: str, client: str | None) -> tuple[Client, Drill]:
    from continuity.faces.cli.runbook_run import owner_of

    owner = owner_of(session, client)
    if name not in owner.drills:
        raise UsageError(
            "there is no drill named {name}", hint="known: {names}", name=name, names=", ".join(owner.drills)
        )
    return owner, owner.drills[name]
