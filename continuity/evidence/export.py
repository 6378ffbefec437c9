"""The export for an auditor: one log, one contiguous range, in a zip that verifies without us.

The range runs from one signed head to another, so nothing inside the period can be left out. The hashes of
the tree before it (``proofs.jsonl``) and its own records give the root of the closing head: that is at once
the consistency proof between the two heads and the inclusion proof of every record. A signed manifest covers
every file. The same range and key give the same bytes.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from continuity.evidence import anchored, publish, render, tables
from continuity.evidence.archive import Archive
from continuity.evidence.audit import Audit
from continuity.evidence.corrective import unresolved
from continuity.evidence.format import merkle
from continuity.evidence.format.checkpoint import Checkpoint, open_checkpoint
from continuity.evidence.format.tiles import nodes
from continuity.evidence.gathered import Gathered
from continuity.evidence.period import Period, covering
from continuity.evidence.published_keys import rotations
from continuity.evidence.store import entry_of
from continuity.ground.errors import NotProven, Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from continuity.evidence.format.note import Signer
    from continuity.evidence.gathered import View
    from continuity.evidence.store import LogStore, StoredRecord
    from continuity.model.anchor import Anchor

#: A log is anchored at least daily: a range is extended to the anchor that follows within a day of its period.
_ANCHORED_WITHIN = timedelta(days=1)
_HINT = "run `continuity evidence verify` to see which part contradicts the other"


@dataclass(frozen=True)
class Exported:
    """What was written: the range ``start <= index < end``, its closing head, the key's fingerprint."""

    path: Path
    start: int
    end: int
    checkpoint: Checkpoint
    fingerprint: str


@dataclass(frozen=True)
class _Range:
    """The two signed heads that bound a range; ``first_note`` is empty where it begins with the log."""

    first: Checkpoint
    first_note: str
    last: Checkpoint
    last_note: str
    frontier: list[bytes]


