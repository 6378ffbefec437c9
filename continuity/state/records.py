"""Evidence records and signed tree heads: the rows behind ``continuity.evidence``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import LargeBinary, func, insert, update
from sqlmodel import col, select

from continuity.model.record import StoredRecord
from continuity.state.tables import CheckpointRow, RecordRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlmodel import Session

    from continuity.state.store import Store

_PAGE = 1000
_FEW = 16  # records of thousands of checks each
_APPEND = insert(RecordRow).returning(col(RecordRow.number))


class _FasterError(Exception):
    """Another sequencer was faster: the transaction is rolled back."""


class Records:
    """The records of one transaction that the caller opened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(self, log: str, kind: str, run: str | None, salt: bytes, body: bytes) -> int:
        """Add one pending record (no index yet) and return its number; numbers only ever grow."""
        values = {"log": log, "kind": kind, "run": run, "salt": salt, "body": body}
        # an object a row would take four times as long
        number = self._session.connection().execute(_APPEND, values).scalar_one()
        assert number is not None  # noqa: S101 - the database numbers it
        return number

    def pending(self, log: str, limit: int) -> list[StoredRecord]:
        """Return the oldest records without an index."""
        query = select(RecordRow).where(RecordRow.log == log, col(RecordRow.position).is_(None))
        return [_record(row) for row in self._session.exec(query.order_by(col(RecordRow.number)).limit(limit))]

    def integrate(self, log: str, first_index: int, numbers: Sequence[int], note: str) -> bool:
        """Give indices and keep the note, or return False where another was faster."""
        newest = self._session.exec(
            select(CheckpointRow.size).where(CheckpointRow.log == log).order_by(col(CheckpointRow.size).desc())
        ).first()
        if (newest or 0) != first_index:
            return False
        for offset, number in enumerate(numbers):
            free = update(RecordRow).where(col(RecordRow.number) == number, col(RecordRow.position).is_(None))
            if self._session.connection().execute(free.values(position=first_index + offset)).rowcount != 1:
                return False
        self._session.add(CheckpointRow(log=log, size=first_index + len(numbers), note=note))
        self._session.flush()
        return True

    def adopt(self, log: str, first: int, entries: Iterable[bytes], known: dict[bytes, int]) -> int:
        """Give each entry the next index: to the pending record ``known`` for it, or to a lost one.

        Returns how many were known.
        """
        connection, found, lost = self._session.connection(), 0, list[dict[str, object]]()
        blank = {"log": log, "kind": "lost", "run": None, "salt": b""}
        for index, entry in enumerate(entries, first):
            if entry in known:
                row = update(RecordRow).where(col(RecordRow.number) == known[entry])
                connection.execute(row.values(position=index))
                found += 1
            else:
                lost.append(blank | {"position": index, "body": entry})
            if len(lost) == _PAGE:
                connection.execute(insert(RecordRow), lost)
                lost = []
        if lost:
            connection.execute(insert(RecordRow), lost)
        return found

    def keep(self, log: str, size: int, note: str) -> None:
        """Keep a head that was signed before."""
        self._session.add(CheckpointRow(log=log, size=size, note=note))
        self._session.flush()

    def checkpoint(self, log: str, at_most: int | None) -> str | None:
        """Return the kept note of the greatest size."""
        query = select(CheckpointRow.note).where(CheckpointRow.log == log)
        if at_most is not None:
            query = query.where(CheckpointRow.size <= at_most)
        return self._session.exec(query.order_by(col(CheckpointRow.size).desc()).limit(1)).first()

    def page(self, log: str, start: int, end: int) -> list[StoredRecord]:
        """Return the records with ``start <= index < end``, at most a page of them."""
        query = select(RecordRow).where(RecordRow.log == log, col(RecordRow.position) >= start)
        query = query.where(col(RecordRow.position) < end).order_by(col(RecordRow.position)).limit(_PAGE)
        return [_record(row) for row in self._session.exec(query)]

    def of_runs(self, log: str, runs: Sequence[str]) -> list[StoredRecord]:
        """Return the records that these runs left in a log, in their order."""
        query = select(RecordRow).where(RecordRow.log == log, col(RecordRow.run).in_(runs))
        return [_record(row) for row in self._session.exec(query.order_by(col(RecordRow.number)))]

    def telling(self, log: str, kinds: Sequence[str], above: int) -> list[StoredRecord]:
        """Return a page of a log's records of these kinds above a number, oldest first, without those erased."""
        query = select(RecordRow).where(RecordRow.log == log, col(RecordRow.kind).in_(kinds), RecordRow.salt != b"")
        query = query.where(col(RecordRow.number) > above).order_by(col(RecordRow.number)).limit(_PAGE)
        return [_record(row) for row in self._session.exec(query)]

    def erase(self, number: int, entry: bytes) -> None:
        """Forget what a record said, and its salt: ``entry``, its commitment, keeps its place in the tree."""
        row = update(RecordRow).where(col(RecordRow.number) == number)
        self._session.connection().execute(row.values(salt=b"", body=entry))

    def bodies(self, log: str, kind: str) -> list[bytes]:
        """Return the exact bytes of a log's records of one kind, oldest first; of one that was erased, its entry."""
        query = select(RecordRow.body).where(RecordRow.log == log, RecordRow.kind == kind)
        return list(self._session.exec(query.order_by(col(RecordRow.number))))

    def each_body(self, log: str, kind: str) -> Iterator[bytes]:
        """Yield what :meth:`bodies` returns, a few at a time: years of records do not fit into memory."""
        query = select(RecordRow.number, RecordRow.body).where(RecordRow.log == log, RecordRow.kind == kind)
        after = -1
        while rows := self._session.exec(
            query.where(col(RecordRow.number) > after).order_by(col(RecordRow.number)).limit(_FEW)
        ).all():
            yield from (body for _, body in rows)
            after = rows[-1][0] or 0

    def of_kinds(self, log: str, kinds: Sequence[str]) -> list[StoredRecord]:
        """Return a log's records of these kinds, oldest first."""
        query = select(RecordRow).where(RecordRow.log == log, col(RecordRow.kind).in_(kinds))
        # sorted here: SQLite, asked for an order, reads the whole log in that order rather than the index of kinds
        return sorted((_record(row) for row in self._session.exec(query)), key=lambda one: one.number)

    def newest(self, log: str, kind: str) -> bytes | None:
        """Return the exact bytes of a log's newest record of one kind."""
        query = select(RecordRow.body).where(RecordRow.log == log, RecordRow.kind == kind)
        return self._session.exec(query.order_by(col(RecordRow.number).desc()).limit(1)).first()

    def last(self, log: str) -> StoredRecord | None:
        """Return a log's newest record of any kind that can be read."""
        query = select(RecordRow).where(RecordRow.log == log, RecordRow.salt != b"")
        row = self._session.exec(query.order_by(col(RecordRow.number).desc()).limit(1)).first()
        return _record(row) if row else None

    def newest_at(self, log: str) -> str | None:
        """Return the greatest time in a log's records that can be read: where a clock was set back, not the last's.

        It reads where each begins and parses none: 0.2 s for 250 000 of them.
        """
        # the keys of a record are in order, `at` is the first of them and always as long
        query = select(func.max(func.substr(RecordRow.body, 8, 27, type_=LargeBinary)))
        found: bytes | None = self._session.exec(query.where(RecordRow.log == log, RecordRow.salt != b"")).one()
        return found.decode() if found else None

    def notes(self, log: str, above: int) -> list[tuple[int, str]]:
        """Return a page of (size, note) above a size."""
        query = select(CheckpointRow.size, CheckpointRow.note).where(CheckpointRow.log == log)
        query = query.where(CheckpointRow.size > above).order_by(col(CheckpointRow.size)).limit(_PAGE)
        return list(self._session.exec(query))


