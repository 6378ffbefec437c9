"""What the probes of a drill see, kept in its journal while they see it: a drill that is taken up again has it still.

A change of an outage is written within a second, on a thread of its own: no poll waits for the disk.
"""

from __future__ import annotations

import contextvars
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from continuity.ground.errors import ContinuityError
from continuity.model.journal import Kind, New
from continuity.recovery.drills.sittings import earlier, joined, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from continuity.model.journal import Event
    from continuity.recovery.drills.usable import Seen

_LOOK_S = 1.0
_GRACE_S = 5.0


class Sight:
    """What was seen in earlier sittings, by the journal's ``events``, and the way of this one's into it.

    Without ``write`` nothing is kept: a drill that is never taken up again tells all of it at its end.
    """

    def __init__(self, events: Sequence[Event] = (), write: Callable[[New], None] | None = None) -> None:
        self._before, self._write = earlier(events), write

    def whole(self, seen: Sequence[Seen]) -> tuple[Seen, ...]:
        """Return what was seen in all sittings."""
        return tuple(joined(self._before, one) for one in seen)

    @contextmanager
    def kept(self, see: Callable[[], Sequence[Seen]]) -> Iterator[None]:
        """While the block lasts, write each change of what is seen; and what was seen in all, when it ends."""
        if self._write is None or not see():
            yield
            return
        over = threading.Event()
        begin = contextvars.copy_context().run
        thread = threading.Thread(target=begin, args=(self._keep, see, over), name="sight", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join(_GRACE_S)

    def _keep(self, see: Callable[[], Sequence[Seen]], over: threading.Event) -> None:
        known: list[tuple[int, bool]] = []
        while not over.wait(_LOOK_S):
            now = [(len(one.watched.outages), one.watched.open is not None) for one in see()]
            if now != known and any(one.watched.polls for one in see()):
                self._note(see())
                known = now
        self._note(see())

    def _note(self, seen: Sequence[Seen]) -> None:
        with suppress(ContinuityError):  # where it cannot be kept, this sitting tells it at its end all the same
            assert self._write  # noqa: S101 - for mypy: without it nobody keeps anything
            self._write(New(kind=Kind.SEEN, detail=told(seen)))
