"""``continuity kit``: the newest kit; its verbs are modules of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Group
from continuity.faces.cli.kit_create import create
from continuity.faces.cli.kit_restore import restore
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session


@click.group(cls=Group)
@click.pass_context
def kit(ctx: click.Context) -> int | None:
    """Say which recovery kit is the newest, and whether it is still whole: a lost server comes back from it."""
    return None if ctx.invoked_subcommand else _newest(ctx.obj)


def _newest(session: Session) -> int:
    from continuity.engine.kit.age import WHY, newest, parts_now

    with session.app.store.reading() as tx:
        known = newest(tx)
    if known is None:
        session.say("no kit was made yet: continuity kit create")
        session.emit({"schema": "continuity.kit-status/1", "kit": None})
        return 1
    older = known.older_than(parts_now(session.app.inventory, session.app.vault_path))
    session.say("{path}", path=known.path)
    session.say("  made {created}, opens with {opener}", created=write_time(known.created), opener=known.shares)
    session.say("  SHA-256 {sha256}", sha256=known.sha256)
    for part in older:
        session.say("  {older}: continuity kit create", older=session.language.template(WHY[part]))
    session.emit({"schema": "continuity.kit-status/1", "kit": known.as_json() | {"older_than": list(older)}})
    return 1 if older else 0


kit.add_command(create)
kit.add_command(restore)
