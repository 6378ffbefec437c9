"""The dead-man ping: a call to somebody outside at each interval, who rings when it stays away.

It says that the service lives and is well; when it is not, it keeps silent. The address is a secret: whoever has it
could keep the alarm quiet. It stands in no message, not even in the words of the library that could not reach it.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.daemon.events import Event, Level
from continuity.ground import web
from continuity.ground.errors import UsageError
from continuity.ground.secrecy import keep

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.engine.daemon.events import Tell
    from continuity.faces.app import App

PATIENCE = timedelta(seconds=20)
_SCHEMES = ("http://", "https://")

WHY = {"pending": "the call before it has no answer yet"}


class Ping:
    """Calls ``url`` at once and then every ``every`` while ``well()``, on a thread of its own; failures stop nobody.

    Raises ``UsageError`` for what is no web address.
    """

    def __init__(
        self, url: str, every: timedelta, well: Callable[[], bool], tell: Tell, patience: timedelta = PATIENCE
    ) -> None:
        self._url, self._every, self._well, self._tell, self._patience = keep(url), every, well, tell, patience
        if not url.lower().startswith(_SCHEMES) or not url.isprintable() or " " in url:
            raise UsageError("the address of the ping is no web address", hint="write http://… or https://…")
        self._failed = ""
        self._asking: threading.Thread | None = None
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ping", daemon=True)

    def start(self) -> Ping:
        """Begin, and return itself."""
        self._thread.start()
        return self

    def close(self) -> None:
        """Ping no more; what is under way is left to itself."""
        self._closed.set()

    def _run(self) -> None:
        while not self._closed.is_set():
            if self._well():
                self._told(self._once())
            self._closed.wait(self._every.total_seconds())

    def _once(self) -> str:
        """Call once and return what went wrong: a limit for the whole, which the library has for its parts alone."""
        if self._asking and self._asking.is_alive():
            return WHY["pending"]
        answer = [web.WHY["late"]]
        self._asking = threading.Thread(target=self._ask, args=(answer,), name="ping-call", daemon=True)
        self._asking.start()
        self._asking.join(self._patience.total_seconds())
        return answer[0]

    def _ask(self, answer: list[str]) -> None:
        try:
            with web.opener(redirects=True).open(self._url, timeout=self._patience.total_seconds()):
                answer[0] = ""
        except web.FAULTS as error:
            answer[0] = web.cause(error)

    def _told(self, fault: str) -> None:
        """Tell a fault once, and its end once."""
        if fault and not self._failed:
            self._tell(Event("ping.failed", "the dead-man ping does not get through: {cause}", {"cause": fault},
                             Level.WARNING))  # fmt: skip
        elif self._failed and not fault:
            self._tell(Event("ping.recovered", "the dead-man ping gets through again"))
        self._failed = fault


def ping_of(app: App, well: Callable[[], bool], tell: Tell) -> Ping | None:
    """Return the ping that the documents ask for, started; None where they ask for none.

    Raises ``UsageError`` and ``Unavailable`` where its address is none, or cannot be revealed.
    """
    spec = app.inventory.ping
    if spec is None:
        return None
    url = spec.url if isinstance(spec.url, str) else app.reveal(spec.url)
    return Ping(url, spec.every, well, tell).start()
