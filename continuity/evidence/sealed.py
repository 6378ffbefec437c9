"""Sealed heads read back from a repository: they alone betray a log whose database and published files went back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.evidence.anchors import sealed_folder, sealed_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from continuity.storage.ports import WriteOnce


@dataclass(frozen=True, kw_only=True)
class SealedHead:
    """One version of one sealed object. ``note`` is what it holds: to be opened with the log's key, whoever wrote it.

    Who has the writer's credentials can add versions and delete markers, and take none away: a false version proves
    nothing, and a true one beside it still counts.
    """

    key: str
    version: str
    written: datetime
    locked_until: datetime | None
    note: str


def read_anchors(place: WriteOnce, log: str, after: int = 0) -> Iterator[SealedHead]:
    """Yield what is sealed of a log's heads of more than ``after`` records, by size; costs two requests each.

    Raises ``Unavailable`` where the store cannot be asked.
    """
    begin = sealed_name(log, after) if after else ""
    for found in place.sealed(sealed_folder(log), begin):
        if not found.delete_marker:
            yield SealedHead(
                key=found.key,
                version=found.version,
                written=found.modified,
                locked_until=found.locked_until,
                note=place.read_sealed(found.key, found.version).decode(errors="replace"),
            )
