"""Loopback ports: which are free, and whether somebody listens."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING

from continuity.ground.clock import SystemClock, elapsed
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOST = "127.0.0.1"


def free_ports(count: int) -> list[int]:
    """Return distinct TCP ports of loopback that were free a moment ago."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind((HOST, 0))
        return [one.getsockname()[1] for one in sockets]


def last_words(log: Path | None) -> str:
    """Return the last lines of a log, or of the newest file of a directory of logs: the demo removes what it made."""
    if log is None or not log.exists():
        return "-"
    files = [log] if log.is_file() else sorted(log.iterdir(), key=lambda file: file.stat().st_mtime)[-1:]
    lines = [line.strip() for file in files for line in file.read_text(errors="replace").splitlines()]
    return " | ".join(lines[-3:])[-400:] or "-"


def listens(port: int) -> bool:
    """Tell whether a connection to the port is accepted."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((HOST, port)) == 0


def wait_until(ready: Callable[[], bool], *, what: str, limit_s: float, log: Path | None = None) -> None:
    """Poll every 20 ms; raises ``Unavailable`` (naming ``what`` and where its log is) after ``limit_s`` seconds."""
    clock = SystemClock()
    start = clock.mark()
    while not ready():
        if elapsed(start, clock.mark()).seconds > limit_s:
            raise Unavailable(
                "{what} did not come up within {limit:g} s",
                hint="its log ({log}) ends: {said}" if log else "",
                what=what,
                limit=limit_s,
                log=log,
                said=last_words(log),
            )
        clock.sleep(0.02)
