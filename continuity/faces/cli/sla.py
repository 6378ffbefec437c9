"""``continuity sla``: what was promised, what was reached, what it costs; and the same figures from an export alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.commands import Group, Leaf
from continuity.faces.cli.report import written
from continuity.faces.cli.report_written import Wanted, reported
from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.engine.contracts.statements import Reason, Statement
    from continuity.engine.workshop import Workshop
    from continuity.faces.cli.session import Session

_MONTHS = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_MONTH = click.argument("month", required=False)
_CLIENT = click.option("--client", metavar="NAME", help="Whose contract it is; needed where there are several.")
_WHY = click.option("--reason", required=True, metavar="TEXT", help="Why, in a sentence.")
_AS = click.option("--as", "name", metavar="NAME", help="Who acts; without it, the user of the system.")


@click.group(cls=Group)
@click.pass_context
def sla(ctx: click.Context) -> int | None:
    """Look at what a contract promised and what was reached; without a verb, the month that runs."""
    return _shown(ctx.obj, None, None) if ctx.invoked_subcommand is None else None


@sla.command(cls=Leaf)
@_MONTH
@_CLIENT
@click.pass_obj
def show(session: Session, month: str | None, client: str | None) -> int:
    """Show what a MONTH such as 2026-10 came to: availability by service, GTI and GTR, what is owed.

    The month that runs, without one. A month that is over is shown as it was recorded; time that nobody saw is
    undetermined, never up. Ends with 1 where a promise was missed, or is unproven in a month that is over.
    """
    return _shown(session, month, client)


@sla.command(cls=Leaf)
@_MONTH
@_CLIENT
@click.option("--csv", "as_csv", is_flag=True, help="As a table for a spreadsheet (RFC 4180).")
@click.pass_obj
def penalties(session: Session, month: str | None, client: str | None, as_csv: bool) -> int:  # noqa: FBT001 - a flag
    """Show how the penalty of a MONTH is reckoned, to the cent, and which records each figure rests on."""
    from continuity.faces.cli.sla_words import emitted, penalties_csv, tell_penalties

    found = _statement(session, month, client)
    if as_csv and not session.json:
        click.echo(penalties_csv(found), nl=False)
    elif not as_csv:
        tell_penalties(session, found)
    emitted(session, found)
    return 0


@sla.command(cls=Leaf)
@_MONTH
@written
@click.pass_obj
def report(session: Session, /, month: str | None, **said: Any) -> int:
    """Write what the contract came to in a MONTH, for the client; without one, in the last that is over.

    It is the contract's part of `report monthly`: the same figures, without backups and drills.
    """
    return reported(session, Wanted(report="contract", name=month, **said))


@sla.command(cls=Leaf)
@click.argument("month")
@_WHY
@_AS
@_CLIENT
@click.pass_obj
def dispute(session: Session, month: str, reason: str, name: str | None, client: str | None) -> int:
    """Record that the statement of MONTH is disputed, within the time that the contract allows for it."""
    from continuity.engine.contracts import statements

    found = _handled(statements.dispute, session, (month, client), (reason, name))
    session.say("disputed: the statement of {month} (record {record})", month=month, record=found.record)
    session.say("  reckon it anew by what the log says now: continuity sla restate {month} --reason TEXT", month=month)
    session.emit({"schema": "continuity.sla-dispute/1", "month": month, "statement": found.record, "reason": reason})
    return 0


@sla.command(cls=Leaf)
@click.argument("month")
@_WHY
@_AS
@_CLIENT
@click.pass_obj
def restate(session: Session, month: str, reason: str, name: str | None, client: str | None) -> int:
    """Reckon the disputed statement of MONTH anew by what the log says now, and record it beside the old one."""
    from continuity.engine.contracts import statements
    from continuity.faces.cli.sla_words import emitted, tell

    found = _handled(statements.restate, session, (month, client), (reason, name))
    tell(session, found)
    return emitted(session, found)


@sla.command(cls=Leaf)
@click.argument("export", type=click.Path(path_type=Path))
@click.option("--key-fingerprint", default="", metavar="HEX", help="The key's fingerprint that you were given.")
@click.pass_obj
def verify(session: Session, export: Path, key_fingerprint: str) -> int:
    """Find every statement of an EXPORT again from its records alone, to the same cent.

    No documents and no database are read. Ends with 1 where a figure differs, or the export cannot prove one.
    """
    from continuity.faces.cli.sla_verify import verified

    return verified(session, export, key_fingerprint)


def _handled(
    handle: Callable[[Workshop, str, str, Reason], Statement],
    session: Session,
    which: tuple[str, str | None],
    because: tuple[str, str | None],
) -> Statement:
    """Handle the statement of a month of a client, for a reason that somebody gives."""
    from continuity.engine.contracts.statements import Reason
    from continuity.faces.cli.chosen import one_client
    from continuity.faces.cli.incident_words import who

    (month, client), (why, name) = which, because
    person = who(session, name)
    reason = Reason(why=why, name=person.name, actor=person.actor)
    return handle(session.app.workshop, one_client(session, client), _month(month), reason)


def _shown(session: Session, month: str | None, client: str | None) -> int:
    from continuity.faces.cli.sla_words import emitted, tell

    found = _statement(session, month, client)
    tell(session, found)
    return emitted(session, found)


def _statement(session: Session, month: str | None, client: str | None) -> Statement:
    """Return what a month came to; raises ``UsageError`` for one that has not begun, or where nothing is promised."""
    from continuity.engine.contracts.inputs import days_of, stretch
    from continuity.engine.contracts.statements import has_terms, statement
    from continuity.engine.supervision.periods import Length, period_of
    from continuity.faces.cli.chosen import one_client

    name, app = one_client(session, client), session.app
    spec, now = app.inventory.clients[name], app.clock.now()
    if spec.contract is None and not has_terms(app.workshop, name):
        raise UsageError(
            "{client} has no contract in its documents", hint="docs/how-to/sla.md says what one holds", client=name
        )
    chosen = _month(month) if month else period_of(Length.MONTH, now, spec.timezone).name
    if stretch(*days_of(chosen), spec.timezone).begin > now:
        raise UsageError("{month} has not begun", hint="name a month such as 2026-10", month=chosen)
    return statement(app.workshop, name, chosen)


def _month(text: str) -> str:
    if not _MONTHS.fullmatch(text):
        raise UsageError("{value} is no month", hint="write it as 2026-10", value=repr(text))
    return text
