"""Looking on while a child of ``ground/process`` works, and ending it for what it says or for its silence."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator


class Watcher(Protocol):
    """Who looks on; an exception of either method interrupts the child, and is raised by whoever runs it."""

    def complained(self, line: str) -> None:
        """Take note of one line of stderr, as it comes."""

    def waiting(self, pid: int) -> None:
        """Take note that the child, process ``pid``, still runs: told at least once a second."""


class _Nobody:
    def complained(self, line: str) -> None:
        pass

    def waiting(self, pid: int) -> None:
        pass


_CURRENT: ContextVar[Watcher] = ContextVar("watcher")
#: For a child that nobody looks on at, and for one that is being ended.
NOBODY: Watcher = _Nobody()


def current() -> Watcher:
    """Return who looks on at the children of this thread."""
    return _CURRENT.get(NOBODY)


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Let ``watcher`` look on at every child that is run in the block."""
    token = _CURRENT.set(watcher)
    try:
        yield
    finally:
        _CURRENT.reset(token)
