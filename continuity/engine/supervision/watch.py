"""The watch over all devices of the documents in force: begun with the service, anew with its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.daemon.events import Event, Level
from continuity.engine.supervision.asking import askings, specs_of
from continuity.engine.supervision.recorder import Recorder
from continuity.model.standing import Status
from continuity.supervision.poller import Poller

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from continuity.engine.daemon.events import Tell
    from continuity.engine.workshop import Workshop
    from continuity.model.check import CheckSpec
    from continuity.model.standing import Change

_BAD = {Status.CRITICAL: Level.ERROR, Status.WARNING: Level.WARNING, Status.UNDETERMINED: Level.WARNING}
CHANGED = "{check}: {was} → {now}, since {since}: {said}"


class Watch:
    """Watches the devices of one set of documents at a time; ``changed`` is called after each hard change."""

    def __init__(self, tell: Tell, changed: Callable[[], None]) -> None:
        self._tell, self._look = tell, changed
        self._working: tuple[Poller, Recorder] | None = None

    def take(self, workshop: Workshop) -> None:
        """Watch what these documents name, and nothing else any more."""
        self.stop()
        specs = list(specs_of(workshop.inventory))
        if not specs:
            return
        poller = Poller(askings(workshop), workshop.clock)
        recorder = Recorder(workshop, specs, poller.soon, self._changed, self._tell)
        recorder.start()
        poller.start(recorder.heard)
        self._working = poller, recorder

    def stop(self) -> None:
        """Watch no more; what was seen is written."""
        if self._working:
            poller, recorder = self._working
            self._working = None
            poller.stop()
            recorder.stop()

    def _changed(self, changes: Sequence[tuple[CheckSpec, Change]]) -> None:
        for spec, one in changes:
            values = {"check": spec.reference, "was": one.was, "now": one.now, "since": one.since, "said": one.said}
            self._tell(Event("check.changed", CHANGED, values, _BAD.get(one.now, Level.INFO)))
        self._look()
