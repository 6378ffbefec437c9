"""A guide's full screen: the steps at the left, what is said at the right, what is asked below.

The walk is done on a thread of its own, as everything that is drawn is drawn by one. Ctrl-C ends what is being done and
leaves the run standing, as it does on a plain terminal; so does a terminal that is gone.
"""

from __future__ import annotations

import contextvars
import queue
import threading
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeVar

from continuity.ground import cancel
from continuity.ground.errors import Unavailable
from continuity.ground.interruptions import HeldBack

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.faces.tui.window import Window
    from continuity.recovery.procedure.progress import Progress

T = TypeVar("T")
_LOOK_S = 0.2  # how often an interruption is looked for while nobody answers


class FullScreen:
    """One person's window; ``shown`` says in lines where a procedure stands, in his language."""

    def __init__(self, title: str, shown: Callable[[Progress], str]) -> None:
        if find_spec("textual") is None:
            raise Unavailable("the full screen needs Textual", hint="install it: pip install 'continuity[tui]'")
        from continuity.faces.tui.window import Window

        self.window: Window = Window(title, self._answered, self._left)
        self._shown, self._answers = shown, queue.Queue[tuple[int, str]]()
        self._question, self._gone = 0, threading.Event()
        self._cancel: cancel.Cancel | None = None

    def tell(self, text: str) -> None:
        """Show a line, or several; from any thread."""
        self.window.tell(text)

    def ask(self, prompt: str, within_s: float | None) -> str | None:
        """Return what is typed; None where nothing came in time. Raises ``EOFError`` where the window was closed."""
        self._question += 1
        self.window.prompt(prompt, self._question)
        left = within_s
        while left is None or left > 0:
            cancel.current().check()
            if self._gone.is_set():
                raise EOFError
            wait = _LOOK_S if left is None else min(_LOOK_S, left)
            with suppress(queue.Empty):
                number, line = self._answers.get(timeout=wait)
                if number == self._question:  # else it was typed when the time of an earlier one ran out
                    return line
            left = None if left is None else left - wait
        self.window.withdraw()
        return None

    def stands(self, progress: Progress) -> None:
        """Show where the procedure stands; from any thread."""
        self.window.stands(self._shown(progress))

    def during(self, walk: Callable[[], T]) -> T:
        """Do the work with the window shown, and return what it returns, or raise what it raises."""
        came: list[T] = []
        faults: list[BaseException] = []

        def work() -> None:
            try:
                with cancel.scope() as self._cancel:
                    came.append(walk())
            except BaseException as fault:  # noqa: BLE001 - it is raised where the window was opened
                faults.append(fault)
            finally:
                self.window.over()

        worker = threading.Thread(target=contextvars.copy_context().run, args=(work,))
        shut: list[BaseException] = []
        try:
            self.window.run_with(worker)
        except BaseException as closing:  # noqa: BLE001 - how the walk ended says more
            shut.append(closing)
        self._end(worker)
        for fault in (*faults, *(() if came else shut)):
            raise fault
        return came[0]

    def _end(self, worker: threading.Thread) -> None:
        """Leave, and wait for the walk; to be asked once more to end says nothing new."""
        with suppress(KeyboardInterrupt), HeldBack():
            self._left()
            if worker.ident is not None:
                worker.join()

    def _answered(self, question: int, line: str) -> None:
        self._answers.put((question, line))

    def _left(self) -> None:
        """End what is being done, and every question: nobody is there any more."""
        self._gone.set()
        if self._cancel:
            self._cancel.cancel()
