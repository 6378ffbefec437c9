"""``continuity verify``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.chosen import repositories
from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.results import each, tell_run
from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from continuity.engine.orders import Ended
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import RepositorySpec


@click.command(cls=Leaf)
@click.argument("assets", nargs=-1)
@click.option("--repository", "names", multiple=True, metavar="NAME", help="Only this repository (may be repeated).")
@click.option("--all", "everything", is_flag=True, help="Read every byte now, not just the slice that is due.")
@click.pass_obj
def verify(session: Session, assets: tuple[str, ...], names: tuple[str, ...], everything: bool) -> int:  # noqa: FBT001
    """Have restic check the repositories of ASSETS (all, without names) and read back the slice that is due.

    The policy's `verify.share` says how large a slice is; what was covered so far is shown.
    """
    from continuity.engine.verifications import run_verify

    workshop = session.app.workshop
    wanted = {(one.client, name) for one in map(session.app.inventory.asset, assets) for name in one.copies}
    chosen = [one for one in repositories(session, names) if not wanted or (one.client, one.name) in wanted]
    if not chosen:
        raise UsageError("none of these assets has a copy there", hint="see: continuity storage list")

    def work(spec: RepositorySpec) -> Ended:
        return run_verify(workshop, spec, everything=everything)

    return each(session, chosen, work, _tell)


def _tell(session: Session, ended: Ended) -> None:
    tell_run(session, ended)
    session.say("  {share:.0%} of the data was read back so far", share=ended.run.detail.get("share", 0.0))
