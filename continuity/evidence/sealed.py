"""Sealed heads read back from a repository: they alone betray a log whose database and published files went back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.evidence.anchors import sealed_folder, sealed_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.storage.ports import LockedObject, WriteOnce


@dataclass(frozen=True, kw_only=True)
class SealedHead:
    """One version of one sealed object. ``note`` is what it holds: to be opened with the log's key, whoever wrote it.

    Who has the writer's credentials can add versions and delete markers, and take none away: a false version proves
    nothing, and a true one beside it still counts.
    """

    object: LockedObject
    note: str

    @property
    def key(self) -> str:
        """Where it lies in the repository."""
        return self.object.key

    @property
    def version(self) -> str:
        """Which version of that key it is."""
        return self.object.version


def read_anchors(place: WriteOnce, log: str, after: int = 0) -> Iterator[SealedHead]:
    """Yield what is sealed of a log's heads of more than ``after`` records, by size; costs two requests each.

    Raises ``Unavailable`` where the store cannot be asked.
    """
    begin = sealed_name(log, after) if after else ""
    folder = sealed_folder(log)
    for found in place.sealed(folder, begin):
        # the folders of the clients' logs lie in the one of the server's
        if not found.delete_marker and "/" not in found.key.removeprefix(folder):
            content = place.read_sealed(found.key, found.version)
            yield SealedHead(object=found, note=content.decode(errors="replace"))
