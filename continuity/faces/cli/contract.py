"""``continuity contract``: what a contract is about, until when it runs, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.arguments import Day
from continuity.faces.cli.commands import Group, Leaf
from continuity.faces.cli.contract_calendar import calendar
from continuity.faces.cli.contract_exclude import exclude
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from datetime import date

    from continuity.faces.cli.session import Session

_CLIENT = click.option("--client", metavar="NAME", help="Whose it is, needed where there are several clients.")
_AS = click.option("--as", "name", metavar="NAME", help="Who acts; without it, the user of the system.")


@click.group(cls=Group)
@click.pass_context
def contract(ctx: click.Context) -> int | None:
    """Show what a contract is about, until when it runs, and how it ends; without a verb, all of it."""
    return _show(ctx.obj, None) if ctx.invoked_subcommand is None else None


contract.add_command(calendar)
contract.add_command(exclude)


@contract.command(cls=Leaf)
@_CLIENT
@click.pass_obj
def show(session: Session, client: str | None) -> int:
    """Show the contract: its term, what it is about and leaves out, who else works on it, and how it is handed back."""
    return _show(session, client)


@contract.command(cls=Leaf)
@_CLIENT
@click.pass_obj
def record(session: Session, client: str | None) -> int:
    """Put on record what the contract is about and its terms, if they are not what was recorded last.

    The service does the same by itself.
    """
    from continuity.engine.contracts.perimeter import keep_perimeter, last_perimeter
    from continuity.engine.contracts.statements import keep_terms
    from continuity.faces.cli.chosen import contracted
    from continuity.faces.cli.contract_words import tell_changes

    name = contracted(session, client).name
    workshop = session.app.workshop
    perimeter, terms = keep_perimeter(workshop, name), keep_terms(workshop, name)
    with session.app.store.reading() as tx:
        last = last_perimeter(tx, workshop.logs[name].journal.log)
    if perimeter and last:
        tell_changes(session, last)
    if terms:
        session.say("the terms are on record as they are now")
    if not perimeter and not terms:
        session.say("it is what was recorded last: nothing was written")
    told: dict[str, Any] = {"client": name, "perimeter": perimeter, "terms": terms}
    changed = last.body["changed"] if perimeter and last else {}
    session.emit({"schema": "continuity.contract-recorded/1"} | told | {"changed": changed})
    return 0


@contract.command(cls=Leaf)
@click.argument("step")
@click.option("--on", type=Day(), metavar="DAY", help="When it was done; today without it.")
@click.option("--note", default="", metavar="TEXT", help="What is to be said of it, for the record.")
@_CLIENT
@_AS
@click.pass_obj
def done(session: Session, /, step: str, on: date | None, note: str, client: str | None, name: str | None) -> int:
    """Put on record that STEP of the way back was done; `notice`: that it was said that the contract ends."""
    from continuity.engine.contracts.ending import Done, record_done
    from continuity.faces.cli.chosen import contracted
    from continuity.faces.cli.contract_calendar import COLUMNS, plain, row
    from continuity.faces.cli.incident_words import who

    owner = contracted(session, client).name
    entry = record_done(session.app.workshop, owner, Done(step=step, on=on, note=note), who(session, name))
    session.table(COLUMNS, [row(session, owner, entry)])
    session.emit({"schema": "continuity.contract-step/1", "client": owner} | plain(entry))
    return 0


def _show(session: Session, client: str | None) -> int:
    from continuity.faces.cli.chosen import contracted
    from continuity.faces.cli.contract_words import document, tell

    known = contracted(session, client)
    found = document(session, known)
    tell(session, found)
    session.emit(found | {"schema": "continuity.contract/1", "at": write_time(session.app.clock.now())})
    return 0
