"""The only door to child processes: an argument list, never a shell; a time limit, always; both pipes drained.

A child gets an environment made for it (:data:`PASSED_ON` plus what the caller adds), so no secret of ours
reaches a program that was not meant to have it, and secrets travel in ``env``, never in ``argv``. It dies
with us: ``setpriv --pdeathsig`` (util-linux, essential on Debian) has the kernel send it SIGTERM when the
thread that started it is gone, so a killed engine leaves no backup running that nobody records.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Any

from continuity.ground import cancel, watch
from continuity.ground.errors import Unavailable
from continuity.ground.interruptions import HeldBack
from continuity.ground.pipes import close, drain, ended
from continuity.ground.secrecy import veil

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import timedelta
    from pathlib import Path

    Child = subprocess.Popen[bytes]

#: What a child inherits: enough to find programs, caches and time zones, and nothing else.
PASSED_ON = (
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "XDG_CACHE_HOME",
    "SSL_CERT_FILE",
)

_PACKAGES = dict.fromkeys(("pg", "psql", "createdb"), "postgresql-client")  # by what stands before the first `_`
_KEPT_STDERR_LINES = 400
_GRACE_S = 10.0  # between the polite signal and SIGKILL


@dataclass(frozen=True, kw_only=True)
class Completed:
    """How a child ended; ``returncode`` is negative for a signal, as in :mod:`subprocess`."""

    returncode: int
    stdout: str
    stderr: str
    timed_out: bool = False


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a child: :data:`PASSED_ON` from ours, then ``extra``."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ} | dict(extra)


def find_program(name: str) -> str:
    """Return the path of a program; raises :class:`Unavailable` where it is not installed."""
    found = shutil.which(name)
    if found is None:
        raise Unavailable(
            "the program {name} is not installed",
            hint="install it (Debian: apt-get install {package}) or put it on PATH",
            name=name,
            package=_PACKAGES.get(name.partition("_")[0], name),
        )
    return found


def start(
    argv: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: int | IO[bytes] = subprocess.DEVNULL,
    pass_fds: Sequence[int] = (),
    farewell: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a child, which the caller ends, or the kernel by ``farewell`` once we are gone; ``output``: all it says."""
    errors = subprocess.PIPE if output is subprocess.PIPE else subprocess.STDOUT
    with HeldBack() as held:
        child = _start(argv, env=env, cwd=cwd, stdout=output, stderr=errors, pass_fds=pass_fds, farewell=farewell)
        try:
            held.release()
        except BaseException:
            stop(child)
            raise
    return child


def _start(argv: Sequence[str], *, env: Mapping[str, str] | None, farewell: signal.Signals, **how: Any) -> Child:
    find_program(argv[0])
    return subprocess.Popen(
        [find_program("setpriv"), "--pdeathsig", farewell.name, *argv],
        stdin=how.pop("stdin", subprocess.DEVNULL),
        env=environment(env or {}),
        start_new_session=True,
        **how,
    )


def stop(child: subprocess.Popen[bytes], *, polite: int = signal.SIGTERM, grace_s: float = _GRACE_S) -> int:
    """End a child and its whole group, politely first, and return its exit status. Repeatable.

    What outlives the child in its group is killed. A child that was already waited for is left alone: its
    number may belong to somebody else by now.
    """
    if child.returncode is None:
        _signal(child, polite)
        ended(child, grace_s)
        _signal(child, signal.SIGKILL)
    return child.wait()


def run(
    argv: Sequence[str],
    *,
    timeout: timedelta,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    on_line: Callable[[str], None] | None = None,
    ends: str = "\n",
) -> Completed:
    """Run a child to its end and return how it ended; a non-zero status is the caller's to judge.

    ``on_line`` receives each line of stdout as it comes (the lines are then not kept), a line being what ends with
    ``ends``, one ASCII character; an exception in it, or Ctrl-C, interrupts the child (its pipes stay open until it
    has ended) and is raised on. Raises :class:`Unavailable` where the program is missing.

    The :class:`~continuity.ground.cancel.Cancel` that the caller is under does, in any thread, what Ctrl-C does; once
    it is cancelled no child is started. Whoever looks on (:func:`continuity.ground.watch.watched_by`) may end it too.
    """
    cancel.current().check()
    lines: list[str] = []
    done = _see_through(
        lambda: start(argv, env=env, cwd=cwd, output=subprocess.PIPE), timeout, on_line or lines.append, ends
    )
    return replace(done, stdout="".join(lines))


def run_into(
    argv: Sequence[str],
    file: IO[bytes],
    *,
    timeout: timedelta,
    env: Mapping[str, str] | None = None,
    source: int | IO[bytes] = subprocess.DEVNULL,
) -> Completed:
    """Run a child that writes its output into a file, and reads its input from another; otherwise as :func:`run`."""
    cancel.current().check()
    pipes: dict[str, Any] = {"stdin": source, "stdout": file, "stderr": subprocess.PIPE}
    return _see_through(lambda: _start(argv, env=env, farewell=signal.SIGTERM, **pipes), timeout, _ignore, "\n")


def _see_through(launch: Callable[[], Child], timeout: timedelta, out: Callable[[str], None], ends: str) -> Completed:
    """Start a child and wait for its end, whatever ends it."""
    with HeldBack() as held:  # a child that nobody knows of yet would be left running
        return _waited_for(launch(), held, timeout, out, ends)


def _waited_for(child: Child, held: HeldBack, timeout: timedelta, out: Callable[[str], None], ends: str) -> Completed:
    errors: deque[str] = deque(maxlen=_KEPT_STDERR_LINES)
    late = threading.Event()

    def complain(line: str) -> None:
        errors.append(line)
        watch.current().complained(line)

    def give_up() -> None:
        late.set()
        stop(child)

    watchdog = threading.Timer(timeout.total_seconds(), give_up)
    watchdog.daemon = True
    watchdog.start()
    try:
        held.release()
        with cancel.current().ending(lambda: _interrupt(child)):
            drain(child, out, complain, ends)
            status = child.wait()
        cancel.current().check()
    except BaseException:
        ending = threading.Thread(target=_interrupt, args=(child,))
        ending.start()
        with watch.watched_by(watch.NOBODY):
            drain(child, _ignore, _ignore)
        ending.join()
        raise
    finally:
        watchdog.cancel()
        close(child)
    return Completed(returncode=status, stdout="", stderr=veil("".join(errors)), timed_out=late.is_set())


def _interrupt(child: subprocess.Popen[bytes]) -> None:
    stop(child, polite=signal.SIGINT)


def _signal(child: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, number)


def _ignore(_: str) -> None:
    pass
