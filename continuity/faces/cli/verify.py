"""``continuity verify``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.results import each, tell_run
from continuity.faces.cli.storage import repositories

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session


@click.command(cls=Leaf)
@click.argument("names", nargs=-1)
@click.pass_obj
def verify(session: Session, names: tuple[str, ...]) -> int:
    """Have restic check the structure and read back every byte of the repositories NAMES (all, without names)."""
    from continuity.engine.checks import run_verify

    workshop = session.app.workshop
    return each(session, repositories(session, names), lambda spec: run_verify(workshop, spec), tell_run)
