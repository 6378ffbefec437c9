"""What works all the time, and not by the agenda: receivers of logs, the watch over devices, and over incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.daemon.receivers import Receivers
from continuity.engine.incidents.watch import IncidentWatch
from continuity.engine.supervision.duty import Sums
from continuity.engine.supervision.watch import Watch

if TYPE_CHECKING:
    from continuity.engine.daemon.events import Tell
    from continuity.engine.workshop import Workshop


class Beside:
    """All of it, for one set of documents at a time."""

    def __init__(self, tell: Tell) -> None:
        incidents = IncidentWatch(tell)
        self._all = (Receivers(tell), Watch(tell, incidents.soon), incidents, Sums(tell))

    def take(self, workshop: Workshop) -> None:
        """Work as these documents say."""
        for one in self._all:
            one.take(workshop)

    def stop(self) -> None:
        """End all of it, and wait for that."""
        for one in self._all:
            one.stop()
