"""What a restore must show: the snapshot's own nodes held against the manifest, for the paths asked for."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from continuity.backup.manifest import shown_by_restic
from continuity.backup.matching import Expectation, Matching
from continuity.backup.sources.files import open_manifest
from continuity.ground.errors import UsageError
from continuity.recovery.hashes import Hashes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from continuity.backup.manifest import Entry
    from continuity.backup.restic.client import ResticClient
    from continuity.backup.restic.messages import Node

#: How many entries of the manifest are read while restic spends its first half second on its key.
_AHEAD = 50_000


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is wanted of a point: all of it, or ``paths``; ``sidecar`` is our own file in it (empty: none)."""

    manifest: Path
    sidecar: str
    paths: tuple[str, ...]


def shown(paths: Sequence[str]) -> list[str]:
    """Return paths as records and restic's JSON hold them: a foreign byte stands as U+FFFD."""
    return [shown_by_restic(os.fsencode(path)) for path in paths]


def expectation(restic: ResticClient, snapshot: str, asked: Asked) -> tuple[Expectation, int]:
    """Return what each file must contain, and the bytes to come; memory is that of what changed, not of the point.

    Raises ``Unavailable`` where the snapshot cannot be read, ``UsageError`` where it has nothing at a path.
    """
    with ThreadPoolExecutor(1, "manifest") as pool:
        ahead = pool.submit(_ahead, asked.manifest)
        seen = _Seen(asked, lambda: ahead.result())  # noqa: PLW0108 - asked for with the first node
        restic.nodes(snapshot, seen.take)
    seen.refuse_unknown()
    return seen.finish(), seen.size


def _ahead(manifest: Path) -> Iterable[Entry]:
    """Read the beginning of a manifest; the rest comes when it is asked for."""
    _hashed_from, entries = open_manifest(manifest)
    return chain(list(islice(entries, _AHEAD)), entries)


class _Seen:
    """The nodes of a point, as they come.

    Where the manifest is gone or damaged, anywhere, nothing is proven: every file is then unknown.
    """

    def __init__(self, asked: Asked, recorded: Callable[[], Iterable[Entry]]) -> None:
        self._asked, self._recorded, self._paths = asked, recorded, shown(asked.paths)
        self._missing = set(self._paths)
        self._hashes = Hashes(asked.manifest, self._meant)
        self._matching: Matching | None = None
        self._damaged = False
        self.size = self._files = 0

    def take(self, node: Node) -> None:
        if node.path == self._asked.sidecar or not _asked_for(node.path, self._paths):
            return
        self._missing -= {path for path in self._missing if _asked_for(node.path, [path])}
        self.size, self._files = self.size + node.size, self._files + 1
        self._carefully(lambda matching: matching.take(node))

    def refuse_unknown(self) -> None:
        for path in self._paths:
            if path in self._missing:
                raise UsageError(
                    "the point holds no file at {path}",
                    hint="write the absolute path that the file had when it was backed up",
                    path=path,
                )

    def finish(self) -> Expectation:
        self._carefully(Matching.finish)
        matching = self._matching
        if self._damaged or matching is None:
            return Expectation(hashes={}, unknown=self._files)
        return Expectation(
            hashes=self._hashes, changed=matching.changed, unknown=matching.unknown, absent=matching.absent
        )

    def _carefully(self, do: Callable[[Matching], None]) -> None:
        if self._damaged:
            return
        try:
            self._matching = self._matching or self._begun()
            do(self._matching)
        except (OSError, ValueError, EOFError):
            self._damaged = True

    def _begun(self) -> Matching:
        entries = (one for one in self._recorded() if self._meant(one))
        return Matching(entries, self._hashes.take, self._hashes.leave_out, self._exactly)

    def _meant(self, entry: Entry) -> bool:
        return not self._paths or _asked_for(shown_by_restic(entry.path), self._paths)

    def _exactly(self, path: bytes) -> bool:
        """Leave out files that restic only *shows* as asked for: their names differ in bytes that are not UTF-8."""
        return _asked_for(os.fsdecode(path), self._asked.paths)


def _asked_for(path: str, paths: Sequence[str]) -> bool:
    return not paths or any(path == asked or path.startswith(asked.rstrip("/") + "/") for asked in paths)
