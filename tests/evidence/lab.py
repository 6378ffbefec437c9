"""A log in the engine's own database, with a clock that stands still and ids that repeat."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from continuity.evidence.format.note import Signer
from continuity.evidence.journal import Journal
from continuity.evidence.sequencer import Sequencer
from continuity.evidence.verify import Verification, verify_log
from continuity.state.records import DatabaseLog
from continuity.state.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.state.store import Transaction

LOG = "continuity/srv1/acme"
START = datetime(2026, 11, 1, tzinfo=UTC)


class CountingIds:
    """Nonces that are the same in every run of a test."""

    def __init__(self) -> None:
        self.count = 0

    def nonce(self) -> bytes:
        self.count += 1
        return self.count.to_bytes(32, "big")

    def run_id(self, at: datetime) -> str:
        self.count += 1
        return f"{self.count:026d}"


class Lab:
    """One log: database, key, published directory, and short words to fill it."""

    def __init__(self, root: Path, log: str = LOG) -> None:
        self.root = root
        self.log = log
        self.signer = Signer(log, bytes(range(32)))
        self.store = Store.open(root / "state.db")
        self.records = DatabaseLog(self.store)
        self.directory = root / "published"
        self.journal = Journal(log, CountingIds())
        self.sequencer = Sequencer(self.records, self.signer, self.directory)
        self.now = START
        self.runs = 0

    def record(self, tx: Transaction, kind: str, run: str | None = None, /, **body: Any) -> int:
        self.now += timedelta(minutes=1)
        return self.journal.record(tx.records, kind, self.now, body, run=run)

    def run(self, outcome: str = "succeeded") -> str:
        self.runs += 1
        run = f"run{self.runs:04d}"
        with self.store.transaction() as tx:
            self.record(tx, "run.intent", run, subject="acme/partage")
            self.record(tx, "run.outcome", run, subject="acme/partage", outcome=outcome)
        return run

    def fill(self, runs: int, every: int = 1) -> None:
        with self.store.transaction() as tx:
            self.record(tx, "log.created", vkey=self.signer.verifier.vkey())
        for number in range(1, runs + 1):
            self.run("failed" if number % 5 == 0 else "succeeded")
            if number % every == 0:
                self.sequencer.run()
        self.sequencer.run()

    def verify(self) -> Verification:
        return verify_log(self.records, self.signer.verifier, self.directory)

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What somebody with the database file in hand can do to it."""
        with closing(sqlite3.connect(self.root / "state.db")) as database:
            rows = database.execute(statement, values).fetchall()
            database.commit()
            return rows
