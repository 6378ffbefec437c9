"""A dump that stands still: it waits for a lock that somebody holds, and would wait for a day."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from continuity.ground.clock import SystemClock, elapsed
from continuity.ground.errors import Unavailable
from continuity.ground.watch import watched_by

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta
    from pathlib import Path


class _Growth:
    """Looks on while a program writes a file; raises ``Unavailable`` once it did not grow for too long."""

    def __init__(self, file: Path, patience: timedelta) -> None:
        self._file, self._patience = file, patience
        self._clock = SystemClock()
        self._size, self._since = -1, self._clock.mark()

    def complained(self, line: str) -> None:
        """Say nothing: what a program complains of is told when it ends."""

    def waiting(self, pid: int) -> None:
        """Look at the size of the file."""
        size = self._file.stat().st_size if self._file.exists() else 0
        if size != self._size:
            self._size, self._since = size, self._clock.mark()
        elif elapsed(self._since, self._clock.mark()).seconds > self._patience.total_seconds():
            raise Unavailable(
                "the dump stood still for {seconds} s: a table is locked, or the server does not answer",
                hint="look who holds the lock (SHOW FULL PROCESSLIST); nothing was backed up",
                seconds=int(self._patience.total_seconds()),
            )


@contextmanager
def growing(file: Path, patience: timedelta) -> Iterator[None]:
    """End what is run in the block once ``file`` did not grow for longer than ``patience``: ``Unavailable``."""
    with watched_by(_Growth(file, patience)):
        yield
