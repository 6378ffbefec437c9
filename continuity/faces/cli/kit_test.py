"""``continuity kit test``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from continuity.faces.cli.backup import active_assets
from continuity.faces.cli.commands import Leaf
from continuity.faces.cli.kit_opened import FILE, SHARES, opened, passphrase_of
from continuity.faces.cli.results import each, tell_run
from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.engine.orders import Ended
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import Asset


@click.command("test", cls=Leaf)
@click.argument("file", type=FILE, metavar="[KIT]", required=False)
@click.option("--asset", "assets", multiple=True, metavar="NAME", help="Bring this asset back (repeat it).")
@click.option("--from", "repository", default="", metavar="NAME", help="From this repository, whichever is due.")
@SHARES
@click.pass_obj
def test(session: Session, file: Path | None, assets: tuple[str, ...], repository: str, share: tuple[Path, ...]) -> int:
    """Go the way without us: the kit's own scripts, in a sandbox with restic and gpg alone, bring assets back.

    The assets are those whose policies say `kit_test`, or else the server's own state. Without KIT the newest one is
    taken, with the passphrase that the vault keeps of it; with KIT you are asked, which proves that you know it.
    """
    from continuity.engine.kit.testing import KitRequest, run_kit_test

    app, passphrase = session.app, ""
    if file is not None:
        passphrase = passphrase_of(session, opened(session, file)[0], share)

    def work(asset: Asset) -> Ended:
        request = KitRequest(
            declared=app.clock.mark(),
            seed=app.ids.nonce().hex()[:16],
            repository=repository,
            kit=file,
            passphrase=passphrase,
        )
        return run_kit_test(app.workshop, asset, request)

    return each(session, active_assets(session, assets) if assets else _usual(session), work, tell_run)


def _usual(session: Session) -> list[Asset]:
    """Return what is tested where nobody says what."""
    active = [asset for asset in session.app.inventory.assets() if asset.active]
    asked = [asset for asset in active if (session.app.policy(asset).values.get("kit_test") or {}).get("every")]
    found = asked or [asset for asset in active if asset.source.kind == "state"]
    if not found:
        raise UsageError(
            "no policy says kit_test, and no asset is the server's own state", hint="name an asset: --asset NAME"
        )
    return found
