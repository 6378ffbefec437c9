"""Being told to end, in every thread: Ctrl-C reaches the main thread alone, and a daemon's jobs run on others.

A :class:`Cancel` stands for one piece of work; :func:`under` lets all that is called below obey it, however deep,
without a parameter on the way (a context variable, which new threads inherit by ``contextvars.copy_context``).
``ground/process`` ends its child when it is told so. Cancelled work ends as if Ctrl-C had come to its own thread, with
``KeyboardInterrupt``: what tidies up after one tidies up after the other.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Cancel:
    """Whether a piece of work is still wanted."""

    def __init__(self) -> None:
        self.cancelled = False
        self._numbers = count()
        self._ends: dict[int, Callable[[], None]] = {}

    def cancel(self) -> None:
        """Tell all work under it to end; waits for nothing. From any thread or signal handler, any number of times.

        It takes no lock: a handler may interrupt the very thread that would hold it.
        """
        if self.cancelled:
            return
        self.cancelled = True
        for end in list(self._ends.values()):
            threading.Thread(target=end, daemon=True).start()

    def check(self) -> None:
        """Raise ``KeyboardInterrupt`` once it is cancelled."""
        if self.cancelled:
            raise KeyboardInterrupt

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """Have ``end`` called, on a thread of its own, if it is cancelled within the block.

        Raises ``KeyboardInterrupt`` at once where it already is.
        """
        number = next(self._numbers)
        self._ends[number] = end
        try:
            self.check()  # after it was written down: whoever cancels in between sees it
            yield
        finally:
            del self._ends[number]


_CURRENT: ContextVar[Cancel] = ContextVar("cancel")
_NOBODY = Cancel()  # what nobody ever cancels


def current() -> Cancel:
    """Return what the work at hand obeys; nobody cancels it where nothing else was said."""
    return _CURRENT.get(_NOBODY)


def pause(seconds: float) -> None:
    """Wait; raises ``KeyboardInterrupt`` as soon as the work at hand is cancelled."""
    over = threading.Event()
    with current().ending(over.set):
        over.wait(seconds)
    current().check()


@contextmanager
def under(cancel: Cancel) -> Iterator[None]:
    """Let all that is called in the block obey ``cancel``."""
    token = _CURRENT.set(cancel)
    try:
        yield
    finally:
        _CURRENT.reset(token)


@contextmanager
def shielded() -> Iterator[None]:
    """Let nothing in the block be cancelled: what tidies up after cancelled work must itself come to its end."""
    with under(Cancel()):
        yield


@contextmanager
def scope() -> Iterator[Cancel]:
    """Give the block a ``Cancel`` of its own: cancelled with the one around it, and by any exception that leaves it."""
    own = Cancel()
    with current().ending(own.cancel), under(own):
        try:
            yield own
        except BaseException:
            own.cancel()
            raise
