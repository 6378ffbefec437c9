"""``continuity runbook render``: for paper, because on the worst day the server is down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf
from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.faces.cli.session import Session


@click.command(cls=Leaf)
@click.argument("name")
@click.option("--with", "given", multiple=True, metavar="NAME=VALUE", help="An input of the runbook (may be repeated).")
@click.option("--client", metavar="NAME", help="Whose runbook, where there are several clients.")
@click.pass_obj
def render(session: Session, name: str, given: Sequence[str], client: str | None) -> int:
    """Print the runbook NAME for paper, as Markdown: commands with their real values, boxes, lines to sign on."""
    from continuity.faces.cli.runbook_run import chosen
    from continuity.faces.runbook_paper import markdown
    from continuity.recovery.actions.installed import installed_actions

    owner, procedure = chosen(session, name, client)
    pairs = dict(one.partition("=")[::2] for one in given)
    for key in pairs:
        if key not in procedure.inputs:
            names = ", ".join(procedure.inputs) or "-"
            raise UsageError(
                "{runbook} has no input named {name}", hint="its inputs: {names}", runbook=name, name=key, names=names
            )
    inputs = {key: one.default for key, one in procedure.inputs.items() if one.default} | pairs
    text = markdown(procedure, inputs | {"client": owner.name}, installed_actions(), session.language)
    session.emit({"schema": "continuity.runbook/1", "runbook": name, "digest": procedure.digest, "markdown": text})
    if not session.json:
        print(text, end="")
    return 0
