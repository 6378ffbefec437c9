"""``tcp`` and ``http``: whether a service answers, so many times in a row; ``wait``: let time pass."""

from __future__ import annotations

import socket
import urllib.error
from typing import TYPE_CHECKING, Any

from continuity.ground import cancel
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError, UsageError
from continuity.ground.web import opener
from continuity.recovery.actions.asked import duration, port, shell, whole
from continuity.recovery.actions.ports import Context, Performed
from continuity.recovery.actions.trying import OtherAnswer, until, wrong

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WHY = {"text": "the text that is expected is not there"}
_ONE_S = 10.0  # how long one try may take
_BETWEEN_S = 0.5
_BYTES = 65536


class TcpAction:
    """Connects to ``host`` and ``port`` until it is let in, at most for ``within`` (one try where nothing is said)."""

    required: Sequence[str] = ("host", "port")
    optional: Sequence[str] = ("within", "times")
    changes = False

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        """Return a command that does the same."""
        return shell(["nc", "-z", "-v", str(parameters["host"]), str(port(parameters))])

    def look(self, parameters: Mapping[str, Any], _context: Context) -> ContinuityError | None:
        """Tell whether its figures are figures."""
        return wrong(parameters, "times")

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Connect. Raises ``NotProven`` where nobody lets us in."""

        def once() -> str:
            with socket.create_connection((str(parameters["host"]), port(parameters)), timeout=_ONE_S):
                return "open"

        return until(once, parameters, context)


class HttpAction:
    """Asks for ``url`` until it answers with ``status`` (200) and, where said, a body that holds ``contains``."""

    required: Sequence[str] = ("url",)
    optional: Sequence[str] = ("status", "contains", "within", "times")
    changes = False

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        """Return a command that does the same."""
        return shell(["curl", "-sS", "-i", str(parameters["url"])])

    def look(self, parameters: Mapping[str, Any], _context: Context) -> ContinuityError | None:
        """Tell whether it is an address of the web at all."""
        if not str(parameters["url"]).startswith(("http://", "https://")):
            return UsageError(
                "{url} is no address of the web", hint="write http://… or https://…", url=parameters["url"]
            )
        return wrong(parameters, "status", "times")

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Ask. Raises ``NotProven`` where it does not answer so."""
        if fault := self.look(parameters, context):
            raise fault
        status, part = whole(parameters, "status", 200), str(parameters.get("contains", ""))

        def once() -> str:
            code, body = _answer(str(parameters["url"]))
            if code != status:
                raise OtherAnswer(f"HTTP {code}")
            if part not in body:
                raise OtherAnswer(WHY["text"])
            return str(code)

        return until(once, parameters, context)


class WaitAction:
    """Lets ``time`` pass."""

    required: Sequence[str] = ("time",)
    optional: Sequence[str] = ()
    changes = False

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        """Return a command that does the same."""
        return shell(["sleep", str(int(duration(parameters, "time").total_seconds()))])

    def look(self, parameters: Mapping[str, Any], _context: Context) -> ContinuityError | None:
        """Tell whether it is a length of time."""
        try:
            duration(parameters, "time")
        except ContinuityError as error:
            return error
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Wait, in small steps: whoever interrupts waits no longer than one."""
        start, length = context.clock.mark(), duration(parameters, "time").total_seconds()
        while (left := length - elapsed(start, context.clock.mark()).seconds) > 0:
            cancel.current().check()
            context.clock.sleep(min(left, _BETWEEN_S))
        return Performed()


def _answer(url: str) -> tuple[int, str]:
    """Return the status and the beginning of the body, also of an answer that is an error."""
    try:
        with opener(redirects=False).open(url, timeout=_ONE_S) as got:
            return got.status, got.read(_BYTES).decode(errors="replace")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(_BYTES).decode(errors="replace")
