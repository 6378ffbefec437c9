"""``continuity archive``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.backup import active_assets
from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.results import each, tell_run
from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from continuity.engine.orders import Ended
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import Asset


@click.command(cls=Leaf)
@click.argument("assets", nargs=-1)
@click.pass_obj
def archive(session: Session, assets: tuple[str, ...]) -> int:
    """Archive ASSETS (all that name archives, without names) on the medium of their shelf that is connected.

    Every file is read again, and nothing is ever removed there. Where no medium is connected, the archive stays due:
    exit 4. Of several, the one takes it that waited longest for its turn.
    """
    from continuity.engine.archives import run_archive

    chosen = [asset for asset in active_assets(session, assets) if assets or asset.archives]
    if not chosen:
        raise UsageError(
            "no asset names archives", hint="name the repositories of a shelf in its document: archives: [NAME…]"
        )

    def work(asset: Asset) -> Ended:
        return run_archive(session.app.workshop, asset, session.progress)

    return each(session, chosen, work, tell_run)
