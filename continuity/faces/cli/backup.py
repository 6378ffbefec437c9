"""``continuity backup``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.results import each, tell_run

if TYPE_CHECKING:
    from continuity.engine.engine import Ended
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import Asset


@click.command(cls=Leaf)
@click.argument("assets", nargs=-1)
@click.option("--allow-empty", is_flag=True, help="Accept a source without files that had some before.")
@click.pass_obj
def backup(session: Session, assets: tuple[str, ...], allow_empty: bool) -> int:  # noqa: FBT001 - a flag of the line
    """Back up ASSETS (all that are active, without names) to every repository of their policy."""
    from continuity.engine.backups import run_backup

    workshop = session.app.workshop
    chosen = active_assets(session, assets)

    def work(asset: Asset) -> Ended:
        return run_backup(workshop, asset, session.progress, allow_empty=allow_empty)

    return each(session, chosen, work, tell_run)


def active_assets(session: Session, names: tuple[str, ...]) -> list[Asset]:
    """Return the named assets, or all; one that this version cannot read is an error where it was named."""
    from continuity.ground.errors import UsageError

    inventory = session.app.inventory
    chosen = [inventory.asset(name) for name in names]
    for asset in chosen:
        if not asset.active:
            raise UsageError(
                "{asset} is a {kind} source, which this version does not read yet",
                hint="see `continuity policy check` for all that is inactive",
                asset=asset.name,
                kind=asset.source.kind,
            )
    chosen = chosen or [asset for asset in inventory.assets() if asset.active]
    if not chosen:
        raise UsageError("no asset in the documents can be backed up", hint="see `continuity policy check`")
    return chosen
