"""The service's look at its logs, soon after its start and every day: on a thread of its own, for it may last."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.incidents.from_house import log_causes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from continuity.engine.incidents.from_devices import Judged
    from continuity.engine.workshop import Workshop

EVERY = timedelta(days=1)
AGAIN = timedelta(hours=1)  # where a look failed


class LogLook:
    """Remembers what the last look found until it was written; None of it is there before the first."""

    def __init__(self, failed: Callable[[Exception], None]) -> None:
        self._failed = failed
        self._found: Judged = {}
        self._handed = False
        self._next: datetime | None = None
        self._busy: threading.Thread | None = None

    def found(self, workshop: Workshop, now: datetime) -> Judged:
        """Return what the last look found, until it is :meth:`written`; then begin the next in time. Never waits."""
        if self._busy is not None and self._busy.is_alive():
            return {}
        self._handed = bool(self._found)
        if not self._handed and (self._next is None or now >= self._next):
            self._next = now + EVERY
            self._busy = threading.Thread(target=self._look, args=(workshop, now), name="log look", daemon=True)
            self._busy.start()
            return {}
        return {key: cause for key, cause in self._found.items() if key[0] in workshop.logs}

    def written(self) -> None:
        """Forget what was handed over last: whoever took it wrote it down."""
        if self._handed:
            self._found, self._handed = {}, False

    def _look(self, workshop: Workshop, now: datetime) -> None:
        try:
            self._found = log_causes(workshop, now)
        except Exception as error:  # noqa: BLE001 - a thread has nobody to raise to; what nobody saw changes nothing
            self._next = now + AGAIN
            self._failed(error)
