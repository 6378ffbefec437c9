"""``continuity privacy register``: the records of processing of article 30."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.put_out import put_out, refuse_unfit
from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.faces.cli.session import Session
    from continuity.faces.reports.paper import Paper

FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["md", "html", "pdf"]),
    default="md",
    show_default=True,
    help="Markdown, one HTML file, or PDF/A (the extra [reports]).",
)
OUTPUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="A new file; else standard output."
)


@click.command(cls=Leaf)
@click.option("--client", metavar="NAME", help="Whose, where there are several clients.")
@FORMAT
@OUTPUT
@click.pass_obj
def register(session: Session, client: str | None, form: str, output: Path | None) -> int:
    """Write the records of processing (GDPR, article 30) of a client.

    Purposes, people and recipients are those of the documents, retention is the policies', and each measure of security
    names the run that shows it. What nobody declared is listed, and ends the command with exit code 1.
    """
    from continuity.engine.privacy.register import register as found_of
    from continuity.faces.cli.chosen import one_client
    from continuity.faces.privacy.register import register_paper

    app = session.app
    now = app.clock.now()
    found = found_of(app.workshop, app.inventory.clients[one_client(session, client)], now)
    put(session, register_paper(found, session.language), now, form, output)
    session.emit(found.as_json())
    return NotProven.exit_code if found.missing else 0


def try_put(session: Session, paper: Paper, now: datetime, form: str, output: Path | None) -> None:
    """Raise what :func:`put` would: for whoever does what cannot be undone before there is a paper. Leaves no file."""
    from continuity.faces.runbook_forms import written
    from continuity.recovery.kit.file import write_new

    refuse_unfit(session, form, output)
    content = written(paper, form, now)
    if output is not None:
        write_new(output, content)
        output.unlink()


def put(session: Session, paper: Paper, now: datetime, form: str, output: Path | None) -> None:
    """Write a paper into a new file, or to standard output where JSON does not have it."""
    from continuity.faces.runbook_forms import written

    refuse_unfit(session, form, output)
    if session.json and output is None:
        return
    put_out(session, written(paper, form, now), form, output)
    if output is not None:
        session.say("{path}: written", path=output)
