"""``continuity restore``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.arguments import Moment
from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.results import tell_run

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.faces.cli.session import Session


@click.command(cls=Leaf)
@click.argument("asset")
@click.option("--to", "target", type=click.Path(path_type=Path), required=True, metavar="DIR", help="A new directory.")
@click.option("--at", type=Moment(), metavar="TIME", help="Data as of this time; the newest without it.")
@click.option(
    "--from", "repository", default="", metavar="NAME", help="From this repository; else the first reachable."
)
@click.option("--path", "paths", multiple=True, metavar="P", help="Only this absolute path (may be repeated).")
@click.pass_obj
def restore(
    session: Session, asset: str, target: Path, at: datetime | None, repository: str, paths: tuple[str, ...]
) -> int:
    """Restore ASSET into the new directory DIR, and compare every file with its hash taken from the source.

    Nothing is ever restored over something that exists. Files land below DIR under their full path.
    """
    declared = session.app.clock.mark()  # the clock of the recovery runs from the moment it was asked for
    from continuity.engine.restores import Wish, run_restore

    wish = Wish(target=target.absolute(), at=at, repository=repository, paths=paths)
    ended = run_restore(session.app.workshop, session.app.inventory.asset(asset), wish, declared)
    tell_run(session, ended)
    session.say("restored into {path}", path=wish.target)
    session.emit(ended.run.as_json())
    return ended.exit_code
