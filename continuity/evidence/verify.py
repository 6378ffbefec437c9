"""Verification of the live log: the database against the published tiles, every head, and what the records say."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.evidence import publish
from continuity.evidence.audit import Audit, Remark
from continuity.evidence.format.checkpoint import Checkpoint, open_checkpoint
from continuity.evidence.format.record import ENTRY_BYTES
from continuity.evidence.format.tiles import HASH_BYTES, WIDTH, Edge
from continuity.evidence.store import LogStore, entry_of
from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from continuity.evidence.format.note import Verifier

_DATABASE = "database"


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What was proven of one log. ``problems`` make it invalid; ``findings`` do not; both name their place.

    ``checkpoint_time`` is the date of the last record under the head: a claim, until an anchor bounds it.
    """

    log: str
    checkpoint: Checkpoint
    checkpoint_time: str | None
    problems: tuple[Remark, ...]
    findings: tuple[Remark, ...]
    open_runs: tuple[str, ...]
    jobs: dict[str, int]  # announced, ended, open
    erased: int = 0

    @property
    def valid(self) -> bool:
        """Whether nothing contradicts anything else."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """Return the ``continuity.evidence-verify/1`` shape."""
        return {
            "schema": "continuity.evidence-verify/1",
            "verdict": "valid" if self.valid else "invalid",
            "log": self.log,
            "tree_size": self.checkpoint.size,
            "root_hash": base64.b64encode(self.checkpoint.root).decode(),
            "checkpoint_time": self.checkpoint_time,
            "anchors": [],
            "unanchored": {"from_index": 0, "records": self.checkpoint.size},
            "open_runs": list(self.open_runs),
            "jobs": self.jobs,
            "erased": self.erased,
            "problems": [str(remark) for remark in self.problems],
            "findings": [str(remark) for remark in self.findings],
        }


def verify_log(store: LogStore, verifier: Verifier, directory: Path) -> Verification:
    """Verify the log that ``verifier`` signs, from its first record to its newest head; memory stays flat.

    Raises ``Unavailable`` where the database cannot be read; everything else is a problem with its place.
    """
    check = _Check(store, verifier, directory)
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
    )


class _Check:
    """One reading of one log; published first, then the database, so that a busy log does not look rolled back."""

    def __init__(self, store: LogStore, verifier: Verifier, directory: Path) -> None:
        self._store = store
        self._verifier = verifier
        self._directory = directory
        self.audit = Audit(verifier.name)
        self.edge = Edge()
        self._published = self._open_published()
        newest = store.checkpoint(verifier.name)
        self._end = self._kept = 0
        if newest:
            opened = self._open(newest, f"{_DATABASE}, newest checkpoint")
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
            self.audit.see(record)
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

    def _after_all(self) -> None:
        if self.edge.size < self._end:
            self.audit.problem(
                f"record {self.edge.size}", "the database ends before its checkpoint of {size}", size=self._end
            )
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

    def _hold(self, head: Checkpoint, place: str) -> None:
        if head.root != self.edge.root():
            self.audit.problem(
                place, "the first {size} records of the database do not give its root hash", size=head.size
            )

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
