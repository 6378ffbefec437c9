"""``continuity runbook render``: for paper, because on the worst day the server is down."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.put_out import put_out, refuse_unfit
from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.faces.cli.session import Session
    from continuity.model.procedure import Procedure


@click.command(cls=Leaf)
@click.argument("name")
@click.option("--format", "form", type=click.Choice(["md", "html", "pdf"]), default="md", show_default=True,
              help="Markdown, one HTML file, or PDF/A (the extra [reports]).")  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="A new file; else standard output."
)
@click.option("--with", "given", multiple=True, metavar="NAME=VALUE", help="An input of the runbook (may be repeated).")
@click.option("--client", metavar="NAME", help="Whose runbook, where there are several clients.")
@click.pass_obj
def render(
    session: Session, /, name: str, form: str, output: Path | None, given: Sequence[str], client: str | None
) -> int:
    """Write the runbook NAME for paper: commands with their real values, boxes to tick, lines to sign on.

    What is not known yet is a line to write on. The same paper lies in every recovery kit.
    """
    from continuity.engine.procedures.on_paper import on_paper
    from continuity.faces.cli.runbook_run import chosen
    from continuity.faces.runbook_forms import written
    from continuity.faces.runbook_paper import runbook_paper

    refuse_unfit(session, form, output)
    owner, procedure = chosen(session, name, client)
    inputs = _inputs(procedure, given) | {"client": owner.name}
    now = session.app.clock.now()
    doing = on_paper(owner, session.app.reveal, session.app.clock)
    content = written(runbook_paper(procedure, inputs, doing, session.language, now), form, now)
    plain = {"schema": "continuity.runbook/1", "runbook": name, "digest": procedure.digest, "format": form}
    told = put_out(session, content, form, output)
    if output is not None:
        session.say("{path}: {runbook}, version {digest}", path=output, runbook=name, digest=procedure.digest[:12])
    session.emit(plain | told)
    return 0


def _inputs(procedure: Procedure, given: Sequence[str]) -> dict[str, str]:
    """Return what is known of the inputs. Raises ``UsageError`` for one that the runbook does not have."""
    pairs = [one.partition("=") for one in given]
    for key, sign, _ in pairs:
        if not sign:
            raise UsageError("{value} is no input", hint="write --with NAME=VALUE", value=repr(key))
        if key not in procedure.inputs:
            names = ", ".join(procedure.inputs) or "-"
            hint = "its inputs: {names}"
            raise UsageError(
                "{runbook} has no input named {name}", hint=hint, runbook=procedure.name, name=key, names=names
            )
    defaults = {key: one.default for key, one in procedure.inputs.items() if one.default}
    return defaults | {key: value for key, _, value in pairs}
