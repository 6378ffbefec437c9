"""How the newest kit stands: what changed since it was made, and how its tests ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.engine.kit.age import KnownKit, newest, parts_now
from continuity.model.job import JobKind

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.model.inventory import Inventory
    from continuity.model.job import Run
    from continuity.state.store import Transaction


@dataclass(frozen=True, kw_only=True)
class KitStanding:
    """The newest kit, the parts that changed since (``age.WHY``), and the last test of each asset."""

    kit: KnownKit
    older_than: tuple[str, ...]
    tests: tuple[Run, ...]


def kit_standing(tx: Transaction, inventory: Inventory, vault: Path) -> KitStanding | None:
    """Return how the newest kit stands; None where none was made. Raises ``Unavailable`` where the vault is gone."""
    kit = newest(tx)
    if kit is None:
        return None
    tests = (tx.runs.latest(asset.reference, JobKind.KIT_TEST) for asset in inventory.assets())
    return KitStanding(
        kit=kit,
        older_than=kit.older_than(parts_now(inventory, vault)),
        tests=tuple(run for run in tests if run is not None),
    )
