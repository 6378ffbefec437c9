"""Whether the snapshots that documents ask for can be taken, and what dead runs left on the sources."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.backup.restic.client import LONG
from continuity.backup.snapshots.view import View
from continuity.backup.sources.files import FilesSource
from continuity.engine.doctor.check import Check, State, of_error
from continuity.engine.frozen import wished
from continuity.ground.errors import ContinuityError, Unavailable
from continuity.ground.namespace import apart

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from continuity.model.inventory import Asset, Inventory

_LONGEST = LONG + timedelta(hours=1)  # than which no run lasts longer


def examine_snapshots(inventory: Inventory, now: datetime) -> Iterator[Check]:
    """Yield a check of each asset that is read from snapshots; none is taken, and none removed."""
    for asset in inventory.assets():
        if wished(asset) is not None:
            yield _examined(asset, now)


def _examined(asset: Asset, now: datetime) -> Check:
    try:
        volumes, left = apart(lambda: _look(asset, now))
    except ContinuityError as error:
        unseen = isinstance(error, Unavailable)  # without the rights of root, for example
        return of_error("snapshot", asset.reference, error, State.UNKNOWN if unseen else State.FAULT)
    values = {"asset": asset.name, "volumes": ", ".join(volumes), "names": ", ".join(left), "count": len(left)}
    if left:
        return Check(
            name="snapshot",
            subject=asset.reference,
            state=State.WARNING,
            what="{count} snapshot(s) that no run works on any more lie on {volumes}: {names}",
            hint="continuity backup {asset} removes its own; remove by hand what another installation left",
            values=values,
        )
    return Check(
        name="snapshot",
        subject=asset.reference,
        what="snapshots can be taken of {volumes}: none is left",
        values=values,
    )


def _look(asset: Asset, now: datetime) -> tuple[list[str], list[str]]:
    source, wish = FilesSource.from_settings(asset.source.settings), wished(asset)
    source.missing()
    view = View(source, wish) if wish else None
    return ([one.title for one in view.volumes], view.left_before(now - _LONGEST)) if view else ([], [])
