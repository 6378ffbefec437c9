"""``continuity demo``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session


@click.command(cls=Leaf)
@click.option("--dir", "directory", type=click.Path(path_type=Path), metavar="DIR", help="Work in this new directory.")
@click.option("--keep", is_flag=True, help="Leave it running to look around, until Ctrl-C.")
@click.pass_obj
def demo(session: Session, directory: Path | None, keep: bool) -> int:  # noqa: FBT001 - a flag of the line
    """Show the whole loop on this machine: back up to three places, attack, lose, restore, measure, prove.

    It starts servers of its own on the loopback interface and removes everything it made.
    """
    from continuity.faces.demo.demo import run_demo

    run_demo(directory, keep=keep, language=session.language.name, say=session.say)
    return 0
