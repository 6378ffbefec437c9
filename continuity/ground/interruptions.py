"""SIGINT, SIGTERM and SIGHUP, held back while something must not be cut in two.

Python runs their handlers between any two steps of the main thread, and nowhere else; a mask of the thread would hold
nothing back, since another thread receives the signal then, and children would inherit it.
"""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable

_ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class HeldBack:
    """A block in which none comes before :meth:`release`; what came meanwhile comes then. Nothing else threads."""

    def __init__(self) -> None:
        self._before: dict[int, Callable[[int, Any], Any]] = {}
        self._came: list[tuple[int, Any]] = []
        self._open = False

    def __enter__(self) -> Self:
        """Begin to hold them back, where there is a handler of Python's to do so."""
        try:
            if threading.current_thread() is threading.main_thread():
                for number in _ASKING:
                    handler = signal.getsignal(number)
                    if callable(handler):
                        self._before[number] = handler
                        signal.signal(number, self._come)
        except BaseException:  # the one that is not held back yet
            self.release()
            raise
        return self

    def release(self) -> None:
        """Let them come again; raises what the handler of one that came raises. Repeatable."""
        if self._open:
            return
        try:
            self._open = True  # from here on a handler of ours is as good as the old one
            self._put_back()
        finally:
            self._put_back()  # where one that came just now cut it short
        for number, frame in self._came:
            self._before[number](number, frame)

    def __exit__(self, *_: object) -> None:
        """Let them come again, as :meth:`release`."""
        self.release()

    def _put_back(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _come(self, number: int, frame: Any) -> None:
        if self._open:
            self._before[number](number, frame)
        else:
            self._came.append((number, frame))
