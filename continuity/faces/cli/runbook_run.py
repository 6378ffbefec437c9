"""``continuity runbook run``, ``resume`` and ``abort``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import ContinuityError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from continuity.engine.orders import Ended, PutDown
    from continuity.engine.procedures.walking import Walk
    from continuity.faces.cli.guide import Guide
    from continuity.faces.cli.guide_words import GuideWords
    from continuity.faces.cli.screen import Screen
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import Client
    from continuity.model.procedure import Procedure

_as = click.option("--as", "technician", metavar="NAME", help="Who you are; else the user of this machine.")
_full = click.option(
    "--full-screen", is_flag=True, help="Draw the steps and what is said on the whole terminal (the extra [tui])."
)


@click.command(cls=Leaf)
@click.argument("name")
@click.option("--with", "given", multiple=True, metavar="NAME=VALUE", help="An input of the runbook (may be repeated).")
@click.option("--client", metavar="NAME", help="Whose runbook, where there are several clients.")
@click.option(
    "--dry-run",
    is_flag=True,
    help="Show the steps, how long they take, and what would keep them from working; touch nothing.",
)
@_as
@_full
@click.pass_obj
def run(
    session: Session, /, name: str, given: Sequence[str], client: str | None, technician: str | None, **how: bool
) -> int:
    """Walk the runbook NAME, step by step.

    Each step is written down before it is done. Whatever ends this process, `continuity runbook resume` goes on at the
    same step, on any terminal of this server. Answers are read line by line, also from a file.
    """
    declared = session.app.clock.mark()
    from continuity.engine.procedures.walking import run_runbook

    walk = _walk(session, name, given, client)
    actions = _actions()
    if how["dry_run"]:
        from continuity.faces.cli.runbook_dry import show_dry

        return show_dry(session, walk, actions)
    guide = guide_for(session, walk.client.name, walk, technician, full=how["full_screen"])
    return _walked(session, guide, lambda: run_runbook(session.app.workshop, walk, guide, actions, declared))


@click.command(cls=Leaf)
@click.argument("run_id", metavar="RUN")
@_as
@_full
@click.pass_obj
def resume(session: Session, run_id: str, technician: str | None, *, full_screen: bool) -> int:
    """Go on with the runbook of RUN, where it was put down or its process died."""
    return _resumed(session, run_id, technician, aborting="", full=full_screen)


@click.command(cls=Leaf)
@click.argument("run_id", metavar="RUN")
@click.option("--reason", required=True, help="Why; it goes into the record.")
@_as
@click.pass_obj
def abort(session: Session, run_id: str, reason: str, technician: str | None) -> int:
    """Undo the runbook of RUN: what was done is undone in reverse, and what cannot be is said loudly."""
    return _resumed(session, run_id, technician, aborting=reason)


def _resumed(session: Session, run_id: str, technician: str | None, *, aborting: str, full: bool = False) -> int:
    from continuity.engine.procedures.walking import resume_runbook, standing, walk_of

    workshop = session.app.workshop
    found = [one for one in standing(workshop) if one.id == run_id]
    if not found:
        raise UsageError("no runbook with the run {run} waits", hint="see continuity runbook list", run=run_id)
    try:
        walk = walk_of(workshop, found[0])
    except ContinuityError:
        if not aborting:
            raise
        walk = None
    guide = guide_for(session, found[0].client, walk, technician, full=full)
    return _walked(session, guide, lambda: resume_runbook(workshop, found[0], guide, _actions(), aborting=aborting))


def left_standing(session: Session, put_down: PutDown, hint: str) -> int:
    """Tell that a walk was put down and how it is gone on with; returns the exit code. Raises a fault of ours."""
    from continuity.faces.cli.main import INTERRUPTED
    from continuity.recovery.procedure.people import Leave

    cause = put_down.__cause__
    if isinstance(cause, ContinuityError):
        session.complain(cause)
    session.complain(ContinuityError("left standing", hint=hint, run=str(put_down)), as_json=True)
    if isinstance(cause, ContinuityError):
        return cause.exit_code
    if isinstance(cause, Exception) and not isinstance(cause, Leave):
        raise cause from None
    return INTERRUPTED


def _walked(session: Session, guide: Guide, walk: Callable[[], Ended]) -> int:
    from continuity.engine.orders import PutDown
    from continuity.faces.cli.results import tell_run
    from continuity.faces.cli.runbook_times import tell_score

    try:
        ended = guide.walking(walk)
    except PutDown as put_down:
        return left_standing(session, put_down, "go on with it: continuity runbook resume {run}")
    tell_run(session, ended)
    tell_score(session, ended.run.detail.get("forecast"))
    session.emit(ended.run.as_json())
    return ended.exit_code


def _walk(session: Session, name: str, given: Sequence[str], client: str | None) -> Walk:
    from continuity.engine.procedures.walking import walk_for

    owner, procedure = chosen(session, name, client)
    return walk_for(session.app.workshop, owner, procedure, pairs(given))


def pairs(given: Sequence[str]) -> dict[str, str]:
    """Return what ``--with NAME=VALUE`` gives; raises ``UsageError`` for what is no pair."""
    found = [one.partition("=") for one in given]
    for key, sign, _ in found:
        if not sign:
            raise UsageError("{value} is no input", hint="write --with NAME=VALUE", value=repr(key))
    return {key: value for key, _, value in found}


def chosen(session: Session, name: str, client: str | None) -> tuple[Client, Procedure]:
    """Return a runbook and whose it is. Raises ``UsageError`` with the names there are."""
    owner = owner_of(session, client)
    if name not in owner.runbooks:
        names = ", ".join(owner.runbooks)
        raise UsageError("there is no runbook named {name}", hint="known: {names}", name=name, names=names)
    return owner, owner.runbooks[name]


def owner_of(session: Session, client: str | None) -> Client:
    """Return the client that is meant. Raises ``UsageError`` with the names there are."""
    clients = session.app.inventory.clients
    names = ", ".join(clients)
    if client is None and len(clients) > 1:
        raise UsageError("there are several clients: {names}", hint="say which: --client NAME", names=names)
    if client is not None and client not in clients:
        raise UsageError("there is no client named {name}", hint="known: {names}", name=client, names=names)
    return clients[client or next(iter(clients))]


def guide_for(session: Session, client: str, walk: Walk | None, technician: str | None, *, full: bool) -> Guide:
    """Return who asks people, step by step, on this terminal."""
    from continuity.engine.procedures.on_paper import on_paper
    from continuity.engine.procedures.times import foreseen_for
    from continuity.faces.cli.guide import Guide
    from continuity.faces.cli.guide_words import GuideWords
    from continuity.faces.cli.screen import PlainScreen
    from continuity.ground.actor import actor
    from continuity.recovery.attachments import Attachments

    rto = session.app.policy(walk.asset).rto if walk and walk.asset else None
    doing = on_paper(walk.client, session.app.reveal, session.app.clock) if walk else None
    words = GuideWords(session, doing, walk.inputs if walk else {}, rto)
    words.times = foreseen_for(session.app.workshop, walk).steps if walk else {}
    attachments = Attachments(session.app.workshop.directories.attachments(client))
    screen = _full_screen(walk, words, session) if full else PlainScreen(aside=session.json)
    return Guide(session, screen, technician or str(actor()["user"]), attachments, words)


def _full_screen(walk: Walk | None, words: GuideWords, session: Session) -> Screen:
    """Return the window. Raises ``UsageError`` where there is no terminal to draw it on."""
    from continuity.faces.tui.screen import FullScreen

    if session.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        hint = "leave --full-screen out: lines are read from anywhere"
        raise UsageError("the full screen needs a terminal", hint=hint)
    title = walk.procedure.title.get(session.language.name, "") if walk else ""
    return FullScreen(title, words.overview)


def _actions() -> Any:
    from continuity.recovery.actions.installed import installed_actions

    return installed_actions()
