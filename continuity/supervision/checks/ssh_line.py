"""One SSH connection to a device, shared by its checks: opened when the first asks, and again once it broke."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from continuity.ground.errors import Unavailable
from continuity.ground.ssh import Login, connect
from continuity.ground.ticking import pause
from continuity.supervision.checks.ports import BadAnswer, NotAsked
from continuity.supervision.checks.ssh_greeting import greeted

if TYPE_CHECKING:
    import threading as threads
    from collections.abc import Callable
    from socket import socket

    from continuity.ground.ssh import Connection

T = TypeVar("T")

WHY = {"busy": "the device's one connection was busy with its other checks"}
_STAGE = timedelta(seconds=5)
_LOOK_S = 0.1


@dataclass(frozen=True, kw_only=True)
class Way:
    """How a device is reached; ``identity`` is the private key itself."""

    host: str
    port: int
    user: str
    identity: str = field(repr=False)
    known_hosts: Path


class Line:
    """The connection of one way; at most one question is on it at a time."""

    def __init__(self, way: Way) -> None:
        self._way, self._lock, self._users = way, threading.Lock(), 0
        self._open: tuple[ExitStack, Connection] | None = None
        self._greeted: socket | None = None
        self._greeting, self._handing = False, threading.Lock()

    async def meet(self) -> None:
        """Wait on the loop until the device speaks as SSH does, if nobody is connected: the dead hold no thread.

        Raises ``BadAnswer`` or an ``OSError``; silence has no end here.
        """
        while not (self._open or self._greeted or self._lock.locked()):
            if self._greeting:
                await pause(_LOOK_S)
                continue
            self._greeting = True
            try:
                self._greeted = await greeted(self._way.host, self._way.port)
            finally:
                self._greeting = False

    def _handed(self) -> socket | None:
        with self._handing:
            line, self._greeted = self._greeted, None
            return line

    def part(self) -> None:
        """Hang up what was greeted, and used by nobody."""
        if line := self._handed():
            line.close()

    def ask(self, work: Callable[[Connection], T], over: threads.Event) -> T:
        """Return what ``work`` makes of the connection; one that broke since the last question is opened anew.

        Raises ``Refused`` or ``Unavailable`` as :func:`~continuity.ground.ssh.connect` does, ``NotAsked`` where it is
        ``over`` before its turn came.
        """
        while not self._lock.acquire(timeout=_LOOK_S):
            if over.is_set():
                raise NotAsked(WHY["busy"])
        try:
            used = self._open is not None
            try:
                return self._once(work)
            except Unavailable as error:
                if not used or error.passing is None or over.is_set():
                    raise
            return self._once(work)
        finally:
            self._lock.release()

    def close(self) -> None:
        """Hang up, once the question at hand is answered."""
        self.part()
        with self._lock:
            if self._open:
                self._open[0].close()
            self._open = None

    def _once(self, work: Callable[[Connection], T]) -> T:
        stack, connection = self._open = self._open or self._opened()
        try:
            return work(connection)
        except (BadAnswer, NotAsked):
            raise
        except BaseException:
            self._open = None
            stack.__exit__(*sys.exc_info())  # it tells faults of the line as its own
            raise

    def _opened(self) -> tuple[ExitStack, Connection]:
        way, key = self._way, os.memfd_create("identity")
        line = self._handed()
        try:
            os.fchmod(key, 0o600)
            os.write(key, f"{way.identity}\n".encode())
            login = Login(
                host=way.host,
                port=way.port,
                user=way.user,
                identity=Path(f"/proc/self/fd/{key}"),
                known_hosts=way.known_hosts,
                called="of its `ssh` settings",
            )
            stack = ExitStack()
            return stack, stack.enter_context(connect(login, timeout=_STAGE, line=line))
        except BaseException:
            if line:
                line.close()
            raise
        finally:
            os.close(key)


class Lines:
    """The lines that are in use, by way; whoever takes one gives it back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: dict[Way, tuple[Line, int]] = {}

    def take(self, way: Way) -> Line:
        """Return the line of a way, not opened yet where nobody asked."""
        with self._lock:
            line, users = self._lines.get(way, (None, 0))
            line = line or Line(way)
            self._lines[way] = line, users + 1
            return line

    def give_back(self, way: Way) -> None:
        """Hang up with the last who used it."""
        with self._lock:
            line, users = self._lines[way]
            self._lines[way] = line, users - 1
            if users == 1:
                del self._lines[way]
        if users == 1:
            line.close()
