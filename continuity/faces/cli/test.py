"""``continuity test``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.backup import active_assets
from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.results import each, tell_run

if TYPE_CHECKING:
    from continuity.engine.orders import Ended
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import Asset


@click.command(cls=Leaf)
@click.argument("assets", nargs=-1)
@click.option("--from", "repository", default="", metavar="NAME", help="From this repository, whichever is due.")
@click.option("--seed", metavar="TEXT", help="Choose the point by this seed, to repeat a recorded choice.")
@click.pass_obj
def test(session: Session, assets: tuple[str, ...], repository: str, seed: str | None) -> int:
    """Test the recovery of ASSETS (all, without names): restore a point into a sandbox, compare it, remove it.

    Each test takes the repository that was tested longest ago, and a point as the policy says. An unattended test
    measures technical recovery time; it proves the copy, not the people.
    """
    from continuity.engine.rehearsals.restore_tests import Request, run_restore_test

    app = session.app

    def work(asset: Asset) -> Ended:
        chosen = seed or app.ids.nonce().hex()[:16]
        request = Request(declared=app.clock.mark(), seed=chosen, repository=repository)
        return run_restore_test(app.workshop, asset.asking(repository), request)

    return each(session, active_assets(session, assets), work, tell_run)
