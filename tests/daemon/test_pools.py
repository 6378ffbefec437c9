"""Pools: everything due at one instant runs once and within its bounds; what hangs holds up nobody else."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from continuity.engine.daemon.pools import Limits, Pools
from continuity.engine.daemon.waiting import Task
from continuity.ground import cancel
from continuity.ground.clock import ManualClock, SystemClock
from continuity.model.job import JobKind
from continuity.policy.turns import Turn

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
SOON = timedelta(seconds=20)


def task(subject: str, work: object, *repositories: str, priority: int = 50, kind: JobKind = JobKind.BACKUP) -> Task:
    assert callable(work)
    return Task(kind=kind, subject=subject, priority=priority, due=NOW, repositories=repositories, work=work)


def test_five_hundred_at_once_run_once_each_and_within_bounds() -> None:
    limits = Limits(kinds={JobKind.BACKUP: 4, JobKind.VERIFY: 2}, repository=2)
    pools, lock = Pools(limits, SystemClock()), threading.Lock()
    running: Counter[str] = Counter()
    most: Counter[str] = Counter()
    done: list[int] = []

    def work(number: int, kind: JobKind, repository: str) -> None:
        with lock:
            for name in (kind, repository):
                running[name] += 1
                most[name] = max(most[name], running[name])
        threading.Event().wait(0.002)
        with lock:
            for name in (kind, repository):
                running[name] -= 1
            done.append(number)

    for number in range(500):
        kind, repository = (JobKind.VERIFY if number % 5 == 0 else JobKind.BACKUP), f"r{number % 7}"
        pools.submit(task(f"a{number}", lambda n=number, k=kind, r=repository: work(n, k, r), repository, kind=kind))
    assert pools.wait(SOON)
    assert sorted(done) == list(range(500))
    assert pools.counts() == (0, 0)
    assert (most[JobKind.BACKUP], most[JobKind.VERIFY]) == (4, 2), "as many as may, and no more"
    assert max(count for name, count in most.items() if name.startswith("r")) == 2


def test_turns_of_a_host_and_of_a_repository_are_kept() -> None:
    """A host for one holds two repositories, one of which three may use; a third place is no business of theirs."""
    pools, lock = Pools(Limits(kinds={JobKind.BACKUP: 9}, repository=2), SystemClock()), threading.Lock()
    running: Counter[str] = Counter()
    most: Counter[str] = Counter()

    def work(*places: str) -> None:
        for step in (1, -1):
            with lock:
                for place in places:
                    running[place] += step
                    most[place] = max(most[place], running[place])
            threading.Event().wait(0.005 if step == 1 else 0)

    host, wide = Turn(name="host nas", limit=1), Turn(name="wide", limit=3)
    for number in range(60):
        there, turns = ((f"r{number % 2}", (host,)), ("wide", (wide,)), ("else", ()))[number % 3]
        names = (there, *(turn.name for turn in turns if turn.name != there))
        one = task(f"a{number}", lambda names=names: work(*names), there)
        pools.submit(replace(one, turns=turns))
    assert pools.wait(SOON)
    assert (most["host nas"], most["wide"], most["else"]) == (1, 3, 2)


def test_the_most_urgent_starts_first() -> None:
    pools, order, gate = Pools(Limits(kinds={JobKind.BACKUP: 1}), SystemClock()), list[int](), threading.Event()
    pools.submit(task("first", gate.wait, "r"))
    for priority in (10, 90, 50):
        pools.submit(task(f"p{priority}", lambda p=priority: order.append(p), "r", priority=priority))
    gate.set()
    assert pools.wait(SOON)
    assert order == [90, 50, 10]


def test_a_repository_that_hangs_holds_up_no_other() -> None:
    clock = ManualClock(NOW)
    pools, gate, done = Pools(Limits(kinds={JobKind.BACKUP: 2}, repository=2), clock), threading.Event(), list[int]()
    for number in range(50):
        pools.submit(task(f"hung {number}", gate.wait, "hangs"))
    for number in range(50):
        pools.submit(task(f"well {number}", lambda n=number: done.append(n), "well"))
    assert (pools.counts(), done) == ((2, 98), []), "both places are taken, and none of them is slow yet"
    clock.advance(timedelta(minutes=11))
    pools.pump()
    for _ in range(400):
        if len(done) == 50:
            break
        threading.Event().wait(0.02)
    assert (sorted(done), pools.counts()) == (list(range(50)), (2, 48)), "two are stuck, 48 wait without a thread"
    gate.set()
    assert pools.wait(SOON)


def test_what_is_cut_off_ends_as_by_ctrl_c() -> None:
    pools, ended = Pools(Limits(), SystemClock()), list[str]()

    def work() -> None:
        try:
            while True:
                threading.Event().wait(0.01)
                cancel.current().check()
        except KeyboardInterrupt:
            ended.append("interrupted")
            raise

    pools.submit(task("long", work, "r"))
    pools.close()
    pools.submit(task("late", lambda: ended.append("never"), "r"))
    assert not pools.wait(timedelta(seconds=0.1))
    pools.cut_off()
    assert (ended, pools.counts()) == (["interrupted"], (0, 0))


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_are_bounded(threads: int) -> None:
    pools, gate = Pools(Limits(kinds={JobKind.BACKUP: 9}, threads=threads), SystemClock()), threading.Event()
    for number in range(9):
        pools.submit(task(f"a{number}", gate.wait, f"r{number}"))
    assert pools.counts() == (threads, 9 - threads)
    gate.set()
    assert pools.wait(SOON)
