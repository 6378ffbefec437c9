"""A database that came back from a backup is older than the published log: how that log goes on without a fork.

The records in between are lost with the database, their commitments are not: they stand in the published entries. They
take the place of the lost records, as the commitments of erased ones do, and the next record says what happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from continuity.evidence import publish
from continuity.evidence.format.checkpoint import Checkpoint, open_checkpoint
from continuity.evidence.format.merkle import EMPTY_ROOT, Frontier, leaf_hash
from continuity.evidence.format.tiles import WIDTH, bundle_path, read_bundle, width_of
from continuity.evidence.store import LogStore, RecordSink, entry_of
from continuity.ground.errors import NotProven, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from continuity.evidence.format.note import Verifier

#: How the database files a record of which only the commitment is left.
LOST = "lost"
_KNOWN = 100_000  # pending records whose place is looked for


@dataclass(frozen=True)
class Recovered:
    """What came of it: the sizes of both logs, and how many records that the database held found their place again."""

    database: int
    published: int
    found: int

    @property
    def lost(self) -> int:
        """How many records are left as commitments only."""
        return self.published - self.database - self.found


class Adopting(RecordSink, Protocol):
    """What the database does for it, inside a transaction that the caller opened and commits."""

    def adopt(self, log: str, first: int, entries: Iterable[bytes], known: dict[bytes, int]) -> int:
        """Give each entry the next index from ``first`` on: to the pending record ``known`` for it, or to a lost one.

        Returns how many were known.
        """

    def keep(self, log: str, size: int, note: str) -> None:
        """Keep a head that was signed before."""


class Restored:
    """One log whose database may be older than what was published, in ``source``."""

    def __init__(self, store: LogStore, verifier: Verifier, source: Path) -> None:
        self._store, self._verifier, self._source = store, verifier, source
        self._note = publish.read_checkpoint(source) or ""
        self.published = self._open(self._note) if self._note else self._empty()
        kept = store.checkpoint(verifier.name)
        self.kept = self._open(kept) if kept else self._empty()

    def check(self) -> None:
        """Raise ``Refused`` where the published log does not go on from what the database holds: nothing may hide that.

        Raises ``Unavailable`` where an entry cannot be read.
        """
        if self.published.size <= self.kept.size:
            raise Refused(
                "{log} is published at {found} records, the database has {expected}: nothing is to be recovered",
                hint="name a newer copy of the published log, with --from DIR",
                log=self._verifier.name,
                found=self.published.size,
                expected=self.kept.size,
            )
        frontier = Frontier()
        for record in self._store.read(self._verifier.name, 0, self.kept.size):
            frontier.add(leaf_hash(entry_of(record)))
        if (frontier.size, frontier.root()) != (self.kept.size, self.kept.root):
            raise self._refused("the database's records do not give the root hash of its own checkpoint")
        for entry in self.entries():
            frontier.add(leaf_hash(entry))
        if frontier.root() != self.published.root:
            raise self._refused("the published log does not go on from the first {size} records of the database")

    def recover(self, sink: Adopting) -> Recovered:
        """Take the published head as the truth; what was checked before is committed by the caller, or nothing is."""
        log, size = self._verifier.name, self.kept.size
        pending = self._store.pending(log, _KNOWN)
        known = {entry_of(record): record.number for record in pending}
        found = sink.adopt(log, size, self.entries(), known)
        sink.keep(log, self.published.size, self._note)
        return Recovered(size, self.published.size, found)

    def entries(self) -> Iterator[bytes]:
        """Yield the published entries that the database does not have, in order."""
        size = self.published.size
        for number in range(self.kept.size // WIDTH, -(-size // WIDTH)):
            path = bundle_path(number, width_of(0, number, size))
            yield from self._bundle(path)[max(0, self.kept.size - number * WIDTH) :]

    def _bundle(self, path: str) -> list[bytes]:
        try:
            return read_bundle(publish.read_tile_file(self._source, path))
        except (OSError, NotProven) as error:
            raise Refused(
                "the published entries {path} cannot be read: {cause}",
                hint="bring back a copy of the published log (log/ in the state directory), or name one: --from DIR",
                path=self._source / path,
                cause=getattr(error, "strerror", None) or error,
            ) from error

    def _open(self, note: str) -> Checkpoint:
        return open_checkpoint(note, self._verifier)

    def _empty(self) -> Checkpoint:
        return Checkpoint(self._verifier.name, 0, EMPTY_ROOT)

    def _refused(self, why: str) -> Refused:
        return Refused(
            why,
            hint="this is no backup that was restored: run `continuity evidence verify` and keep everything as it is",
            size=self.kept.size,
        )
