"""``continuity evidence recover``: go on with a log whose database came back from a backup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from continuity.faces.cli.arguments import which_log
from continuity.faces.cli.chosen import one_log
from continuity.faces.cli.commands import Leaf

if TYPE_CHECKING:
    from continuity.faces.cli.session import Session


@click.command(cls=Leaf)
@which_log
@click.option("--from", "source", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="A copy of the published log that is newer than ours.")  # fmt: skip
@click.option(
    "--lost",
    type=click.Path(path_type=Path),
    metavar="CHECKPOINT",
    help="Admit that a head which somebody holds is lost: no copy of the log leads to it any more.",
)
@click.pass_obj
def recover(session: Session, client: str | None, source: Path | None, lost: Path | None) -> int:
    """Go on with a log whose database came back from a backup, and is older than what was published.

    What was published is taken as the truth, where it goes on from what the database holds: the records in between are
    left as their commitments, nothing is signed twice, and a record says so. The server's own log comes with it.
    """
    from continuity.evidence.format.checkpoint import SERVER
    from continuity.faces.recovering import admitted, recovered, server_too

    name = one_log(session, client)
    if lost:
        head = admitted(session.app, name, lost)
        text = "{log}: recorded that the head at {lost} is lost; whoever holds it will go on seeing the difference"
        session.say(text, log=head.origin, lost=head.size)
        session.emit({"schema": "continuity.evidence-recover/1", "log": head.origin, "lost_head": head.size})
        return 0
    done = recovered(session.app, name, source)
    if name != SERVER and server_too(session.app, source):
        session.say("{log}: the server's own log goes on, too", log=session.app.verifier(SERVER).name)
    text = "{log}: goes on from {published} records; the database had {database}, {lost} of the others are lost"
    log = session.app.verifier(name).name
    session.say(text, log=log, published=done.published, database=done.database, lost=done.lost)
    session.say("  the records that are lost stay verifiable as commitments; what they said is in exports made before")
    session.emit({"schema": "continuity.evidence-recover/1", "log": log, "lost": done.lost} | vars(done))
    return 0
