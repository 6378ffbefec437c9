"""The service's look, every minute, at which day or month is over and has no record yet, and at contracts; a thread."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from continuity.engine.contracts.duty import see_to_contracts
from continuity.engine.privacy.names import NameDuty
from continuity.engine.supervision.faults import Faults
from continuity.engine.supervision.forecasting import foresee
from continuity.engine.supervision.summing import sum_up

if TYPE_CHECKING:
    from continuity.engine.daemon.events import Tell
    from continuity.engine.workshop import Workshop

_EVERY_S = 60.0
_FIRST_S = 15.0  # what was not seen while we were away is written before


class Sums:
    """Sums up the periods of one set of documents at a time."""

    def __init__(self, tell: Tell) -> None:
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._faults = Faults(tell)
        self._names = NameDuty()

    def take(self, workshop: Workshop) -> None:
        """Sum up by these documents from now on."""
        self.stop()
        self._over.clear()
        self._thread = threading.Thread(target=self._run, args=(workshop,), name="supervision sums", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, after the record that is being written."""
        self._over.set()
        if self._thread:
            self._thread.join()
            self._thread = None

    def _run(self, workshop: Workshop) -> None:
        pause = _FIRST_S
        while not self._over.wait(pause):
            pause = _EVERY_S
            self._turn(workshop)

    def _turn(self, workshop: Workshop) -> None:
        try:
            while not self._over.is_set() and sum_up(workshop, workshop.clock.now()):
                pass
            foresee(workshop, workshop.clock.now())
            see_to_contracts(workshop)
            self._names.see_to(workshop)
        except Exception as error:  # noqa: BLE001 - a thread has nobody to raise to; the next look finds the same
            self._faults.met(error)
        else:
            self._faults.over()
