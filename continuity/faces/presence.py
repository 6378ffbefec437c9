"""What the service tells the server's own log of itself: when it began and ended, who died, with what it works."""

from __future__ import annotations

import platform
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from continuity.evidence.format.checkpoint import SERVER
from continuity.evidence.server import DIED, DOCUMENTS, SOFTWARE, STARTED, STOPPED
from continuity.ground.actor import actor
from continuity.ground.errors import ContinuityError
from continuity.ground.identity import alive, identity
from continuity.ground.timestamps import write_time
from continuity.state.observations import Observation

if TYPE_CHECKING:
    from continuity.faces.app import App
    from continuity.state.store import Transaction

_KEY = (SERVER, "", "server-log/services")  # the services that began and did not say that they ended


class Presence:
    """One process of the service. What the state cannot take is tried again at the next heartbeat."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._began = self._told = False

    def take(self, app: App) -> None:
        """Go by other documents from now on, and tell of them."""
        self._app, self._told = app, False

    def beat(self) -> None:
        """Tell what was not told yet."""
        server = self._app.server_log
        if server is None or (self._began and self._told):
            return
        with suppress(ContinuityError):
            if not self._began:
                self._begin()
                self._began = True
            tell_standing(self._app)
            self._told = True

    def close(self) -> None:
        """Tell that it ended."""
        server = self._app.server_log
        if server is None or not self._began:
            return
        with suppress(ContinuityError):
            with self._app.store.transaction() as tx:
                running = _running(tx)
                began = running.pop(identity(), None)
                server.note(tx, STOPPED, {"service": identity(), "started_at": began})
                self._write(tx, running)
            server.sequence()

    def _begin(self) -> None:
        server, now = self._app.server_log, self._app.clock.now()
        assert server is not None  # noqa: S101 - asked before
        with self._app.store.transaction() as tx:
            running = _running(tx)
            for one in [one for one in running if not alive(one)]:
                server.note(tx, DIED, {"service": one, "started_at": running.pop(one)})
            server.note(tx, STARTED, {"service": identity(), "by": actor(self._app.command)})
            self._write(tx, running | {identity(): write_time(now)})

    def _write(self, tx: Transaction, running: dict[str, str]) -> None:
        tx.observations.note(_KEY, Observation(at=self._app.clock.now(), run="", facts={"running": running}))


def tell_standing(app: App) -> None:
    """Record the programs and the documents that this server works with, where they changed; and sign."""
    from continuity.engine.declared import digest_of

    server = app.server_log
    if server is None:
        return
    by = actor(app.command)
    server.changed(SOFTWARE, _software(app), by)
    documents = {"digest": digest_of(app.inventory), "clients": len(app.inventory.clients)}
    server.changed(DOCUMENTS, documents, by)
    server.sequence()


def _software(app: App) -> dict[str, Any]:
    import sqlite3

    from continuity import __version__
    from continuity.backup.restic.program import usable

    try:
        restic = ".".join(map(str, usable(app.state / "cache").version))
    except ContinuityError:  # missing, or too old: each run says so
        restic = ""
    versions = {"continuity": __version__, "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    return versions | {"restic": restic}


def _running(tx: Transaction) -> dict[str, str]:
    found = tx.observations.latest(*_KEY)
    return dict(found.facts["running"]) if found else {}
