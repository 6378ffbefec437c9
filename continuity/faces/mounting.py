"""Looking into an asset's points as a file system: an access to data, and so a record before anything shows."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.backup.restic.command import ASSET_TAG
from continuity.backup.restic.mounting import is_mounted, mounted, refuse_without_fuse
from continuity.engine.points import mountable
from continuity.ground.actor import actor
from continuity.ground.clock import elapsed
from continuity.ground.errors import Refused, Unavailable

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from continuity.faces.app import App
    from continuity.model.inventory import Asset, Inventory

MOUNTED, UNMOUNTED = "points.mounted", "points.unmounted"


@contextmanager
def looking_into(
    app: App, asset: Asset, directory: Path, repository: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Mount the asset's points read-only; yields the repository's name and the process that serves them.

    Who mounts what, and where, is committed before the mount, and its end after the unmount was seen; a process killed
    between leaves the first alone. Raises ``Unavailable``, ``Refused`` (the directory), ``NotProven`` where something
    is still mounted at the end.
    """
    refuse_without_fuse()
    directory = directory.resolve()
    _refuse_unfit(app.inventory, directory)
    place = mountable(app.workshop, asset, repository)
    facts = {
        "by": actor(app.command, app.why),
        "asset": asset.name,
        "repository": place.spec.name,
        "directory": str(directory),
    }
    _record(app, asset.client, MOUNTED, facts)
    began = app.clock.mark()
    try:
        with mounted(place.restic, f"{ASSET_TAG}{asset.name}", directory, app.clock) as child:
            yield place.spec.name, child
    finally:
        lasted = {"seconds": round(elapsed(began, app.clock.mark()).seconds, 3), "gone": not is_mounted(directory)}
        _record(app, asset.client, UNMOUNTED, facts | lasted)


def _record(app: App, client: str, kind: str, body: dict[str, Any]) -> None:
    log = app.log(client)
    with app.store.transaction() as tx:
        log.journal.record(tx.records, kind, app.clock.now(), body)
    log.sequencer.run()


def _refuse_unfit(inventory: Inventory, directory: Path) -> None:
    """Raise ``Refused`` where the directory is not an empty one outside of what assets protect."""
    for asset in inventory.assets():
        for source in asset.source.settings.get("paths", ()):
            if directory.is_relative_to(Path(source).resolve()):
                raise Refused(
                    "{target} lies in {source}, which the asset {asset} protects",
                    hint="a backup would read the whole mount: name a directory outside of it",
                    target=directory,
                    source=source,
                    asset=asset.reference,
                )
    try:
        if is_mounted(directory):
            raise Refused(
                "{path} is a mount point already", hint="unmount it, or name another directory", path=directory
            )
        full = any(directory.iterdir())
        str(directory).encode()
    except (OSError, UnicodeEncodeError) as error:
        raise Unavailable(
            "{path} cannot be a mount point: {cause}",
            hint="create an empty directory for it: mkdir {path}",
            path=repr(str(directory))[1:-1],
            cause=getattr(error, "strerror", None) or "its name is not UTF-8",
        ) from error
    if full:
        raise Refused("{path} is not empty", hint="a mount would hide what is in it: name another", path=directory)
