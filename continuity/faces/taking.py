"""What is reported of checks over HTTP, ``/checks/TOKEN``: calls by GET or POST, results by POST; nothing is told back.

A wrong token is answered as any path that is not there.
"""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

from continuity.engine.supervision.asking import specs_of
from continuity.engine.supervision.inbox import Inbox
from continuity.engine.supervision.tokens import Tokens, reporting_key
from continuity.ground.errors import ContinuityError, UsageError
from continuity.ground.secrecy import veiled
from continuity.supervision.checks.ports import Observed, State
from continuity.supervision.listening.submitted import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.faces.app import App
    from continuity.model.check import CheckSpec

    Answer = tuple[int, str, bytes]

WHY = {"called": "called"}
_TEXT = "text/plain"
_NOTHING = (404, _TEXT, b"not found\n")


class Taken:
    """Takes what is reported, for the documents in force."""

    def __init__(self, app: Callable[[], App]) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._known: tuple[App, Tokens] | None = None

    def __call__(self, method: str, given: str, body: bytes) -> Answer:
        """Return the answer to one report; never raises."""
        app = self._app()
        try:
            check = None if method == "HEAD" else self._tokens(app).check(given)
            if check is None:
                return _NOTHING
            observed = _observed(check, method, body)
            Inbox.below(app.workshop.directories.state).put(
                check.reference, app.clock.now(), observed, app.workshop.ids
            )
        except (UsageError, ValueError, RecursionError):
            return 400, _TEXT, b"refused\n"
        except ContinuityError:
            return 503, _TEXT, b"not taken\n"
        return 200, _TEXT, b"taken\n"

    def _tokens(self, app: App) -> Tokens:
        with self._lock:
            if self._known is None or self._known[0] is not app:
                state = app.workshop.directories.state
                checks = list(specs_of(app.inventory))
                if not any(one.passive for one in checks):  # no key is made for nobody
                    return Tokens(b"", ())
                self._known = app, Tokens(reporting_key(state, app.workshop.ids), checks)
            return self._known[1]


def _observed(check: CheckSpec, method: str, body: bytes) -> Observed:
    """Return what is reported: that there was a call, whatever it carried; or the result in the body."""
    if check.kind == "heartbeat":
        return Observed(state=State.OK, said=WHY["called"], latency_s=0.0)
    if method != "POST":
        raise ValueError(method)
    return read(veiled(json.loads(body)))  # before anything cuts a secret in two
