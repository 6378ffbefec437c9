"""Receiving all the time: one program a server whose log we promised to hold, begun again whenever it ends.

Each on a thread of its own, which lives as long as its program: the kernel ends a child with the thread that started
it. A capture receives by itself meanwhile where ours does not run; the spool's lock keeps the two apart.
"""

from __future__ import annotations

import signal
import threading
from datetime import timedelta
from typing import IO, TYPE_CHECKING

from continuity.backup.sources.postgresql_continuous.facts import read_facts
from continuity.backup.sources.postgresql_continuous.receiving import command
from continuity.backup.sources.postgresql_continuous.room import refuse_without_room
from continuity.backup.sources.postgresql_continuous.spool import Spool
from continuity.engine.continuous import continuous_postgresql
from continuity.engine.daemon.events import Event, Level
from continuity.ground import process

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping

    from continuity.backup.sources.postgresql_continuous.source import ContinuousPostgresql
    from continuity.engine.daemon.events import Tell
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset

_LOOK = timedelta(seconds=2)  # how often it is looked at
_FIRST, _LONGEST = timedelta(seconds=1), timedelta(minutes=1)  # between one try and the next
_SHOWN = 300


class Receivers:
    """The receivers of the documents in force."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._running: dict[str, tuple[Asset, Receiver]] = {}

    def take(self, workshop: Workshop) -> None:
        """Receive for every asset of these documents that asks for it, and for no other any more."""
        wanted = {asset.reference: asset for asset in workshop.inventory.assets() if asset.source.continuous}
        self._end({name for name, (asset, _) in self._running.items() if wanted.get(name) != asset})
        for name in wanted.keys() - self._running.keys():
            asset = wanted[name]
            spool = Spool(folder=workshop.directories.spool(asset.client, asset.name))
            receiver = Receiver(name, spool, continuous_postgresql(workshop, asset), self._tell)
            self._running[name] = (asset, receiver)
            receiver.start()

    def stop(self) -> None:
        """End all of them, politely, and wait for it."""
        self._end(set(self._running))

    def _end(self, names: set[str]) -> None:
        ending = [self._running.pop(name)[1] for name in names]
        for receiver in ending:
            receiver.leave()
        for receiver in ending:
            receiver.join()


class Receiver(threading.Thread):
    """One receiver; it says once what it suffers from, and once that it is over."""

    def __init__(self, asset: str, spool: Spool, source: ContinuousPostgresql, tell: Tell) -> None:
        super().__init__(name=f"receiver of {asset}", daemon=True)
        self._asset, self._spool, self._source, self._tell = asset, spool, source, tell
        self._leaving = threading.Event()
        self._fault = ""

    def leave(self) -> None:
        """Ask it to end."""
        self._leaving.set()

    def run(self) -> None:
        """Receive until it is asked to end; begun anew after a while, which grows, wherever it breaks off."""
        wait = _FIRST
        while not self._leaving.is_set():
            try:
                lasted = self._receive()
            except Exception as error:  # noqa: BLE001 - a thread has nobody to raise to; it tries again
                lasted = False
                self._complain(str(error), getattr(error, "hint", ""))
            wait = _FIRST if lasted else min(wait * 2, _LONGEST)
            self._leaving.wait(wait.total_seconds())

    def _receive(self) -> bool:
        """Receive as long as it goes; False where it did not go well even for a while.

        Before its first capture there is no slot yet, and nothing to receive by it.
        """
        known = read_facts(self._spool.facts)
        if known is None:
            return True
        refuse_without_room(self._spool.folder)
        with self._spool.receiving() as lock:
            if lock is None:
                return True
            self._spool.mend(known.segment_bytes)
            log = self._spool.folder / "receiver.log"
            with log.open("wb") as output:
                child = self._begin(output, lock)
            try:
                lasted = self._watch(child)
            finally:
                process.stop(child, polite=signal.SIGINT)
        if not self._leaving.is_set():
            said = log.read_text(errors="replace").strip()[-_SHOWN:] or _ending(child.returncode)
            self._complain(said, "")
        return lasted

    def _begin(self, output: IO[bytes], lock: int) -> subprocess.Popen[bytes]:
        argv = command(self._spool, self._source.slot)
        environment: Mapping[str, str] = self._source.server.environment()
        return process.start(argv, env=environment, output=output, pass_fds=(lock,))

    def _watch(self, child: subprocess.Popen[bytes]) -> bool:
        """Wait for its end, or ours; True where it received for a while."""
        looks = 0
        while child.poll() is None and not self._leaving.wait(_LOOK.total_seconds()):
            refuse_without_room(self._spool.folder)
            looks += 1
            if looks == 1 and child.poll() is None:  # one that broke off at once never received
                self._relieved()
        return looks > 1

    def _complain(self, why: str, hint: str) -> None:
        if why == self._fault:
            return
        self._fault = why
        values = {"asset": self._asset, "error": why, "hint": hint}
        text = "the log of {asset} is not received: {error} ({hint}); tried again and again"
        self._tell(Event("receiver.broken", text, values, Level.ERROR))

    def _relieved(self) -> None:
        values = {"asset": self._asset}
        self._tell(Event("receiver.receiving", "the log of {asset} is being received", values))
        self._fault = ""


def _ending(status: int) -> str:
    """Return how a receiver ended that said nothing: by a signal mostly, which has its name in every language."""
    return f"pg_receivewal: {signal.Signals(-status).name}" if status < 0 else f"pg_receivewal: {status}"
