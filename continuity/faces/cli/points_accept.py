"""``continuity points accept``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session

SCHEMA = "continuity.points-accept/1"


@click.command(cls=Leaf)
@click.argument("asset")
@click.option("--reason", required=True, metavar="TEXT", help="What it was, for the record.")
@click.pass_obj
def accept(session: Session, asset: str, reason: str) -> int:
    """Say that suspicious changes of ASSET were meant, or are dealt with: its points may be removed by the rules again.

    What happened so far counts as usual from then on. Who accepted it, and why, is in the log.
    """
    from continuity.engine.anomalies import accept as settle
    from continuity.ground.actor import actor

    app = session.app
    wanted = app.inventory.asset(asset)
    known = settle(app.workshop, wanted, why=reason, by=actor(app.command))
    session.say(
        "{asset}: the changes since {since} are accepted; nothing is frozen any more",
        asset=wanted.reference,
        since=write_time(known.since),
    )
    session.emit({"schema": SCHEMA, "asset": wanted.reference, "accepted": known.as_json(), "reason": reason})
    return 0