class Exporter:
    """Exports the log that ``signer`` signs; call ``Sequencer.run`` first, so that nothing is pending."""

    def __init__(
        self,
        store: LogStore,
        signer: Signer,
        directory: Path,
        views: Mapping[str, View] | None = None,
        anchors: anchored.Kept = anchored.nothing_kept,
        actions: Callable[[], Iterable[bytes]] = tuple,
    ) -> None:
        self._actions = actions  # the log's records of corrective actions, oldest first
        self._views = views or {}  # more files, by name, each made from what was gathered of the records
        self._anchors = anchors
        self._store = store
        self._signer = signer
        self._verifier = signer.verifier
        self._log = signer.name
        self._directory = directory

    def write(self, period: Period, target: Path) -> Exported:
        """Write the zip; memory stays flat.

        Raises ``Refused`` where the target exists or nothing is signed yet, ``NotProven`` where the log does
        not verify over the range (nothing is left behind), ``Unavailable`` where the target cannot be written.
        """
        if os.path.lexists(target):
            raise _exists(target)
        chosen = self._choose(period)
        temporary = target.with_name(f".{target.name}.new")
        try:
            with temporary.open("wb") as file:
                with Archive(file, self._signer) as archive:
                    self._fill(archive, chosen, period)
                file.flush()
                os.fsync(file.fileno())
            _settle(temporary, target)
        except OSError as error:
            raise Unavailable(
                "{path} cannot be written: {why}",
                hint="name a file in a directory of yours",
                path=target,
                why=error.strerror or error,
            ) from error
        finally:
            with suppress(OSError):
                temporary.unlink()
        return Exported(target, chosen.first.size, chosen.last.size, chosen.last, self._verifier.fingerprint)

    def _fill(self, archive: Archive, chosen: _Range, period: Period) -> None:
        start, end = chosen.first.size, chosen.last.size
        audit, summary = Audit(self._log, start), render.Summary()
        gathered = Gathered(period, unresolved(self._actions(), period))
        archive.add("records.jsonl", render.record_lines(self._proven(chosen, audit, (summary, gathered))))
        archive.add("proofs.jsonl", [render.proof_line(start, chosen.frontier)])
        archive.add("records.csv", tables.csv_lines(self._records(start, end)))
        archive.add("records.xml", tables.xml_lines(self._log, self._records(start, end)))
        archive.add("records.xsd", [files("continuity.evidence").joinpath("records.xsd").read_bytes()])
        anchors = anchored.chosen(anchored.between(self._anchors, start, end))
        facts = self._facts(chosen, period, tuple(anchors.values()))
        gathered.summary = summary.as_json(facts, audit) | {"in_period": gathered.as_json()}
        archive.add("summary.json", [render.summary_bytes(gathered.summary)])
        for name, view in self._views.items():
            archive.add(name, view(gathered))
        self._vouch(archive, chosen, anchors)
        archive.add("verify.py", [files("continuity.evidence").joinpath("stranger.py").read_bytes()])
        archive.add("README.txt", [render.README.format(log=self._log, start=start, end=end).encode()])

    def _vouch(self, archive: Archive, chosen: _Range, anchors: dict[str, Anchor]) -> None:
        """Write what the records are held against: heads, keys, and what others say of when."""
        archive.add("checkpoint", [chosen.last_note.encode()])
        if chosen.first_note:
            archive.add("checkpoint-start", [chosen.first_note.encode()])
        archive.add("public-key.pem", [self._verifier.pem().encode()])
        archive.add("public-key.vkey", [f"{self._verifier.vkey()}\n".encode()])
        for number, note in enumerate(rotations(self._directory), 1):
            archive.add(f"keys/{number:04d}", [note.encode()])
        if anchors:
            archive.add(anchored.INDEX, anchored.index_lines(anchors))
        for name, proof in anchored.proofs(anchors):
            archive.add(name, [proof])

    def _facts(self, chosen: _Range, period: Period, anchors: tuple[Anchor, ...]) -> dict[str, Any]:
        start, end = chosen.first.size, chosen.last.size
        bounded = max(start, anchored.anchored_size(anchors))
        return {
            "log": self._log,
            **period.as_json(),
            "start": start,
            "end": end,
            "checkpoint": chosen.last.text().splitlines(),
            "key_fingerprint": self._verifier.fingerprint,
            "anchors": [anchored.told(one) for one in anchors],
            "unanchored": {"from_index": bounded, "records": end - bounded},
        }

    def _records(self, start: int, end: int) -> Iterator[tuple[StoredRecord, bytes]]:
        for stored in self._store.read(self._log, start, end):
            yield stored, entry_of(stored)

    def _proven(
        self, chosen: _Range, audit: Audit, counting: tuple[render.Summary, Gathered]
    ) -> Iterator[tuple[StoredRecord, bytes]]:
        """Yield the records of the range; raise before the last file is written if they do not give its head."""
        frontier = merkle.Frontier(chosen.frontier, chosen.first.size)
        for stored, entry in self._records(chosen.first.size, chosen.last.size):
            fields = audit.see(stored)
            if fields:
                for one in counting:
                    one.see(stored.index or 0, fields)
            if stored.index != frontier.size or audit.problems:
                break
            frontier.add(merkle.leaf_hash(entry))
            yield stored, entry
        if (frontier.size, frontier.root()) != (chosen.last.size, chosen.last.root):
            raise NotProven(
                "records {start} to {end} of {log} do not verify: {why}",
                hint=_HINT,
                start=chosen.first.size,
                end=chosen.last.size,
                log=self._log,
                why=audit.problems[0] if audit.problems else f"record {frontier.size}",
            )

    def _choose(self, period: Period) -> _Range:
        newest = self._store.checkpoint(self._log)
        if newest is None:
            raise Refused("nothing is signed yet in the log {log}", hint="run a backup first", log=self._log)
        size = open_checkpoint(newest, self._verifier).size
        start, end = covering(period, size, self._store.read(self._log, 0, size))
        first_note = (self._store.checkpoint(self._log, start) or "") if start else ""
        last_note = newest if end == size else self._closing(self._bounded(period, end, size), newest)
        empty = Checkpoint(self._log, 0, merkle.EMPTY_ROOT)
        first = open_checkpoint(first_note, self._verifier) if first_note else empty
        return _Range(first, first_note, open_checkpoint(last_note, self._verifier), last_note, self._frontier(first))

    def _bounded(self, period: Period, end: int, size: int) -> int:
        """Return where an anchor closes the range within a day of the period: its last records have a bound then."""
        latest = period.until + _ANCHORED_WITHIN if period.until else None
        for anchor in anchored.between(self._anchors, end, size):
            if anchor.proven_offline and latest and anchor.at <= latest:
                return anchor.tree_size
        return end

    def _closing(self, end: int, newest: str) -> str:
        for note in self._store.checkpoints(self._log):
            if open_checkpoint(note, self._verifier).size >= end:
                return note
        return newest

    def _frontier(self, first: Checkpoint) -> list[bytes]:
        """Return the perfect subtrees before the range, from the published tiles, held against its head."""
        note = publish.read_checkpoint(self._directory)
        try:
            size = open_checkpoint(note, self._verifier).size if note else 0
            tree = nodes(size, lambda path: publish.read_tile_file(self._directory, path))
            frontier = merkle.frontier(first.size, tree) if first.size <= size else []
        except OSError as error:
            raise NotProven("the published log lacks {path}", hint=_HINT, path=error.filename) from error
        if merkle.fold(reversed(frontier)) != first.root:
            raise NotProven("the published log does not lead to its head at {size}", hint=_HINT, size=first.size)
        return frontier


def _settle(temporary: Path, target: Path) -> None:
    try:
        os.link(temporary, target)  # unlike a rename, it fails where the target appeared meanwhile
    except FileExistsError as error:
        raise _exists(target) from error
    except OSError:  # a file system without hard links
        temporary.rename(target)


def _exists(target: Path) -> Refused:
    return Refused("{path} exists already", hint="name a file that does not exist yet", path=target)
