"""A procedure of 1,000 steps that do nothing, its journal durable, against as many bare committed SQLite transactions.

The bare side writes one row and commits, with ``synchronous=FULL`` and a write-ahead log as ours does. Each step of
ours is two events (begun, done): the end of one and the beginning of the next commit together. Both sides take turns.
"""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from statistics import median
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from bench.measure import Taken, against, report
from continuity.engine.procedures.journal import RunJournal
from continuity.ground.clock import SystemClock
from continuity.model.job import JobKind, Run
from continuity.model.procedure import Procedure, Step, Work
from continuity.recovery.actions.ports import Context, Performed
from continuity.recovery.doing import Doing
from continuity.recovery.executor import Executor
from continuity.state.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from continuity.engine.workshop import Workshop
    from continuity.recovery.procedure.people import People

_TOLD = {"en": "-", "fr": "-"}


class _Nothing:
    """An action that does nothing."""

    required: Sequence[str] = ()
    optional: Sequence[str] = ()
    changes = False

    def by_hand(self, _parameters: Mapping[str, Any], _context: Context) -> str:
        return "true"

    def look(self, _parameters: Mapping[str, Any], _context: Context) -> None:
        return None

    def perform(self, _parameters: Mapping[str, Any], _context: Context) -> Performed:
        return Performed()


def procedures(folder: Path, scale: float, rounds: int = 3) -> None:
    """Walk a long row of steps, and write as many bare rows."""
    folder.mkdir()
    steps = max(100, round(1000 * scale))
    ours, bare = [], []
    for number in range(rounds):
        bare.append(_bare(folder / f"bare {number}.db", steps))
        ours.append(_walked(folder / f"ours {number}.db", steps))
    mine, theirs = (Taken(median(one.wall for one in many), median(one.cpu for one in many)) for many in (ours, bare))
    report("steps of a procedure against bare commits", mine.wall / theirs.wall, 2.5, "x", against(mine, theirs))


def _clocks() -> Taken:
    return Taken(time.perf_counter(), time.process_time())


def _since(began: Taken) -> Taken:
    now = _clocks()
    return Taken(now.wall - began.wall, now.cpu - began.cpu)


def _bare(path: Path, count: int) -> Taken:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE event (run, number, at, boot_s, boot_id, kind, step, by, detail)")
        began = _clocks()
        for number in range(count):
            database.execute("BEGIN IMMEDIATE")
            row = ("run", number, "2026-11-23T00:00:00.000000Z", 1.0, "boot", "done", "step", "", json.dumps({}))
            database.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            database.execute("COMMIT")
        return _since(began)


def _walked(path: Path, count: int) -> Taken:
    store, clock = Store.open(path), SystemClock()
    now = clock.now()
    run = Run(
        id="bench",
        kind=JobKind.RUNBOOK,
        client="acme",
        subject="acme/bench",
        policy_digest="",
        scheduled_for=now,
        started_at=now,
    )
    with store.transaction() as tx:
        tx.runs.claim(run, "nobody")
    names = [f"step-{number}" for number in range(count)]
    steps = {
        name: Step(name=name, title=_TOLD, work=Work(action="nothing"), needs=(names[at - 1],) if at else ())
        for at, name in enumerate(names)
    }
    what = Procedure(name="bench", title=_TOLD, purpose=_TOLD, inputs={}, steps=steps, where="-", digest="-")
    journal = RunJournal(cast("Workshop", SimpleNamespace(store=store, clock=clock)), run, "bench")
    nobody = cast("People", SimpleNamespace(technician="", begins=lambda _w, _k: None, heard=lambda _e, _p: None))
    doing = Doing(actions={"nothing": _Nothing()}, context=Context(run="bench", client="acme", clock=clock))
    began = _clocks()
    Executor(what, journal, nobody, doing, {}).run()
    taken = _since(began)
    store.close()
    return taken
