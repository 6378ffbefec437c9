"""``continuity kit``: the newest kit; its verbs are modules of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Group
from continuity.faces.cli.kit_create import create
from continuity.faces.cli.kit_restore import restore
from continuity.faces.cli.kit_test import test
from continuity.faces.cli.kit_words import plain_standing, standing, tell_standing

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session


@click.group(cls=Group)
@click.pass_context
def kit(ctx: click.Context) -> int | None:
    """Say which recovery kit is the newest, and whether it is still whole: a lost server comes back from it."""
    return None if ctx.invoked_subcommand else _newest(ctx.obj)


def _newest(session: Session) -> int:
    found = standing(session)
    if found is None:
        session.say("no kit was made yet: continuity kit create")
    else:
        tell_standing(session, found)
        session.say("  opens with {opener}; SHA-256 {sha256}", opener=found.kit.shares, sha256=found.kit.sha256)
    session.emit({"schema": "continuity.kit-status/1", "kit": plain_standing(found)})
    return 0 if found and not found.older_than else 1


kit.add_command(create)
kit.add_command(restore)
kit.add_command(test)
