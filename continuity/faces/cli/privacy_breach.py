"""``continuity privacy breach``: what was lost, who is to be told, and until when."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - click's callbacks name it
from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.arguments import Moment
from continuity.faces.cli.commands import Group, Leaf
from continuity.faces.cli.drill_actions import _worded as worded
from continuity.ground.errors import NotProven, UsageError

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session

_NAMED = click.argument("breach")
_AS = click.option("--as", "name", metavar="NAME", help="Who acts; without it, the user of the system.")
_FACTS = {
    "nature": "What happened to the data: lost, altered, disclosed; how.",
    "people": "Whose data and how many people and records, as far as it is known.",
    "contact": "Whom to ask: the data protection officer, or somebody else.",
    "consequences": "What it is likely to mean for them.",
    "measures": "What was done about it, and what is to be done.",
    "reasons": "Why the authority was not told within 72 hours.",
}


@click.group(cls=Group)
@click.pass_context
def breach(ctx: click.Context) -> int | None:
    """Keep breaches of personal data and their clocks (GDPR, articles 33, 34); without a verb, those that are open."""
    return _list(ctx.obj, None, closed=False) if ctx.invoked_subcommand is None else None


@breach.command("open", cls=Leaf)
@click.option("--client", metavar="NAME", help="Whose data, where there are several clients.")
@click.option("--what", required=True, metavar="TEXT", help="What happened, in a sentence.")
@click.option("--aware", type=Moment(), metavar="TIME", help="When we became aware of it; now, if not said.")
@_AS
@click.pass_obj
def open_(session: Session, client: str | None, what: str, aware: datetime | None, name: str | None) -> int:
    """Open a breach: the clocks run from the moment when we became aware of it.

    The contract says how soon the client is told (`breach_notice`), the law gives 72 hours for the authority.
    """
    from continuity.engine.privacy.breaches import open_breach
    from continuity.faces.cli.chosen import one_client
    from continuity.faces.cli.incident_words import who
    from continuity.faces.cli.privacy_words import tell_breach

    worded(what)
    at = aware or session.app.clock.now()
    one = open_breach(session.app.workshop, one_client(session, client), what, at, who(session, name))
    return tell_breach(session, one)


@breach.command("list", cls=Leaf)
@click.option("--client", metavar="NAME", help="Only this client's.")
@click.option("--closed", is_flag=True, help="Those that were closed, too.")
@click.pass_obj
def list_(session: Session, client: str | None, closed: bool) -> int:  # noqa: FBT001 - a flag
    """List the breaches that are open, and what is left of the time for telling whom."""
    return _list(session, client, closed=closed)


@breach.command(cls=Leaf)
@_NAMED
@click.pass_obj
def show(session: Session, breach: str) -> int:
    """Show all of BREACH: its clocks, who was told and when, what a notification must hold, what is still owed."""
    from continuity.engine.privacy.breaches import named
    from continuity.faces.cli.privacy_words import tell_breach

    return tell_breach(session, named(session.app.workshop, breach))


@breach.command(cls=Leaf)
@_NAMED
@click.option("--nature", metavar="TEXT", help=_FACTS["nature"])
@click.option("--people", metavar="TEXT", help=_FACTS["people"])
@click.option("--contact", metavar="TEXT", help=_FACTS["contact"])
@click.option("--consequences", metavar="TEXT", help=_FACTS["consequences"])
@click.option("--measures", metavar="TEXT", help=_FACTS["measures"])
@click.option("--reasons", metavar="TEXT", help=_FACTS["reasons"])
@click.option("--risk", type=click.Choice(["unlikely", "risk", "high"]), help="How it is judged; needs --why.")
@click.option("--why", "risk_why", metavar="TEXT", help="Why it is judged like that.")
@_AS
@click.pass_obj
def note(session: Session, /, breach: str, name: str | None, **said: str | None) -> int:
    """Write down what is known of BREACH, as article 33(3) asks, or how its risk is judged; the newest counts.

    Where a risk for people is unlikely, the authority need not be told (33(1)); where it is high, they are (34).
    """
    from continuity.engine.privacy import breaches
    from continuity.faces.cli.incident_words import who
    from continuity.faces.cli.privacy_words import tell_breach

    given = {key: text for key, text in said.items() if text is not None}
    for text in given.values():
        worded(text)
    if not given or ("risk" in given) != ("risk_why" in given):
        raise UsageError("nothing that can be written down", hint="name a fact; --risk and --why go together")
    return tell_breach(session, breaches.note(session.app.workshop, breach, given, who(session, name)))


@breach.command(cls=Leaf)
@_NAMED
@click.option("--to", "whom", required=True, type=click.Choice(["controller", "authority", "people"]),
              help="Who was told: the client, the supervisory authority, those whose data it is.")  # fmt: skip
@click.option("--how", required=True, metavar="TEXT", help="How: by telephone, by a form, to whom.")
@click.option("--at", type=Moment(), metavar="TIME", help="When; now, if not said.")
@click.option("--reference", default="", metavar="TEXT", help="The number that they gave it.")
@_AS
@click.pass_obj
def notify(session: Session, /, breach: str, how: str, name: str | None, **said: Any) -> int:
    """Write down that somebody was told of BREACH; it sends nothing. Too late ends with exit code 1."""
    from continuity.contract.breach import clocks
    from continuity.contract.response import Held
    from continuity.engine.privacy.breaches import tell, terms
    from continuity.faces.cli.incident_words import who
    from continuity.faces.cli.privacy_words import tell_breach
    from continuity.model.breach import Whom

    worded(how)
    whom = Whom(said["whom"])
    one = tell(session.app.workshop, breach, said | {"whom": whom, "how": how}, who(session, name))
    tell_breach(session, one)
    client = session.app.inventory.clients[one.client]
    clock = clocks(one, *terms(client), session.app.clock.now()).get(whom)
    return NotProven.exit_code if clock and clock.held is Held.MISSED else 0


@breach.command(cls=Leaf)
@_NAMED
@click.option("--reason", required=True, metavar="TEXT", help="What came of it, in a sentence.")
@_AS
@click.pass_obj
def close(session: Session, breach: str, reason: str, name: str | None) -> int:
    """Close BREACH; refused while something is owed."""
    from continuity.engine.privacy import breaches
    from continuity.faces.cli.incident_words import who
    from continuity.faces.cli.privacy_words import tell_breach

    worded(reason)
    return tell_breach(session, breaches.close(session.app.workshop, breach, reason, who(session, name)))


def _list(session: Session, client: str | None, *, closed: bool) -> int:
    from continuity.engine.privacy.breaches import breaches
    from continuity.faces.cli.chosen import clients_of
    from continuity.faces.cli.privacy_words import COLUMNS, plain, row

    workshop = session.app.workshop
    with session.app.store.reading() as tx:
        found = [
            one
            for name in clients_of(session, client)
            for one in breaches(tx, name, workshop.logs[name].journal.log)
            if closed or one.closed_at is None
        ]
    session.table(COLUMNS, [row(session, one) for one in found])
    session.emit({"schema": "continuity.breaches/1", "breaches": [plain(session, one) for one in found]})
    return 0
