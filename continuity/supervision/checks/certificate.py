"""Certificates of servers: whom we trust, and how long what they showed is good for."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from continuity.ground.clock import SystemClock
from continuity.ground.errors import UsageError
from continuity.model.parameters import duration
from continuity.supervision.checks.ports import Answer, BadAnswer, Figure, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WHY = {
    "chain": "its certificate is not accepted: {cause}",
    "over": "its certificate ended on {day}",
    "ends": "{said}, certificate until {day}",
}
#: Their names among the parameters of a kind.
TRUST: Sequence[str] = ("ca", "warning", "critical")
_WARNING, _CRITICAL = timedelta(days=30), timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Trust:
    """Whom to trust (``ca``: a file, else the system's), and how much time a certificate must have left."""

    ca: str = ""
    warning: timedelta = _WARNING
    critical: timedelta = _CRITICAL

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Self:
        """Return what the parameters say. Raises ``UsageError`` for a file that holds no certificates."""
        found = cls(
            ca=str(parameters.get("ca", "")),
            warning=duration(parameters, "warning", _WARNING),
            critical=duration(parameters, "critical", _CRITICAL),
        )
        if found.ca:
            found.context()
        return found

    def context(self) -> ssl.SSLContext:
        """Return what a connection is made with; one for all that trust the same."""
        try:
            return _context(self.ca)
        except OSError as error:  # ssl.SSLError is one
            raise UsageError("{path} holds no certificates that could be trusted", path=self.ca) from error


@cache
def _context(ca: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca or None)


def refused(error: Exception) -> str:
    """Return in words why a certificate was not accepted, or no line was agreed upon."""
    cause = getattr(error, "verify_message", "") or getattr(error, "reason", "")  # of ssl.SSLError, as it failed
    return WHY["chain"].format(cause=cause or type(error).__name__)


def judged(certificate: Mapping[str, Any], trust: Trust, said: str) -> Answer:
    """Return the answer with what the server's certificate has left; too little is a warning, or worse."""
    end = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
    left = end - SystemClock().now()
    if left < timedelta(0):
        raise BadAnswer(WHY["over"].format(day=end.date()))
    state = State.CRITICAL if left < trust.critical else State.WARNING if left < trust.warning else State.OK
    figure = Figure(name="certificate_left", value=round(left.total_seconds()), unit="s")
    return Answer(said=WHY["ends"].format(said=said, day=end.date()), state=state, figures=(figure,))
