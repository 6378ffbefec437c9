"""``continuity contract exclude``: force majeure, claimed by one side and agreed to by the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.drill_actions import _worded as worded
from continuity.faces.cli.exclusion_words import excluding
from continuity.ground.errors import NotProven, UsageError

if TYPE_CHECKING:
    from continuity.engine.contracts.windows import Exclusion
    from continuity.engine.incidents.handling import Person
    from continuity.faces.cli.session import Session

COLUMNS = ("force majeure", "client", "about", "from", "until", "state", "agreed by", "why")
SAID = {"withdrawn": "withdrawn", "agreed": "agreed", "claimed": "claimed: does not count"}


@click.command("exclude", cls=Leaf)
@excluding
@click.option("--why", metavar="TEXT", help="Why, for the record.")
@click.option("--confirm", metavar="ID", help="Put on record that --agreed-by agrees to what was claimed.")
@click.option("--withdraw", metavar="ID", help="Put on record that it is not stated any more, and --why.")
@click.option("--as", "name", metavar="NAME", help="Who acts; without it, the user of the system.")
@click.pass_obj
def exclude(session: Session, /, confirm: str | None, withdraw: str | None, name: str | None, **said: Any) -> int:
    """Put force majeure of SERVICE on record: its time is taken out once somebody of the client agreed.

    It is stated afterwards. Without --agreed-by it is claimed, and does not count: exits 1.
    """
    from continuity.engine.contracts.excluding import claim
    from continuity.faces.cli.exclusion_words import asked
    from continuity.faces.cli.incident_words import who

    person = who(session, name)
    if confirm is not None and withdraw is not None:
        raise UsageError("one is either confirmed or withdrawn", hint="give --confirm ID or --withdraw ID")
    if confirm is not None:
        return _confirmed(session, confirm, said["agreed_by"], person)
    if withdraw is not None:
        return _withdrawn(session, withdraw, said["why"], person)
    wanted = asked(session, said, said["why"])
    return _told(session, wanted.client, claim(session.app.workshop, wanted, person))


def _confirmed(session: Session, name: str, agreed_by: str, who: Person) -> int:
    from continuity.engine.contracts.excluding import agree
    from continuity.faces.cli.exclusion_words import client_of

    if not agreed_by.strip():
        raise UsageError("it is not said who of the client agrees", hint="add --agreed-by NAME")
    client = client_of(session, 1, name)
    return _told(session, client, agree(session.app.workshop, client, name, agreed_by, who))


def _withdrawn(session: Session, name: str, why: str | None, who: Person) -> int:
    from continuity.engine.contracts.excluding import withdraw
    from continuity.faces.cli.exclusion_words import client_of

    worded(why or "")
    client = client_of(session, 1, name)
    return _told(session, client, withdraw(session.app.workshop, client, name, why or "", who))


def plain(client: str, one: Exclusion) -> dict[str, Any]:
    """Return one element of ``force_majeure`` in ``continuity.contract/1``."""
    return {"client": client} | one.as_json() | {"counts": one.is_agreed}


def row(session: Session, client: str, one: Exclusion) -> tuple[str, ...]:
    """Return one line of the table."""
    from continuity.faces.cli.exclusion_words import about, wall

    tr, zone = session.language.template, session.app.inventory.clients[client].timezone
    state = tr(SAID["withdrawn" if one.ended else "agreed" if one.agreed_by else "claimed"])
    begin, end = wall(one.stretch.begin, zone), wall(one.stretch.end, zone)
    return (one.id, client, about(session, one), begin, end, state, one.agreed_by, one.why)


def _told(session: Session, client: str, one: Exclusion) -> int:
    session.table(COLUMNS, [row(session, client, one)])
    session.emit({"schema": "continuity.force-majeure/1"} | plain(client, one))
    if one.is_agreed or one.ended:
        return 0
    session.say("it counts once somebody of the client agreed: continuity contract exclude --confirm {id}", id=one.id)
    return NotProven.exit_code
