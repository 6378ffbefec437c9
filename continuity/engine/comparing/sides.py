"""One copy of a run, as its repository tells it: its trees, its list of files, the bytes of some of them."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from continuity.backup.canary import is_planted
from continuity.backup.restic.command import include_pattern
from continuity.backup.restic.trees import Trees
from continuity.backup.sources.reading import hash_file
from continuity.engine.exclusive import undisturbed
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from continuity.backup.place import Place
    from continuity.backup.restic.messages import Node, Snapshot
    from continuity.engine.workshop import Workshop
    from continuity.model.point import Point

_AT_ONCE = 400  # patterns on one command line
_ROOM = 1.1  # what a restore needs beside the bytes of its files


@dataclass(frozen=True, kw_only=True)
class Side:
    """One point in its repository; the canary's sidecar, ours and not of the source, is left out."""

    workshop: Workshop
    place: Place
    point: Point

    def look(self) -> None:
        """Make sure that the repository can be read and lists the point; raises ``Unavailable``."""
        undisturbed(self.workshop, self.place.spec)
        self.place.ready()
        _ = self.snapshot

    @cached_property
    def snapshot(self) -> Snapshot:
        """Return the snapshot as the repository lists it; raises ``Unavailable`` where it does not."""
        for found in self.place.restic.snapshots():
            if found.id == self.point.snapshot:
                return found
        raise Unavailable(
            "{repository} does not list the point {snapshot} any more",
            hint="ask it again: continuity storage check {repository}",
            repository=self.point.repository,
            snapshot=self.point.snapshot[:8],
        )

    @cached_property
    def trees(self) -> Trees:
        """Return the trees of the repository, each read once."""
        return Trees(restic=self.place.restic)

    @property
    def sources(self) -> list[str]:
        """Return the paths that were backed up."""
        return [path for path in self.snapshot.paths if path != self._sidecar]

    @cached_property
    def tops(self) -> dict[str, dict[str, Any] | None]:
        """Return the nodes of the sources."""
        return self.trees.tops(self.snapshot.tree, self.sources)

    def files(self, take: Callable[[str, int], None]) -> None:
        """Hand path and size of every file of the source to ``take``."""

        def pass_on(node: Node) -> None:
            if node.path != self._sidecar and not is_planted(os.fsencode(node.path)):
                take(node.path, node.size)

        self.place.restic.nodes(self.point.snapshot, pass_on)

    def hashes(self, chosen: Mapping[str, int], below: Path, *, all_of_it: bool) -> dict[str, str]:
        """Restore these files below a directory of ours and return their SHA-256; one that did not come is left out.

        Raises ``Unavailable`` where they would not fit.
        """
        free, needed = shutil.disk_usage(below.parent).free, sum(chosen.values())
        if needed * _ROOM > free:
            raise Unavailable(
                "{path} has {free} bytes free, and the files to compare need {needed}",
                hint="compare fewer files (--sample), or free some space below the state directory",
                path=below.parent,
                free=free,
                needed=needed,
            )
        try:
            for paths in [()] if all_of_it else _portions(list(chosen)):
                self.place.restic.restore(self.point.snapshot, below, [include_pattern(path) for path in paths])
            read = ((path, hash_file(os.fsencode(below) + os.fsencode(path))) for path in chosen)
            return {path: one.sha256 for path, one in read if one is not None}
        finally:
            shutil.rmtree(below, ignore_errors=True)

    @property
    def _sidecar(self) -> str:
        return str(self.workshop.directories.sidecar(self.point.client, self.point.asset))


def _portions(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(paths), _AT_ONCE):
        yield paths[start : start + _AT_ONCE]
