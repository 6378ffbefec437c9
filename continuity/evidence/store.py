"""What evidence asks of the database: a sink inside the caller's transaction, and a log to sequence and read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from continuity.evidence.format.record import ENTRY_BYTES, commitment
from continuity.ground.errors import NotProven
from continuity.model.record import StoredRecord

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["LogStore", "RecordSink", "StoredRecord", "entry_of"]


class RecordSink(Protocol):
    """Where records are appended, inside a transaction that the caller opened and commits."""

    def append(self, log: str, kind: str, run: str | None, salt: bytes, body: bytes) -> int:
        """Add one pending record (no index yet) and return its number; numbers only ever grow."""


class LogStore(Protocol):
    """What the sequencer, the verifier and the export need of the database. Each method is one transaction.

    All raise ``Unavailable`` where the database cannot be reached, and nothing else of their own.
    """

    def pending(self, log: str, limit: int) -> Sequence[StoredRecord]:
        """Return at most ``limit`` records of the log that have no index yet, by ascending number."""

    def integrate(self, log: str, first_index: int, numbers: Sequence[int], note: str) -> bool:
        """Give ``numbers`` the indices ``first_index``, ``first_index + 1``… and keep ``note``, or change nothing.

        ``note`` is kept under the size ``first_index + len(numbers)``. Atomic, durable, and begun with the
        write lock (``BEGIN IMMEDIATE``): returns False, and changes nothing, where the newest kept size of the
        log is not ``first_index`` or one of ``numbers`` already has an index: another sequencer was faster.
        """

    def checkpoint(self, log: str, at_most: int | None = None) -> str | None:
        """Return the kept note of the greatest size (not above ``at_most``, where given), or None."""

    def checkpoints(self, log: str) -> Iterator[str]:
        """Yield every kept note by ascending size, streaming."""

    def read(self, log: str, start: int, end: int) -> Iterator[StoredRecord]:
        """Yield the records with ``start <= index < end`` by ascending index, streaming; gaps are not filled."""


def entry_of(record: StoredRecord) -> bytes:
    """Return the 32-byte entry that the record has in the tree; raises :class:`NotProven` for what cannot have one."""
    if not isinstance(record.salt, bytes) or not isinstance(record.body, bytes):  # SQLite keeps any type in any column
        raise NotProven("it is not kept as bytes")
    if not record.salt and len(record.body) != ENTRY_BYTES:
        raise NotProven("it has neither a salt nor an entry")
    return commitment(record.salt, record.body) if record.salt else record.body
