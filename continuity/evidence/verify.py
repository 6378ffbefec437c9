"""Verification of the live log: the database against the published tiles, every head, and what the records say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.evidence import publish
from continuity.evidence.audit import Audit
from continuity.evidence.format.checkpoint import Checkpoint, open_checkpoint
from continuity.evidence.format.merkle import EMPTY_ROOT
from continuity.evidence.format.record import ENTRY_BYTES
from continuity.evidence.format.tiles import HASH_BYTES, WIDTH, Edge
from continuity.evidence.keywatch import KeyWatch
from continuity.evidence.store import LogStore, entry_of
from continuity.evidence.verified import Judged, Verification
from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from continuity.evidence.format.note import Verifier
    from continuity.evidence.held import Held

__all__ = ["Verification", "verify_log"]

_DATABASE = "database"


def verify_log(store: LogStore, verifier: Verifier, directory: Path, held: Iterable[Held] = ()) -> Verification:
    """Verify the log that ``verifier`` signs, from its first record to its newest head; memory stays flat.

    The log must also be the future of every head that others hold, given by ascending size. Raises ``Unavailable``
    where the database cannot be read; everything else is a problem with its place.
    """
    check = _Check(store, verifier, directory, held)
    check.read()
    audit = check.audit
    audit.close()
    if store.pending(verifier.name, 1):
        audit.finding(_DATABASE, "records are waiting to be integrated: they are recorded and not yet signed")
    return Verification(
        log=verifier.name,
        checkpoint=Checkpoint(verifier.name, check.edge.size, check.edge.root()),
        checkpoint_time=audit.last_at or None,
        problems=tuple(audit.problems),
        findings=tuple(audit.findings),
        open_runs=tuple(audit.open_runs),
        jobs=audit.jobs.as_json(),
        erased=audit.erased,
        held=check.held.listed(),
        held_count=check.held.count,
    )


class _Check:
    """One reading of one log; published first, then the database, so that a busy log does not look rolled back."""

    def __init__(self, store: LogStore, verifier: Verifier, directory: Path, held: Iterable[Held]) -> None:
        self._store = store
        self._verifier = verifier
        self._directory = directory
        self.audit = Audit(verifier.name)
        self.edge = Edge()
        self.held = Judged()
        self._agreed = self._agreed_outside = 0  # the greatest size of a head that these records give
        self._keys = KeyWatch(verifier, self.audit.problem)
        self._theirs = iter(held)
        self._next = next(self._theirs, None)
        self._published = self._open_published()
        self._newest = store.checkpoint(verifier.name)
        self._end = self._kept = 0
        if self._newest:
            opened = self._open(self._newest, f"{_DATABASE}, newest checkpoint")
            self._end = opened.size if opened else self._published.size if self._published else 0
        self._heads = self._kept_heads()
        self._head = next(self._heads, None)

    def read(self) -> None:
        """Read every record once, in order."""
        log = self._verifier.name
        for record in self._store.read(log, 0, self._end):
            if record.index != self.edge.size:
                self.audit.problem(f"record {self.edge.size}", "it is missing from the database")
                break
            try:
                self.edge.add(entry_of(record))
            except NotProven as error:
                self.audit.problem(f"record {record.index}", error.template, **error.values)
                break
            fields = self.audit.see(record)
            if fields is not None:
                self._keys.see(record.index or 0, fields)
            self._after_each()
        self._after_all()

    def _after_each(self) -> None:
        size = self.edge.size
        if self._published and size <= self._published.size:
            if size % WIDTH == 0:
                self._compare(self.edge.full())
            if size == self._published.size:
                self._compare(self.edge.take())
                self._hold(self._published, publish.CHECKPOINT)
        elif size % WIDTH == 0:
            self.edge.full()
        while self._head and self._head.size <= size:
            if self._head.size == size:
                self._hold(self._head, f"{_DATABASE}, checkpoint {size}")
            self._head = next(self._heads, None)
        while self._next and self._next.size <= size:
            self._hold_theirs(self._next)

    def _after_all(self) -> None:
        self._keys.close(self.edge.size, erased=bool(self.audit.erased))
        while self._next:
            self._hold_theirs(self._next)
        if self.edge.size < self._end:
            self.audit.problem(
                f"record {self.edge.size}", "the database ends before its checkpoint of {size}", size=self._end
            )
        self._uncovered()
        published = self._published
        if published and published.size > self.edge.size:
            self.audit.problem(
                publish.CHECKPOINT,
                "it was published at {found} records, the database has {expected}: the database was cut or rolled back",
                found=published.size,
                expected=self.edge.size,
            )
        elif published is None and self._kept > 1 and not self.audit.problems:
            self.audit.problem(publish.CHECKPOINT, "nothing is published, and the database has signed heads")
        elif (published.size if published else 0) < self._end:  # a crash after the commit leaves just this
            self.audit.finding(
                publish.CHECKPOINT,
                "published at {found} records of {expected}: the next command publishes the rest",
                found=published.size if published else 0,
                expected=self._end,
            )

    def _uncovered(self) -> None:
        """Say where a record has an index that no head gave it; one that was integrated meanwhile has a newer head."""
        log = self._verifier.name
        beyond = any(True for _ in self._store.read(log, self._end, self._end + 1))
        if beyond and self._store.checkpoint(log) == self._newest:
            self.audit.problem(f"record {self._end}", "it has an index, and no signed head covers it")

    def _hold(self, head: Checkpoint, place: str) -> None:
        if head.root == self.edge.root():
            self._agreed = max(self._agreed, head.size)
            return
        text = "the first {size} records of the database do not give its root hash; the first {agreed} are as signed"
        self.audit.problem(place, text, size=head.size, agreed=self._agreed)

    def _hold_theirs(self, one: Held) -> None:
        """Hold the records against a head that is out of reach of whoever holds this machine."""
        agrees = one.size <= self.edge.size and one.root == (self.edge.root() if one.size else EMPTY_ROOT)
        if agrees:
            self._agreed_outside = one.size
        elif one.size > self.edge.size:
            text = "{holder} holds it, and the database has {found} records: it was cut or rolled back"
            self.audit.problem(one.place, text, holder=one.holder, found=self.edge.size)
        else:
            text = "{holder} holds another root hash: record {agreed} or a later one is not what was signed then"
            self.audit.problem(one.place, text, holder=one.holder, agreed=self._agreed_outside)
        self.held.see(one, agrees=agrees)
        self._next = next(self._theirs, None)

    def _compare(self, tiles: list[tuple[str, bytes]]) -> None:
        for path, expected in tiles:
            try:
                found = publish.read_tile_file(self._directory, path)
            except OSError as error:
                self.audit.problem(path, "it cannot be read: {why}", why=error.strerror)
                continue
            if len(found) != len(expected):
                self.audit.problem(
                    path, "it has {found} bytes instead of {expected}", found=len(found), expected=len(expected)
                )
            elif found != expected:
                number = next(at for at, byte in enumerate(found) if byte != expected[at]) // _step(path)
                self.audit.problem(path, "its hash {number} is not the one of the database's records", number=number)

    def _open_published(self) -> Checkpoint | None:
        try:
            note = publish.read_checkpoint(self._directory)
        except NotProven as error:
            self.audit.problem(publish.CHECKPOINT, error.template, **error.values)
            return None
        return self._open(note, publish.CHECKPOINT) if note is not None else None

    def _open(self, note: str, place: str) -> Checkpoint | None:
        try:
            return open_checkpoint(note, self._verifier)
        except NotProven as error:
            self.audit.problem(place, error.template, **error.values)
            return None

    def _kept_heads(self) -> Iterator[Checkpoint]:
        for number, note in enumerate(self._store.checkpoints(self._verifier.name)):
            self._kept = number + 1
            head = self._open(note, f"{_DATABASE}, checkpoint number {number}")
            if head:
                yield head


def _step(path: str) -> int:
    return 2 + ENTRY_BYTES if path.startswith("tile/entries/") else HASH_BYTES
