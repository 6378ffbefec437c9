"""``continuity incident``: what is wrong, who sees to it, and what was promised for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.arguments import Moment
from continuity.faces.cli.commands import Group, Leaf
from continuity.faces.cli.drill_actions import _worded as worded
from continuity.faces.cli.incident_report import report
from continuity.faces.cli.incident_words import emitted, looked, told, who
from continuity.ground.errors import UsageError
from continuity.model.incident import IncidentState, Severity

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from continuity.engine.incidents.handling import Person
    from continuity.engine.workshop import Workshop
    from continuity.faces.cli.session import Session
    from continuity.model.incident import Incident

    Step = Callable[[Workshop, str, str, Person], Incident]

_NAMED = click.argument("incident")
_AS = click.option("--as", "name", metavar="NAME", help="Who acts; without it, the user of the system.")
_KEPT = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which incidents are listed."""

    client: str | None = None
    closed: bool = False
    only_open: bool = False
    severity: tuple[str, ...] = ()
    since: datetime | None = None

    def takes(self, one: Incident) -> bool:
        """Tell whether an incident is one of them."""
        lasts = one.state is IncidentState.OPEN or not self.only_open
        late = self.since is None or one.opened_at >= self.since
        return lasts and late and (not self.severity or str(one.severity) in self.severity)


@click.group(cls=Group)
@click.pass_context
def incident(ctx: click.Context) -> int | None:
    """Look at what is wrong and who sees to it; without a verb, what is open."""
    return _list(ctx.obj, Wanted()) if ctx.invoked_subcommand is None else None


@incident.command("list", cls=Leaf)
@click.option("--client", metavar="NAME", help="Only this client's.")
@click.option("--closed", is_flag=True, help="Those that were closed in the last 30 days, too.")
@click.option("--open", "only_open", is_flag=True, help="Only those whose cause lasts.")
@click.option(
    "--severity",
    type=click.Choice([str(one) for one in Severity]),
    multiple=True,
    help="Only this severity; several: any.",
)
@click.option("--since", type=Moment(), metavar="TIME", help="Only those opened then or later; closed ones, too.")
@click.pass_obj
def list_(session: Session, /, **wanted: Any) -> int:
    """List the incidents that are not closed, and what is left of the time that the contract allows for each.

    The service opens one for each cause, and ends it when the cause is gone; one that reached level N3 is closed by
    people, with a report.
    """
    if wanted["closed"] and wanted["only_open"]:
        raise UsageError("an incident is open or closed", hint="leave --open or --closed out")
    return _list(session, Wanted(**wanted))


@incident.command(cls=Leaf)
@_NAMED
@click.pass_obj
def show(session: Session, incident: str) -> int:
    """Show all of INCIDENT: what it concerns, its clocks, who was told, and what was said."""
    from continuity.engine.incidents.handling import named
    from continuity.faces.cli.incident_words import tell_one

    one = named(session.app.workshop, incident)
    tell_one(session, one)
    emitted(session, one)
    return looked(session, [one.client], "show", one.id)


@incident.command(cls=Leaf)
@_NAMED
@_AS
@click.pass_obj
def ack(session: Session, incident: str, name: str | None) -> int:
    """Say that somebody sees to INCIDENT: the time to intervene ends here."""
    from continuity.engine.incidents.handling import acknowledge

    return told(session, acknowledge(session.app.workshop, incident, who(session, name)))


@incident.command(cls=Leaf)
@_NAMED
@click.argument("text")
@_AS
@click.pass_obj
def comment(session: Session, incident: str, text: str, name: str | None) -> int:
    """Say TEXT about INCIDENT, for the record."""
    from continuity.engine.incidents.handling import comment as said

    return _done(session, said, (incident, text), name)


@incident.command(cls=Leaf)
@_NAMED
@click.argument("owner")
@_AS
@click.pass_obj
def assign(session: Session, incident: str, owner: str, name: str | None) -> int:
    """Give INCIDENT to OWNER."""
    from continuity.engine.incidents.handling import assign as given

    return _done(session, given, (incident, owner), name)


@incident.command(cls=Leaf)
@_NAMED
@click.option("--reason", required=True, metavar="TEXT", help="Who is waited for, and for what.")
@_AS
@click.pass_obj
def pause(session: Session, incident: str, reason: str, name: str | None) -> int:
    """Stop the clocks of INCIDENT while the customer is waited for."""
    from continuity.engine.incidents.handling import pause as paused

    return _done(session, paused, (incident, reason), name)


@incident.command("continue", cls=Leaf)
@_NAMED
@_AS
@click.pass_obj
def continue_(session: Session, incident: str, name: str | None) -> int:
    """Have the clocks of INCIDENT run again."""
    from continuity.engine.incidents.handling import go_on

    return told(session, go_on(session.app.workshop, incident, who(session, name)))


@incident.command(cls=Leaf)
@_NAMED
@click.option("--reason", required=True, metavar="TEXT", help="Why it was, in a sentence.")
@_AS
@click.pass_obj
def resolve(session: Session, incident: str, reason: str, name: str | None) -> int:
    """Close INCIDENT, whose cause is gone.

    Refused while the cause lasts, and for one that reached level N3 until its report is attached.
    """
    from continuity.engine.incidents.handling import resolve as closed

    return _done(session, closed, (incident, reason), name)


incident.add_command(report)


def _done(session: Session, step: Step, what: tuple[str, str], name: str | None) -> int:
    """Take a step with an incident, in somebody's words, and tell how it stands then."""
    worded(what[1])
    return told(session, step(session.app.workshop, *what, who(session, name)))


def _list(session: Session, wanted: Wanted) -> int:
    from continuity.faces.cli.exclusion_words import windows_now
    from continuity.faces.cli.incident_words import COLUMNS, plain, row
    from continuity.faces.cli.runbook_run import owner_of

    if wanted.client is not None:
        owner_of(session, wanted.client)
    since = session.app.clock.now() - _KEPT if wanted.closed else wanted.since
    with session.app.store.reading() as tx:
        found = [one for one in tx.incidents.open(wanted.client, since) if wanted.takes(one)]
    session.table(COLUMNS, [row(session, one) for one in found])
    told = {"incidents": [plain(session, one) for one in found], "maintenance": windows_now(session, wanted.client)}
    session.emit({"schema": "continuity.incidents/1"} | told)
    return looked(session, sorted({one.client for one in found}), "list")
