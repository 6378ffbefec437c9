"""A daemon under test: started as users start it, watched through what it writes, told to end."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.engine.kit import ROOT, Client, Done, finish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def wait(ready: Callable[[], Any], what: str, limit_s: float = 60) -> None:
    end = time.monotonic() + limit_s
    while not ready():
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.1)


def outcomes(client: Client, kind: str = "backup") -> list[str]:
    """How the runs of a kind ended, in the order of the log."""
    ends = [one["body"] for one in client.records() if one["kind"] == "run.outcome"]
    return [one["outcome"] for one in ends if one["kind"] == kind]


def active(client: Client, pid: int) -> bool:
    """Whether that process is the active scheduler."""
    with contextlib.closing(sqlite3.connect(f"file:{client.state / 'state.db'}?mode=ro", uri=True)) as database:
        rows = database.execute("select holder from lease where name = 'scheduler'").fetchall()
    return any(f"/{pid}/" in holder for (holder,) in rows)


@contextmanager
def serving(client: Client, *options: object, code: int | None = 0) -> Iterator[subprocess.Popen[str]]:
    """Serve for the length of the block; then it must hand back in time and end with ``code``."""
    child = client.spawn("daemon", "--listen", "none", *options)
    try:
        wait(lambda: active(client, child.pid) or child.poll() is not None, "an active scheduler")
        yield child
    except BaseException:
        child.kill()
        print(finish(child).all)
        raise
    child.send_signal(signal.SIGTERM)
    finish(child).checked(code)


def until(client: Client, ready: Callable[[], Any], *options: object, code: int | None = 0) -> None:
    """Serve until something holds."""
    with serving(client, *options, code=code) as child:
        wait(lambda: ready() or child.poll() is not None, "what the daemon should do")
        assert child.poll() is None, finish(child).all


def dying(client: Client, point: str, nth: int) -> Done:
    """Serve until the process kills itself at a point of ``tests.daemon.dying``."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.daemon.dying", point, str(nth), "--", *client.argv("daemon", "--listen", "none")],
        env={"PATH": os.environ["PATH"], "HOME": str(client.root), "DYING_WATCHES": str(client.root / "disk" / "data")}
        | client.environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )
    done = finish(child)
    assert done.code == -signal.SIGKILL, done.all
    return done
