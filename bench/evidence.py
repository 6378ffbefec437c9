"""What evidence costs: durable appends, reading a long log, proofs, and the memory that a verification takes.

Everything is held against the bare thing in the same run: SQLite commits, or one SHA-256 and one ``json.loads`` each.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.measure import report, run
from continuity.evidence.audit import Audit
from continuity.evidence.format.merkle import consistency_proof, inclusion_proof, leaf_hash, verify_inclusion
from continuity.evidence.format.note import Signer
from continuity.evidence.format.record import Record, record_time
from continuity.evidence.format.tiles import Edge, nodes
from continuity.evidence.journal import Journal
from continuity.evidence.sequencer import Sequencer
from continuity.evidence.store import StoredRecord, entry_of
from continuity.ground.ids import SystemIds
from continuity.state.records import DatabaseLog
from continuity.state.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LOG = "continuity/bench/acme"
START = datetime(2026, 1, 1, tzinfo=UTC)
CHUNK = 10_000
BATCHED = 100  # records of one transaction: a plan and what it ends, a reload of a large client
_TABLE = "CREATE TABLE record (number INTEGER PRIMARY KEY, log, position, kind, run, salt, body)"
_INSERT = "INSERT INTO record (log, kind, run, salt, body) VALUES (?, ?, ?, ?, ?)"


def evidence(folder: Path, scale: float) -> None:
    """All of it, below ``folder``."""
    folder.mkdir()
    appends(folder, max(300, round(3000 * scale)))
    chain(max(CHUNK, round(1_000_000 * scale)))
    sizes = [max(1000, round(size * scale)) for size in (100_000, 1_000_000)]
    proofs(sizes)
    memory(folder, sizes)


def appends(folder: Path, count: int) -> None:
    """Records committed one by one, and in batches, against bare commits of the same rows to a database like ours."""
    store = Store.open(folder / "appends.db")
    journal = Journal(LOG, SystemIds())
    bodies = [_body(number) for number in range(count)]
    row = (
        LOG,
        "run.outcome",
        "r",
        bytes(32),
        Record(log=LOG, at=record_time(START), kind="k", run="r", body=bodies[0]),
    )
    raw = (*row[:4], row[4].to_bytes())

    def ours(numbers: range, batch: int) -> None:
        for first in range(numbers.start, numbers.stop, batch):
            with store.transaction() as tx:
                for number in range(first, min(first + batch, numbers.stop)):
                    journal.record(tx.records, "run.outcome", START, bodies[number], run=f"r{number}")

    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as bare:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            bare.execute(f"PRAGMA {pragma}")
        bare.execute(_TABLE)

        def theirs(numbers: range) -> None:
            for _ in numbers:
                bare.execute("BEGIN IMMEDIATE")
                bare.execute(_INSERT, raw)
                bare.execute("COMMIT")

        taken: dict[str, list[float]] = {"one": [], "batch": [], "bare": []}
        step = count // 10
        for turn in range(10):  # in turn, so that what else the disk does meets all three
            part = range(turn * step, (turn + 1) * step)
            taken["bare"].append(_seconds(lambda: theirs(part)) / step)  # noqa: B023 - called at once
            taken["one"].append(_seconds(lambda: ours(part, 1)) / step)  # noqa: B023
            taken["batch"].append(_seconds(lambda: ours(part, BATCHED)) / step)  # noqa: B023
    one, batch, alone = (median(taken[name]) for name in ("one", "batch", "bare"))
    told = f"{1 / one:.0f}/s against {1 / alone:.0f}/s"
    report("durable append: bare SQLite commits", one / alone, 2.0, "x", f"{told} ({alone / one:.2f}x their rate)")
    told = f"{1 / batch:.0f}/s ({alone / batch:.1f}x the rate of bare commits)"
    report(f"the same, {BATCHED} a transaction", batch / alone, 0.1, "x", told)


def chain(count: int) -> None:
    """Entry, leaf, tree, and all that records must say together, against one SHA-256 and one ``json.loads`` each."""
    audit, edge, mine, theirs = Audit(LOG), Edge(), 0.0, 0.0
    for first in range(0, count, CHUNK):
        records = list(_records(first, min(first + CHUNK, count)))
        theirs += _seconds(partial(_bare, records))

        def ours(records: list[StoredRecord] = records) -> None:
            for one in records:
                edge.add(entry_of(one))
                audit.see(one)
            edge.full()

        mine += _seconds(ours)
    audit.close()
    assert not audit.problems, str(audit.problems[0])
    told = f"{count} records: {count / mine:.0f}/s against {count / theirs:.0f}/s"
    report("hash chain and audit: sha256 + json.loads", mine / theirs, 2.0, "x", told)


def _bare(records: list[StoredRecord]) -> None:
    for one in records:
        hashlib.sha256(one.body).digest()
        json.loads(one.body)


def proofs(sizes: list[int]) -> None:
    """How long proofs are, and how long they take, in logs of different lengths; both grow with the logarithm."""
    edge, tiles, told = Edge(), dict[str, bytes](), list[str]()
    longest, times = 0, list[float]()
    for size in sizes:
        while edge.size < size:
            edge.add(hashlib.sha256(edge.size.to_bytes(8, "big")).digest())
            if edge.size % 256 == 0:
                tiles.update(edge.full())
        tiles.update(edge.take())
        known = tiles.copy()
        taken = []
        for index in range(0, size, size // 200):
            began = time.perf_counter()
            proof = inclusion_proof(index, size, nodes(size, known.__getitem__))
            taken.append(time.perf_counter() - began)
            leaf = leaf_hash(hashlib.sha256(index.to_bytes(8, "big")).digest())
            assert verify_inclusion(proof, leaf, index, size, edge.root())
            longest = max(longest, len(proof))
        times.append(median(taken))
        consistent = len(consistency_proof(size // 3, size, nodes(size, known.__getitem__)))
        told.append(f"{size}: {longest} hashes, {1000 * times[-1]:.2f} ms, consistency {consistent}")
    report("inclusion proof of the longest log, hashes", longest, sizes[-1].bit_length(), " ", "; ".join(told))
    report("its time, against a log a tenth as long", times[-1] / times[0], 4.0, "x", f"{1000 * times[-1]:.2f} ms")


def memory(folder: Path, sizes: list[int]) -> None:
    """Peak memory of verifying a log, and of one ten times as long."""
    peaks, rates = [], []
    for size in sizes:
        root = folder / f"log{size}"
        root.mkdir()
        _fill(root, size)
        peak = root / "peak"
        seconds = run([sys.executable, "-m", "bench.verifying", str(root), str(peak)], {}).wall
        peaks.append(int(peak.read_text()) / 1024)
        rates.append(size / seconds)
    told = f"{sizes[0]}: {peaks[0]:.0f} MiB; {sizes[1]}: {peaks[1]:.0f} MiB; {rates[1]:.0f} records/s from the database"
    report("memory of a verification, ten times the log", peaks[1] / peaks[0], 1.1, "x", told)


def signer() -> Signer:
    """The key of the log that is measured."""
    return Signer(LOG, bytes(range(32)))


def _fill(root: Path, size: int) -> None:
    store = Store.open(root / "state.db")
    for first in range(0, size, CHUNK):
        with store.transaction() as tx:
            for one in _records(first, min(first + CHUNK, size)):
                tx.records.append(LOG, one.kind, one.run, one.salt, one.body)
    Sequencer(DatabaseLog(store), signer(), root / "published").run()
    store.close()


def _records(first: int, end: int) -> Iterator[StoredRecord]:
    """Yield runs as they are recorded: announced, then ended."""
    for number in range(first, end):
        kind, run = ("run.intent", "run.outcome")[number % 2], f"{number // 2:026d}"
        at = record_time(START + timedelta(seconds=number))
        data = Record(log=LOG, at=at, kind=kind, run=run, body=_body(number)).to_bytes()
        yield StoredRecord(number, LOG, number, kind, run, hashlib.sha256(data).digest(), data)


def _body(number: int) -> dict[str, Any]:
    """Return what a small backup's outcome says."""
    copies = [
        {"repository": name, "snapshot": f"{number:064x}", "outcome": "succeeded", "bytes_added": number * 4096}
        for name in ("disk", "away")
    ]
    return {"schema": "continuity.run/1", "subject": "acme/share", "outcome": "succeeded", "copies": copies}


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
