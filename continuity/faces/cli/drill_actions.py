"""``continuity drill actions``: what drills left to be mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.arguments import MomentOrDay, at_once
from continuity.faces.cli.commands import Group, Leaf
from continuity.faces.cli.results import NAMES, word
from continuity.ground.errors import UsageError
from continuity.ground.timestamps import write_time
from continuity.model.corrective import ActionState

if TYPE_CHECKING:
    from datetime import date, datetime

    from continuity.faces.cli.session import Session
    from continuity.model.corrective import CorrectiveAction

COLUMNS = ("action", "client", "drill", "about", "objective", "verdict", "owner", "until", "state")
SAID = {ActionState.OPEN: "open", ActionState.ACCEPTED: "risk accepted", ActionState.CLOSED: "closed"}
_NAMED = click.argument("action")


@click.group("actions", cls=Group)
@click.pass_context
def actions(ctx: click.Context) -> int | None:
    """See to what drills left to be mended, until one of them shows that it is; without a verb, the list."""
    return _list(ctx.obj, None, closed=False) if ctx.invoked_subcommand is None else None


@actions.command("list", cls=Leaf)
@click.option("--client", metavar="NAME", help="Only this client's.")
@click.option("--closed", is_flag=True, help="Those that are closed, too.")
@click.pass_obj
def list_(session: Session, client: str | None, closed: bool) -> int:  # noqa: FBT001 - a flag
    """List the corrective actions: what was missed, who sees to it, until when.

    Nobody opens or closes one: a drill that misses something does, and the same drill once it comes out as promised,
    with its people where it is about them.
    """
    return _list(session, client, closed=closed)


@actions.command(cls=Leaf)
@_NAMED
@click.argument("owner")
@click.option("--due", type=MomentOrDay(), metavar="TIME|DAY", help="Until when; without it, as before.")
@click.pass_obj
def assign(session: Session, action: str, owner: str, due: datetime | date | None) -> int:
    """Give ACTION to OWNER."""
    from continuity.engine.drills.correcting import assign as given
    from continuity.ground.actor import actor

    app = session.app
    at = at_once(due, app.inventory.timezone, ends=True)
    _worded(owner)
    return _told(session, given(app.workshop, action, owner, at, actor(app.command)))


@actions.command(cls=Leaf)
@_NAMED
@click.argument("text")
@click.pass_obj
def comment(session: Session, action: str, text: str) -> int:
    """Say TEXT about ACTION, for the record."""
    from continuity.engine.drills.correcting import comment as said
    from continuity.ground.actor import actor

    app = session.app
    _worded(text)
    return _told(session, said(app.workshop, action, text, actor(app.command)))


@actions.command(cls=Leaf)
@_NAMED
@click.option("--as", "name", required=True, metavar="NAME", help="Who takes the risk.")
@click.option("--reason", required=True, metavar="TEXT", help="Why, for the record.")
@click.pass_obj
def accept(session: Session, action: str, name: str, reason: str) -> int:
    """Accept the risk of ACTION instead of mending it: nobody is reminded any more.

    That proves nothing: its control stays unproven until the same drill comes out as promised.
    """
    from continuity.engine.drills.correcting import accept as taken
    from continuity.ground.actor import actor

    app = session.app
    _worded(name)
    _worded(reason)
    return _told(session, taken(app.workshop, action, name, reason, actor(app.command)))


def _list(session: Session, client: str | None, *, closed: bool) -> int:
    from continuity.faces.cli.runbook_run import owner_of

    if client is not None:
        owner_of(session, client)
    states = tuple(ActionState) if closed else (ActionState.OPEN, ActionState.ACCEPTED)
    with session.app.store.reading() as tx:
        found = tx.corrective.find(client, states)
    session.table(COLUMNS, [_row(session, one) for one in found])
    for one in found:
        if one.reason:
            session.say("{id}: {reason}", id=one.id, reason=session.language.told(one.reason))
        if one.state is ActionState.ACCEPTED and one.ended_at:
            told = {"id": one.id, "by": one.ended_by, "at": write_time(one.ended_at), "why": one.why}
            session.say("{id}: risk accepted by {by}, {at}: {why}", **told)
        for said in one.comments:
            session.say("{id}: {by}, {at}: {text}", id=one.id, by=said["by"], at=said["at"], text=said["text"])
    session.emit({"schema": "continuity.drill-actions/1", "actions": [one.as_json() for one in found]})
    return 0


def _row(session: Session, one: CorrectiveAction) -> tuple[str, ...]:
    tr = session.language.template
    late = one.late(session.app.clock.now())
    state = tr("late") if late else tr(SAID[one.state])
    objective = tr(NAMES.get(one.objective, one.objective))
    owner = one.owner or tr("nobody yet")
    about = one.subject.partition("/")[2]
    verdict = word(session, one.verdict)
    return (one.id, one.client, one.drill, about, objective, verdict, owner, str(one.due.date()), state)


def _told(session: Session, one: CorrectiveAction) -> int:
    session.table(COLUMNS, [_row(session, one)])
    session.emit(one.as_json())
    return 0


def _worded(text: str) -> None:
    """Raise ``UsageError`` for a text that says nothing: it would be in the log for ever."""
    if not any(one.isprintable() and not one.isspace() for one in text):
        raise UsageError("a blank text says nothing", hint="write a name, or a sentence")
