"""``continuity privacy erase``: what opens a client's copies is destroyed, and it is tried whether they still open."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.drill_actions import _worded as worded
from continuity.faces.cli.privacy_register import FORMAT, OUTPUT
from continuity.ground.errors import NotProven, Refused, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.engine.privacy.erasing import Erasing
    from continuity.faces.cli.session import Session

_TWO = 2


@click.command(cls=Leaf)
@click.option("--client", required=True, metavar="NAME", help="Whose copies.")
@click.option("--confirm", metavar="NAME", help="The client's name once more; asked for, if it is not given.")
@click.option("--agreed-by", "agreed", multiple=True, metavar="NAME", help="Who agreed; two different people.")
@click.option("--anyway", is_flag=True, help="Also where a repository is not reached or forgotten: its keys stay.")
@click.option("--look", is_flag=True, help="Destroy nothing: judge the last erasure anew.")
@FORMAT
@OUTPUT
@click.pass_obj
def erase(session: Session, /, client: str, look: bool, form: str, output: Path | None, **said: Any) -> int:  # noqa: FBT001
    """Destroy for ever what opens the copies of a client, and write the certificate.

    The keys of each repository are taken away and the old password is tried; then the vault forgets the client's
    secrets, but the key that signs its log and what a repository that is not closed needs. Refused while the documents
    say that the data must be kept (`holds`), while work runs, while others need what would go, and where a repository
    is not reached or not in the documents any more. Unproven ends with exit code 1: the certificate says what still
    opens, and where a key may still live. Run it again to go on where it was interrupted.
    """
    from continuity.engine.privacy.erasing import erase as destroy
    from continuity.engine.privacy.erasing import look_again
    from continuity.faces.cli.chosen import one_client
    from continuity.faces.cli.incident_words import who
    from continuity.faces.cli.privacy_register import put, try_put
    from continuity.faces.privacy.certificate import certificate
    from continuity.faces.reports.paper import Paper

    app = session.app
    owner = app.inventory.clients[one_client(session, client)]
    if look:
        facts = look_again(app.workshop, owner, who(session, None))
    else:
        order = _agreed(session, owner.name, **said)
        try_put(session, Paper(session.language, owner.title, owner.name, ""), app.clock.now(), form, output)
        facts = destroy(app.workshop, order)
    session.emit({"schema": "continuity.privacy-erasure/1"} | facts)
    put(session, certificate(facts, session.language), app.clock.now(), form, output)
    return 0 if facts["verdict"] == "proven" else NotProven.exit_code


def _agreed(session: Session, client: str, *, confirm: str | None, agreed: tuple[str, ...], anyway: bool) -> Erasing:
    from continuity.engine.privacy.erasing import Erasing
    from continuity.faces.cli.incident_words import who
    from continuity.faces.entries import signing_entry

    for name in agreed:
        worded(name)
    if len({name.strip().casefold() for name in agreed}) < _TWO:
        raise UsageError("two people must have agreed", hint="write --agreed-by NAME --agreed-by NAME")
    if confirm is None and sys.stdin.isatty():
        confirm = click.prompt(
            session.language.template("Type the client's name to destroy what opens its copies"), err=True
        )
    if confirm != client:
        raise Refused("the name of the client was not typed: nothing was destroyed", hint="write --confirm NAME")
    app = session.app
    return Erasing(
        client=app.inventory.clients[client],
        vault=app.vault,
        keep=tuple(name for name in app.vault.names() if name.startswith(signing_entry(client))),
        agreed=agreed,
        who=who(session, None),
        anyway=anyway,
    )
