"""The daemon's standing duty: look every minute whose log is due to be anchored, on a thread that holds up nothing.

It is no announced job: what it did is in the log as anchors, and what it could not do as the first failure of a
streak. An authority that hangs keeps this thread alone, and that for its time limit.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.anchoring import Anchoring
from continuity.engine.daemon.events import Event, Level
from continuity.evidence.format.checkpoint import SERVER
from continuity.evidence.server import UNSIGNED
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.engine.anchoring import Brought
    from continuity.engine.daemon.events import Tell
    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Clock, Mark

LOOK = timedelta(minutes=1)


class AnchorDuty:
    """Anchors the logs of the documents in force while this scheduler is the active one. One thread beats it."""

    def __init__(self, workshop: Callable[[], Workshop], clock: Clock, tell: Tell) -> None:
        self._workshop, self._clock, self._tell = workshop, clock, tell
        self._thread: threading.Thread | None = None
        self._began: Mark | None = None
        self._closed = threading.Event()
        self._faults: dict[str, str] = {}

    def beat(self, *, active: bool) -> None:
        """Begin a round where it is time for one, and none is under way."""
        now = self._clock.mark()
        busy = self._thread is not None and self._thread.is_alive()
        early = self._began is not None and elapsed(self._began, now).seconds < LOOK.total_seconds()
        if active and not busy and not early and not self._closed.is_set():
            self._began = now
            self._thread = threading.Thread(target=self._round, name="anchors", daemon=True)
            self._thread.start()

    def close(self, patience: timedelta) -> None:
        """Begin nothing more, and wait for what is under way; what does not end is left to itself."""
        self._closed.set()
        if self._thread:
            self._thread.join(patience.total_seconds())

    def _round(self) -> None:
        workshop = self._workshop()
        anchoring = Anchoring(workshop)
        for client in (*workshop.inventory.clients, SERVER):  # the server last: its log takes the heads of the others
            if self._closed.is_set():
                return
            try:
                came, fault = anchoring.server() if client == SERVER else anchoring.client(client), None
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one log, the others are anchored
                came, fault = [], error
            for one in came:
                self._say(one)
            self._say_once(client, fault, workshop)

    def _say(self, one: Brought) -> None:
        values = {"client": one.client, "name": one.name, "size": one.head.size}
        if one.error and one.news:
            text = "{client}: the head of the log could not be brought to {name}: {error} ({hint})"
            more = {"error": one.error, "hint": one.error.hint}
            self._tell(Event("anchor.failed", text, values | more, Level.WARNING))
        elif one.news:
            self._tell(Event("anchor.recovered", "{client}: {name} takes the head of the log again", values))
        elif one.anchor:
            text = "{client}: {name} holds the head of {size} record(s)"
            self._tell(Event("anchor.taken", text, values, Level.DEBUG))

    def _say_once(self, client: str, fault: Exception | None, workshop: Workshop) -> None:
        """Tell what keeps a log from being anchored at all, when it changes; that log itself may not take it."""
        told = "" if fault is None else str(fault) if isinstance(fault, ContinuityError) else repr(fault)
        if told and told != self._faults.get(client):
            text = "{client}: the log cannot be anchored: {error}"
            self._tell(Event("anchor.fault", text, {"client": client, "error": told}, Level.ERROR))
            if workshop.server is not None:
                with suppress(ContinuityError):
                    workshop.server.fact(UNSIGNED, {"log": workshop.log(client).journal.log, "cause": told})
        elif not told and self._faults.get(client, "?"):  # also at a start: the one before may have told of a fault
            self._tell(Event("anchor.sound", "{client}: the log can be signed", {"client": client}, Level.DEBUG))
        self._faults[client] = told
