"""The service put together: the daemon, its log, who is told, who may ask how it is, and who watches over it."""

from __future__ import annotations

import signal
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.engine.daemon.anchors import AnchorDuty
from continuity.engine.daemon.daemon import Daemon
from continuity.engine.daemon.events import Event, Level
from continuity.engine.daemon.pools import Limits
from continuity.evidence.authority import PATIENCE
from continuity.faces.health import serve
from continuity.faces.initialise import server_key
from continuity.faces.notices import Notifier as Notices
from continuity.faces.ping import ping_of
from continuity.faces.presence import Presence
from continuity.faces.telling import teller
from continuity.ground.errors import ContinuityError
from continuity.ground.supervisor import Notifier as Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from continuity.engine.daemon.health import Health
    from continuity.engine.workshop import Workshop
    from continuity.faces.app import App
    from continuity.faces.language import Language
    from continuity.faces.ping import Ping
    from continuity.ground.log import Log

#: After one of these a reload is over, whatever came of it.
_TAKEN, _REFUSED = "documents.taken", "documents.refused"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the command line says: where to answer (None: nowhere), and how long to wait for running jobs at the end."""

    listen: tuple[str, int] | None
    patience: timedelta


class Service:
    """One process of the scheduled service, with the documents of ``app``. ``language`` is asked at each event."""

    def __init__(self, app: App, log: Log, language: Callable[[], Language], settings: Settings) -> None:
        self._app, self._settings = app, settings
        #: At a start there is nothing better to keep: a client's mistakes must not leave the others unprotected.
        self._left_out = app.take_what_is_valid()
        self._log = teller(language, log)
        with suppress(ContinuityError):  # a state from before there was a log of the server; it begins at a later start
            server_key(app)
        self._presence = Presence(app)
        self._supervisor = Supervisor(app.environ)
        self._notices = Notices(app, self._log)
        self._anchors = AnchorDuty(lambda: self._app.workshop, app.clock, self._tell)
        self._ping: Ping | None = None
        self._read = False  # the first time the daemon asks, it gets the documents that were just read
        self._daemon = Daemon(self._documents, self._tell, self._beat, Limits())

    def run(self) -> bool:
        """Serve until SIGTERM or Ctrl-C; False where running jobs had to be cut off."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop())
        signal.signal(signal.SIGHUP, lambda *_: self._reload())
        server = serve(self._settings.listen, self._daemon.health, lambda: self._app) if self._settings.listen else None
        self._ping_anew()
        if server:
            values = {"host": self._settings.listen[0] if self._settings.listen else "", "port": server.port}
            self._tell(Event("service.listening", "answers on http://{host}:{port}/healthz and /metrics", values))
        for client, error in self._left_out.items():
            values = {"client": client, "error": error}
            text = "{client} is left out until its documents are mended: {error}"
            self._tell(Event("documents.refused", text, values, Level.ERROR))
        self._supervisor.ready()
        try:
            return self._daemon.run(self._settings.patience)
        finally:
            for one in (self._ping, server):
                if one:
                    one.close()
            self._anchors.close(min(self._settings.patience, PATIENCE))
            self._notices.notices.close(self._settings.patience)
            self._presence.close()

    def _documents(self) -> Workshop:
        """Return the workshop of the documents as they are; at the start, of the ones already read."""
        if not self._read:
            self._read = True
            return self._app.workshop
        app = self._app.anew()
        workshop = app.workshop  # raises before anything is changed
        self._app = app
        self._notices.take(app)
        self._presence.take(app)
        self._ping_anew()
        return workshop

    def _ping_anew(self) -> None:
        """Ping as the documents in force say; an address that cannot be had is told, and the service goes on."""
        if self._ping:
            self._ping.close()
            self._ping = None
        try:
            self._ping = ping_of(self._app, lambda: self._daemon.health().well, self._tell)
        except ContinuityError as error:
            values = {"error": error, "hint": error.hint}
            self._tell(Event("ping.failed", "the dead-man ping does not begin: {error} ({hint})", values, Level.ERROR))

    def _tell(self, event: Event) -> None:
        self._log(event)
        self._notices.tell(event)
        if event.name in (_TAKEN, _REFUSED):
            self._supervisor.ready(str(event))

    def _beat(self, health: Health) -> None:
        self._notices.beat(self._app.clock.now(), fault=health.fault)
        self._presence.beat()
        self._anchors.beat(active=health.active)
        # at every beat, well or not: a restart heals no full disk, and would lose what waits to be written
        self._supervisor.watchdog(f"{health.running} running, {health.waiting} waiting, {health.lines} lines")

    def _stop(self) -> None:
        self._supervisor.stopping()
        self._daemon.stop()

    def _reload(self) -> None:
        self._supervisor.reloading()
        self._daemon.reload()
