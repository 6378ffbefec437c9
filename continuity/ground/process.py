"""The only door to child processes: an argument list, never a shell; a time limit, always; both pipes drained.

A child gets an environment made for it (:data:`PASSED_ON` plus what the caller adds), so no secret of ours
reaches a program that was not meant to have it, and secrets travel in ``env``, never in ``argv``. It dies
with us: ``setpriv --pdeathsig`` (util-linux, essential on Debian) has the kernel send it SIGTERM when the
thread that started it is gone, so a killed engine leaves no backup running that nobody records.
"""

from __future__ import annotations

import os
import select
import selectors
import shutil
import signal
import subprocess
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Any, cast

from continuity.ground import cancel, watch
from continuity.ground.errors import Unavailable
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
_QUIET_S = 1.0  # how long a pipe may be silent, once the child has ended, before we stop listening
_CHUNK = 65536  # a pipe's capacity on Linux, pipe(7)


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
    return _start(argv, env=env, cwd=cwd, stdout=output, stderr=errors, pass_fds=pass_fds, farewell=farewell)


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
        _ended(child, grace_s)
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
    child = start(argv, env=env, cwd=cwd, output=subprocess.PIPE)
    done = _see_through(child, timeout, on_line or lines.append, ends)
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
    child = _start(argv, env=env, farewell=signal.SIGTERM, stdin=source, stdout=file, stderr=subprocess.PIPE)
    return _see_through(child, timeout, _ignore, "\n")


def _see_through(child: Child, timeout: timedelta, out: Callable[[str], None], ends: str) -> Completed:
    """Wait for the child's end, whatever ends it."""
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
        with cancel.current().ending(lambda: _interrupt(child)):
            _drain(child, out, complain, ends)
            status = child.wait()
        cancel.current().check()
    except BaseException:
        ending = threading.Thread(target=_interrupt, args=(child,))
        ending.start()
        with watch.watched_by(watch.NOBODY):
            _drain(child, _ignore, _ignore)
        ending.join()
        raise
    finally:
        watchdog.cancel()
        _close(child)
    return Completed(returncode=status, stdout="", stderr=veil("".join(errors)), timed_out=late.is_set())


def _drain(
    child: subprocess.Popen[bytes], out: Callable[[str], None], err: Callable[[str], None], ends: str = "\n"
) -> None:
    """Read both pipes until they end, or until the child has ended and whoever inherited them is quiet."""
    rest: dict[IO[bytes], bytes] = {}
    with selectors.DefaultSelector() as selector:
        for pipe, take, end in ((child.stdout, out, ends), (child.stderr, err, "\n")):
            if pipe is not None:
                selector.register(pipe, selectors.EVENT_READ, (take, end))
        while selector.get_map():
            ready = selector.select(_QUIET_S)
            watch.current().waiting(child.pid)
            if not ready and _ended(child, 0):
                break
            for key, _ in ready:
                pipe, (take, end) = cast("IO[bytes]", key.fileobj), key.data
                chunk = os.read(key.fd, _CHUNK)
                *whole, rest[pipe] = (rest.get(pipe, b"") + chunk).split(end.encode())
                for line in whole:
                    take(line.decode("utf-8", errors="replace") + end)
                if not chunk:
                    selector.unregister(pipe)
                    if last := rest.pop(pipe):
                        take(last.decode("utf-8", errors="replace"))


def _ended(child: subprocess.Popen[bytes], within_s: float) -> bool:
    """Wait for the child's end without reaping it: until then its number, and its group's, stay its own."""
    try:
        handle = os.pidfd_open(child.pid)
    except ProcessLookupError:
        return True
    try:
        poller = select.poll()
        poller.register(handle, select.POLLIN)
        return bool(poller.poll(within_s * 1000))
    finally:
        os.close(handle)


def _interrupt(child: subprocess.Popen[bytes]) -> None:
    stop(child, polite=signal.SIGINT)


def _signal(child: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, number)


def _close(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()


def _ignore(_: str) -> None:
    pass
