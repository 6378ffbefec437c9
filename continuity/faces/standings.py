"""Where all assets stand, kept: an asset is looked at again when a run of it ended, or when time changes its verdict.

Ten thousand assets of which a hundred moved since the last minute cost looks at a hundred; what time alone changes, the
age of the newest point, is added up.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from continuity.engine.observed import Look, Standing, standings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from continuity.faces.app import App
    from continuity.model.inventory import Asset, Inventory
    from continuity.model.measurement import Measurement

#: How long a look is good where nothing ended (locks run out, people list points); they must not all end at once.
_LONGEST, _SPREAD = timedelta(hours=1), timedelta(hours=1)
_AT_ONCE = 200  # assets in one reading transaction: a long one keeps the write-ahead log from shrinking

Seen = tuple[object, ...]


class Standings:
    """What was last seen of each asset. Its owner calls it from one thread at a time."""

    def __init__(self) -> None:
        self._inventory: Inventory | None = None
        self._kept: dict[str, tuple[Seen, datetime, Standing]] = {}
        self.looks = 0

    def now(self, app: App, at: datetime) -> list[Standing]:
        """Return where every active asset stands; other documents than last time forget everything."""
        if app.inventory is not self._inventory:
            self._inventory, self._kept = app.inventory, {}
        with app.store.reading() as tx:
            ended = tx.history.ended()
        assets = [asset for asset in app.inventory.assets() if asset.active]
        stale = [asset for asset in assets if not self._good(asset, ended, at)]
        for start in range(0, len(stale), _AT_ONCE):
            self._look(app, stale[start : start + _AT_ONCE], ended, at)
        return [_aged(found, at - since) for _, since, found in (self._kept[one.reference] for one in assets)]

    def _look(self, app: App, assets: list[Asset], ended: Mapping[str, Seen], at: datetime) -> None:
        look = Look(inventory=app.inventory, at=at)
        with app.store.reading() as tx:
            for found in standings(tx, [(asset, app.policy(asset)) for asset in assets], look):
                self._kept[found.asset.reference] = (_seen(found.asset, ended), at, found)
                self.looks += 1

    def _good(self, asset: Asset, ended: Mapping[str, Seen], at: datetime) -> bool:
        seen, since, found = self._kept.get(asset.reference, ((), at, None))
        if found is None or seen != _seen(asset, ended):
            return False
        age, longest = at - since, _LONGEST + _SPREAD * (crc32(asset.reference.encode()) % 100 / 100)
        return timedelta(0) <= age < longest and not any(_turns(one, age) for one in (found.rpo, found.proven_rpo))


def _seen(asset: Asset, ended: Mapping[str, Seen]) -> Seen:
    """Return what an asset's standing depends on: its own runs, and those of its repositories."""
    names = (asset.reference, *(f"{asset.client}/{name}" for name in asset.copies))
    return tuple(ended.get(name) for name in names)


def _turns(measured: Measurement, age: timedelta) -> bool:
    """Tell whether a figure that was below its objective has grown beyond it."""
    if measured.actual_s is None or measured.target_s is None:
        return False
    return measured.actual_s <= measured.target_s < measured.actual_s + age.total_seconds()


def _aged(found: Standing, age: timedelta) -> Standing:
    return replace(found, rpo=_older(found.rpo, age), proven_rpo=_older(found.proven_rpo, age)) if age else found


def _older(measured: Measurement, age: timedelta) -> Measurement:
    if measured.actual_s is None:
        return measured
    return replace(measured, actual_s=measured.actual_s + age.total_seconds())
