"""Texts of recovery points, compared line by line: what programs and devices printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.backup.restic import looking
from continuity.backup.restic.differences import Kind
from continuity.backup.text_changes import unified
from continuity.engine.equipment import ignored
from continuity.model.expectation import PRINTED_SOURCES

if TYPE_CHECKING:
    from continuity.backup.restic.differences import Change
    from continuity.engine.points import Pair
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset


def readable(asset: Asset) -> bool:
    """Tell whether what the asset's points hold was printed for people to read."""
    return asset.source.kind in PRINTED_SOURCES


def changed_lines(workshop: Workshop, asset: Asset, both: Pair, change: Change) -> tuple[str, ...] | None:
    """Return what changed in one file, as ``diff -u`` writes it; empty where nothing did but lines that are ignored.

    None where there is nothing to compare: not both points hold the file, it is too long, or it is no text. Raises
    ``Unavailable`` where the repository does not give it.
    """
    if change.kind not in (Kind.CHANGED, Kind.SUSPECT):
        return None
    place = next(one for one in workshop.places(asset) if one.spec.name == both.first.repository)
    old, new = (looking.text(place.restic, point.snapshot, change.path) for point in (both.first, both.second))
    if old is None or new is None or any(b"\0" in line for line in (*old, *new)):
        return None
    return tuple(unified(old, new, ignored(asset)))
