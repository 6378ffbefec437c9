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
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import timedelta
    from pathlib import Path

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
            hint="install it (Debian: apt-get install {name}) or put it on PATH",
            name=name,
        )
    return found


def start(
    argv: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: int | IO[bytes] = subprocess.DEVNULL,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a child that dies with us and return it; the caller ends it. ``output`` takes stdout and stderr."""
    find_program(argv[0])
    return subprocess.Popen(
        [find_program("setpriv"), "--pdeathsig", "TERM", *argv],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not subprocess.PIPE else subprocess.PIPE,
        env=environment(env or {}),
        cwd=cwd,
        pass_fds=pass_fds,
        start_new_session=True,
    )


def stop(child: subprocess.Popen[bytes], *, polite: int = signal.SIGTERM, grace_s: float = _GRACE_S) -> int:
    """End a child and its whole session, politely first, and return its exit status."""
    for number in (polite, signal.SIGKILL):
        if child.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, number)
            with suppress(subprocess.TimeoutExpired):
                child.wait(grace_s)
    return child.wait()


def run(
    argv: Sequence[str],
    *,
    timeout: timedelta,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    on_line: Callable[[str], None] | None = None,
) -> Completed:
    """Run a child to its end and return how it ended; a non-zero status is the caller's to judge.

    ``on_line`` receives each line of stdout as it comes (the lines are then not kept); an exception in it,
    or Ctrl-C, interrupts the child and is raised on. Raises :class:`Unavailable` where the program is missing.
    """
    child = start(argv, env=env, cwd=cwd, output=subprocess.PIPE)
    assert child.stdout is not None  # noqa: S101 - Popen's promise with PIPE, told to the type checker
    assert child.stderr is not None  # noqa: S101
    errors: deque[str] = deque(maxlen=_KEPT_STDERR_LINES)
    late = threading.Event()

    def give_up() -> None:
        late.set()
        stop(child)

    drain = threading.Thread(target=_collect, args=(child.stderr, errors.append), daemon=True)
    watchdog = threading.Timer(timeout.total_seconds(), give_up)
    watchdog.daemon = True
    drain.start()
    watchdog.start()
    lines: list[str] = []
    try:
        _collect(child.stdout, on_line or lines.append)
        child.wait()
    except BaseException:
        stop(child, polite=signal.SIGINT)
        raise
    finally:
        watchdog.cancel()
    drain.join(_GRACE_S)
    return Completed(
        returncode=child.returncode, stdout="".join(lines), stderr="".join(errors), timed_out=late.is_set()
    )


def _collect(pipe: IO[bytes], take: Callable[[str], None]) -> None:
    with pipe:
        for line in pipe:
            take(line.decode("utf-8", errors="replace"))
