"""The one sequencer: gives pending records their indices, signs the new tree head, publishes it.

The database is the truth; what is published follows from it, so that a crash between the two heals at the
next call. Before anything new is signed, the published head is held against the database: the same records
must give it, and the records after it must give the newest kept head. Where they do not, something was
rewritten, cut or restored from an old copy, and the sequencer refuses to sign over it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.evidence import publish
from continuity.evidence.format.checkpoint import Checkpoint, open_checkpoint
from continuity.evidence.format.keys import KINDS, CurrentSigner
from continuity.evidence.format.merkle import EMPTY_ROOT, Frontier, leaf_hash
from continuity.evidence.format.record import parse
from continuity.evidence.format.tiles import Edge
from continuity.evidence.published_keys import publish_rotation, rotation_path
from continuity.evidence.store import LogStore, RecordSink, StoredRecord, entry_of
from continuity.ground.errors import NotProven, Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from continuity.evidence.format.note import Signer

__all__ = ["LogStore", "RecordSink", "Sequenced", "Sequencer", "StoredRecord"]

#: Records per signed head while catching up: bounds memory and the length of a write transaction.
BATCH = 1024

_OLDER = (
    "if the state came back from a backup: continuity evidence recover; if nobody restored it, keep the database and "
    "{directory} as they are, and run `continuity evidence verify`"
)
_HINT = "run `continuity evidence verify`; keep the database and {directory} as they are until it is understood"


@dataclass(frozen=True)
class Sequenced:
    """What one call did: the head now published (None for an empty log) and how many records are new in it.

    ``rebuilt`` tells that the published tiles were missing or wrong and were written again from the database.
    """

    checkpoint: Checkpoint | None
    integrated: int
    rebuilt: bool


class Sequencer:
    """Sequences one log, the one named like ``signer``, and publishes it below ``directory``."""

    def __init__(
        self, store: LogStore, signer: Signer, directory: Path, renew: Callable[[], Signer] | None = None
    ) -> None:
        self._store = store
        self._signer = signer
        self._renew = renew  # gives the newest key, where another process may rotate it
        self._log = signer.name
        self._directory = directory
        self._rebuilt = False

    def run(self) -> Sequenced:
        """Integrate all that is pending and publish it; repeatable at any time, from any process.

        Raises ``Refused`` (naming the place) where database, published log and key do not belong together,
        and ``Unavailable`` where one of them cannot be reached.
        """
        with publish.locked(self._directory):
            return self.drain()

    def drain(self) -> Sequenced:
        """Do what :meth:`run` does for a caller that holds the directory (``publish.locked``)."""
        self._rebuilt, integrated = False, 0
        self._take_new_key()
        edge = self._caught_up()
        while pending := self._store.pending(self._log, BATCH):
            self._turn(pending)
            first, done = edge.size, self._integrate(edge, pending)
            integrated += done
            if not done:  # another sequencer, with another directory, was faster: begin from its head
                edge = self._caught_up()
                if edge.size == first:
                    raise Unavailable("the database took no new records of the log {log}", log=self._log)
        head = Checkpoint(self._log, edge.size, edge.root()) if edge.size else None
        return Sequenced(head, integrated, self._rebuilt)

    def _turn(self, pending: Sequence[StoredRecord]) -> None:
        """Let the key that a record announces sign it already; whoever recorded it may have died before publishing."""
        for record in pending:
            if self._renew and record.kind in KINDS and record.salt:
                publish_rotation(self._directory, parse(record.body).body["note"])
                self._take_new_key()

    def _take_new_key(self) -> None:
        known = len(self._signer.past) if isinstance(self._signer, CurrentSigner) else 0
        if self._renew and rotation_path(self._directory, known + 1).exists():
            self._signer = self._renew()

    def _integrate(self, edge: Edge, pending: Sequence[StoredRecord]) -> int:
        first = edge.size
        for record in pending:
            edge.add(self._entry(record))
        note = Checkpoint(self._log, edge.size, edge.root()).sign(self._signer)
        if not self._store.integrate(self._log, first, [record.number for record in pending], note):
            return 0
        self._publish(edge, note)
        return len(pending)

    def _publish(self, edge: Edge, note: str) -> None:
        publish.write_tiles(self._directory, edge)
        publish.write_checkpoint(self._directory, note)

    def _caught_up(self) -> Edge:
        """Return the edge of the newest kept head, published; refuse what does not fit together."""
        note = self._store.checkpoint(self._log)
        kept = self._open(note, "the database") if note else Checkpoint(self._log, 0, EMPTY_ROOT)
        published = self._published()
        edge = publish.load_edge(self._directory, published) if published else Edge()
        if edge is None:
            self._rebuilt, edge = True, Edge()
        self._compare(edge, published, kept)
        for record in self._store.read(self._log, edge.size, kept.size):
            edge.add(entry_of(record))
            if edge.size % BATCH == 0:
                publish.write_tiles(self._directory, edge)  # memory stays flat; no checkpoint needs them yet
        if note and (published is None or published.size < kept.size or self._rebuilt):
            self._publish(edge, note)
        return edge

    def _compare(self, edge: Edge, published: Checkpoint | None, kept: Checkpoint) -> None:
        """Hold both heads against the records before a single file is touched."""
        place = str(self._directory / publish.CHECKPOINT)
        heads = [(place, published)] if published else []
        if published and published.size > kept.size:
            raise self._refused(
                "{place} is at {found} records and the database at {expected}: the database was cut or rolled back",
                hint=_OLDER,
                found=published.size,
                expected=kept.size,
            )
        frontier = Frontier(edge.frontier.hashes, edge.size)
        self._hold(frontier, [*heads, ("the database's checkpoint", kept)])
        for record in self._store.read(self._log, edge.size, kept.size):
            if record.index != frontier.size:
                break
            frontier.add(leaf_hash(self._entry(record)))
            self._hold(frontier, [*heads, ("the database's checkpoint", kept)])
        if frontier.size != kept.size:
            raise self._refused("the database has no record {index} of the log {log}", index=frontier.size)

    def _entry(self, record: StoredRecord) -> bytes:
        try:
            return entry_of(record)
        except NotProven as error:
            raise self._refused("record {number} of the database: {why}", number=record.number, why=error) from error

    def _hold(self, frontier: Frontier, heads: list[tuple[str, Checkpoint]]) -> None:
        for where, head in heads:
            if head.size == frontier.size and head.root != frontier.root():
                raise self._refused(
                    "the first {size} records of the database do not give the root hash of {where}",
                    size=head.size,
                    where=where,
                )

    def _published(self) -> Checkpoint | None:
        note = publish.read_checkpoint(self._directory)
        return self._open(note, str(self._directory / publish.CHECKPOINT)) if note is not None else None

    def _open(self, note: str, place: str) -> Checkpoint:
        try:
            return open_checkpoint(note, self._signer.verifier)
        except NotProven as error:
            raise self._refused("the checkpoint in {where} is not ours: {why}", where=place, why=error) from error

    def _refused(self, message: str, hint: str = _HINT, **values: object) -> Refused:
        place = self._directory / publish.CHECKPOINT
        values = {"place": place, "directory": self._directory, "log": self._log, **values}
        return Refused(message, hint=hint, **values)
