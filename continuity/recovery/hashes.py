"""The hashes that a restore must show: held where they are few, read again from the manifest where they are many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.backup.sources.files import open_manifest
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from continuity.backup.manifest import Entry

#: How many pairs are held; beyond, the manifest is read once more, and only what it says too much is held.
HELD = 50_000


class Hashes:
    """Path and SHA-256 of each file of a manifest that :meth:`take` was told of; the others are those left out."""

    def __init__(self, manifest: Path, asked: Callable[[Entry], bool]) -> None:
        self._manifest, self._asked, self._most = manifest, asked, HELD
        self._held: list[tuple[bytes, str]] = []
        self._left_out: set[bytes] = set()
        self._count = 0

    def take(self, entry: Entry) -> None:
        """Count one more."""
        self._count += 1
        if self._count <= self._most:
            self._held.append((entry.path, entry.sha256))

    def leave_out(self, entry: Entry) -> None:
        """Remember one that the manifest has and that is not to be compared."""
        self._left_out.add(entry.path)

    def items(self) -> Iterable[tuple[bytes, str]]:
        """Yield the pairs; raises ``Unavailable`` where the manifest went bad meanwhile."""
        return self._held if self._count <= self._most else self._again()

    def _again(self) -> Iterator[tuple[bytes, str]]:
        try:
            for entry in open_manifest(self._manifest)[1]:
                if self._asked(entry) and entry.path not in self._left_out:
                    yield entry.path, entry.sha256
        except (OSError, ValueError, EOFError) as error:
            raise Unavailable(
                "the manifest {path} cannot be read: {cause}", path=self._manifest, cause=error
            ) from error

    def __len__(self) -> int:
        """Return how many were taken."""
        return self._count
