"""The service's look at what is wrong: at once where a check changed, else every minute; levels every few seconds."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.daemon.events import Event, Level
from continuity.engine.incidents.escalating import escalate
from continuity.engine.incidents.from_devices import device_causes
from continuity.engine.incidents.from_house import STATE, everybodys, of_state, room_causes
from continuity.engine.incidents.from_work import work_causes
from continuity.engine.incidents.in_maintenance import held_back, note, silent, wholly
from continuity.engine.incidents.log_look import LogLook
from continuity.engine.incidents.reconciling import reconcile
from continuity.engine.incidents.steps import publish
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError, Unavailable

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.engine.daemon.events import Tell
    from continuity.engine.incidents.from_devices import Judged
    from continuity.engine.workshop import Workshop
    from continuity.state.store import Transaction

_TURN_S = 2.0
EVERY = timedelta(minutes=1)
#: Looking takes no more than this share of the time, however many devices there are.
_SHARE = 20
SAID = {"fault": "incidents wait: {error} ({hint})", "logs": "the logs could not be verified: {why}"}


class IncidentWatch:
    """Looks for incidents of one set of documents at a time, on a thread of its own."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._wake, self._over = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._fault = ""
        self._failed: tuple[datetime, Exception] | None = None
        self._logs = LogLook(lambda error: self._told_once(Unavailable(SAID["logs"], why=repr(error))))

    def take(self, workshop: Workshop) -> None:
        """Look by these documents from now on."""
        self.stop()
        self._over.clear()
        self._thread = threading.Thread(target=self._run, args=(workshop,), name="incidents", daemon=True)
        self._thread.start()

    def soon(self) -> None:
        """Look at devices at once; safe from any thread, returns at once."""
        self._wake.set()

    def stop(self) -> None:
        """End, after the look that goes on."""
        self._over.set()
        self._wake.set()
        if self._thread:
            self._thread.join()
            self._thread = None
        self._wake.clear()

    def _run(self, workshop: Workshop) -> None:
        devices = work = workshop.clock.now()
        while not self._over.is_set():
            woken, now = self._wake.is_set(), workshop.clock.now()
            self._wake.clear()
            began = workshop.clock.mark()
            parts = (woken or now >= devices, now >= work)
            self._turn(workshop, parts, now)
            took = elapsed(began, workshop.clock.mark()).seconds
            pause = max(EVERY, timedelta(seconds=_SHARE * took))
            devices, work = (now + pause if parts[0] else devices), (now + pause if parts[1] else work)
            self._over.wait(took * (_SHARE / 4))
            self._wake.wait(_TURN_S)

    def _turn(self, workshop: Workshop, parts: tuple[bool, bool], now: datetime) -> None:
        try:
            house = self._house(workshop, now) if parts[1] else {}
            for event in look(workshop, now, devices=parts[0], work=parts[1], house=house):
                self._tell(event)
            self._fault = ""
            if parts[1]:
                self._failed = None
                self._logs.written()
        except ContinuityError as error:  # nothing is lost: the next look finds the same
            self._failed = self._failed or (now, error)
            self._told_once(error)
        except Exception as error:  # noqa: BLE001 - a thread has nobody to raise to; the next look makes up for it
            self._told_once(Unavailable("internal error: {what}", what=repr(error)))

    def _house(self, workshop: Workshop, now: datetime) -> Judged:
        """Return how it stands with this server itself; that nothing could be written is told when it can be again."""
        since = of_state(self._failed[0], now, self._failed[1]) if self._failed else None
        found = everybodys(workshop.inventory, STATE, since)
        return found | room_causes(workshop, now) | self._logs.found(workshop, now)

    def _told_once(self, error: ContinuityError) -> None:
        if str(error) != self._fault:
            self._fault = str(error)
            values = {"error": error, "hint": error.hint}
            self._tell(Event("incident.fault", SAID["fault"], values, Level.ERROR))


def look(
    workshop: Workshop, now: datetime, *, devices: bool = True, work: bool = True, house: Judged | None = None
) -> list[Event]:
    """Look for what is wrong, open and end incidents by it, and call levels in; return what is to be told.

    ``house`` is how it stands with the server itself, and was found already.
    """
    with workshop.store.reading() as tx:
        found: Judged = _judged(workshop, tx, now, (devices, work)) | (house or {})
        if not found and not tx.incidents.open():
            return []
    with workshop.store.transaction() as tx:
        quiet = silent(workshop, tx, now)
        found, held = held_back(found, tx.incidents.open(), quiet)
        noted = note(workshop, tx, held, quiet, now)
        events = reconcile(workshop, tx, found, now)
        asleep = {
            (one.client, one.cause) for one in tx.incidents.open() if wholly(quiet, one.client, one.cause, one.members)
        }
        events += escalate(workshop, tx, _down(workshop, found), now, asleep)
        clients = {one.client for one in tx.incidents.open(since=now)} & set(workshop.logs)
    if events or noted:
        publish(workshop, clients | noted)
    return events


def _judged(workshop: Workshop, tx: Transaction, now: datetime, parts: tuple[bool, bool]) -> Judged:
    devices, work = parts
    found: Judged = {}
    if devices:
        open_ = tx.incidents.open()
        for client in workshop.inventory.clients.values():
            found |= device_causes(tx, client, [one for one in open_ if one.client == client.name], now)
    return found | (work_causes(workshop, tx, now) if work else {})


def _down(workshop: Workshop, found: Judged) -> dict[str, set[str]]:
    """Return the devices of each client that do not work, by this look."""
    down: dict[str, set[str]] = {name: set() for name in workshop.inventory.clients}
    for (client, _), cause in found.items():
        down[client] |= set(cause.down) if cause and client in down else set()
    return down
