"""Work that is told to end: in any thread, with its children, and as Ctrl-C would."""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.ground import cancel, process
from continuity.ground.clock import SystemClock, elapsed
from continuity.ground.parallel import parallel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONG = timedelta(seconds=60)
CLOCK = SystemClock()


def sleeper(begun: Path) -> Callable[[], process.Completed]:
    """A child that says that it began, and would sleep for long; it ends by SIGINT alone."""
    code = f"import pathlib, time; pathlib.Path({str(begun)!r}).touch(); time.sleep(60)"
    return lambda: process.run([sys.executable, "-c", code], timeout=LONG)


def when_begun(files: list[Path], then: Callable[[], object]) -> threading.Thread:
    """Do something once every file is there."""

    def watch() -> None:
        while not all(file.exists() for file in files):
            CLOCK.sleep(0.01)
        then()

    thread = threading.Thread(target=watch)
    thread.start()
    return thread


def test_a_cancelled_child_ends_as_by_ctrl_c(tmp_path: Path) -> None:
    start, mine = CLOCK.mark(), cancel.Cancel()
    watcher = when_begun([tmp_path / "a"], mine.cancel)
    with cancel.under(mine), pytest.raises(KeyboardInterrupt):
        sleeper(tmp_path / "a")()
    watcher.join()
    assert elapsed(start, CLOCK.mark()).seconds < 10
    mine.cancel()  # any number of times


def test_nothing_is_started_for_work_that_was_cancelled(tmp_path: Path) -> None:
    mine = cancel.Cancel()
    mine.cancel()
    with cancel.under(mine):
        with pytest.raises(KeyboardInterrupt):
            process.run(["touch", str(tmp_path / "touched")], timeout=LONG)
        assert not (tmp_path / "touched").exists()
        with cancel.shielded():
            process.run(["touch", str(tmp_path / "touched")], timeout=LONG)
        with pytest.raises(KeyboardInterrupt):
            parallel([lambda: 1], at_once=1)
    assert (tmp_path / "touched").exists()
    assert process.run(["true"], timeout=LONG).returncode == 0, "who is under nobody's cancel obeys none"


def test_parallel_work_comes_back_in_its_order() -> None:
    assert parallel([], at_once=3) == []
    gate = threading.Barrier(3, timeout=30)  # passed only by three at once
    works = [lambda number=number: (gate.wait(), number)[1] for number in range(6)]
    assert parallel(works, at_once=3) == list(range(6))
    most, now, lock = [0], [0], threading.Lock()

    def counted() -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        CLOCK.sleep(0.02)
        with lock:
            now[0] -= 1

    parallel([counted] * 8, at_once=2)
    assert most == [2]


def test_one_that_fails_ends_the_children_of_the_others(tmp_path: Path) -> None:
    def fail() -> process.Completed:
        while not (tmp_path / "a").exists():
            CLOCK.sleep(0.01)
        raise ZeroDivisionError

    start = CLOCK.mark()
    with pytest.raises(ZeroDivisionError):
        parallel([sleeper(tmp_path / "a"), fail, sleeper(tmp_path / "b")], at_once=2)
    assert elapsed(start, CLOCK.mark()).seconds < 10
    assert not (tmp_path / "b").exists()


def test_a_cancel_around_reaches_every_thread_below(tmp_path: Path) -> None:
    begun = [tmp_path / "a", tmp_path / "b"]
    mine = cancel.Cancel()
    watcher = when_begun(begun, mine.cancel)
    start = CLOCK.mark()
    with cancel.under(mine), pytest.raises(KeyboardInterrupt):
        parallel([sleeper(one) for one in begun], at_once=2)
    watcher.join()
    assert elapsed(start, CLOCK.mark()).seconds < 10


def test_ctrl_c_in_the_main_thread_reaches_every_thread_below(tmp_path: Path) -> None:
    begun = [tmp_path / "a", tmp_path / "b"]
    watcher = when_begun(begun, lambda: os.kill(os.getpid(), signal.SIGINT))
    start = CLOCK.mark()
    with pytest.raises(KeyboardInterrupt):
        parallel([sleeper(one) for one in begun], at_once=2)
    watcher.join()
    assert elapsed(start, CLOCK.mark()).seconds < 10
    assert process.run(["true"], timeout=LONG).returncode == 0


def test_work_that_cannot_be_ended_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look at a server that does not answer has no child to end."""
    monkeypatch.setattr("continuity.ground.parallel._GRACE_S", 0.2)
    mine, never, stuck, refused = cancel.Cancel(), threading.Event(), threading.Event(), threading.Event()

    def look() -> None:
        stuck.set()
        never.wait(30)
        with pytest.raises(KeyboardInterrupt):
            process.run(["true"], timeout=LONG)
        refused.set()

    def cut_off() -> None:
        stuck.wait(30)
        mine.cancel()

    threading.Thread(target=cut_off).start()
    start = CLOCK.mark()
    with cancel.under(mine), pytest.raises(KeyboardInterrupt):
        parallel([look], at_once=1)
    assert elapsed(start, CLOCK.mark()).seconds < 10
    never.set()
    assert refused.wait(30), "it can start no child any more"