class DatabaseLog:
    """The logs of a store, each method one transaction (what ``evidence.sequencer.LogStore`` asks for)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def pending(self, log: str, limit: int) -> Sequence[StoredRecord]:
        """Return at most ``limit`` records without an index, by ascending number."""
        with self._store.reading() as tx:
            return tx.records.pending(log, limit)

    def integrate(self, log: str, first_index: int, numbers: Sequence[int], note: str) -> bool:
        """Integrate atomically and durably, or change nothing and return False."""
        try:
            with self._store.transaction() as tx:
                if not tx.records.integrate(log, first_index, numbers, note):
                    raise _FasterError  # noqa: TRY301 - the way out of a transaction that must not commit
        except _FasterError:
            return False
        return True

    def checkpoint(self, log: str, at_most: int | None = None) -> str | None:
        """Return the kept note of the greatest size (not above ``at_most``, where given), or None."""
        with self._store.reading() as tx:
            return tx.records.checkpoint(log, at_most)

    def checkpoints(self, log: str) -> Iterator[str]:
        """Yield every kept note by ascending size, a page at a time."""
        above = -1
        while True:
            with self._store.reading() as tx:
                page = tx.records.notes(log, above)
            yield from (note for _size, note in page)
            if len(page) < _PAGE:
                return
            above = page[-1][0]

    def read(self, log: str, start: int, end: int) -> Iterator[StoredRecord]:
        """Yield the records with ``start <= index < end`` by ascending index, a page at a time."""
        while start < end:
            with self._store.reading() as tx:
                page = tx.records.page(log, start, end)
            yield from page
            if len(page) < _PAGE or page[-1].index is None:
                return
            start = page[-1].index + 1


def _record(row: RecordRow) -> StoredRecord:
    return StoredRecord(row.number or 0, row.log, row.position, row.kind, row.run, row.salt, row.body)
