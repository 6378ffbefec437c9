"""One call to a desk: JSON there and back, with a limit to its length, and faults in words that hold no secret."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from continuity.ground import web
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

_PATIENCE_S = 20
_MOST = 1 << 20
#: What an error of GLPI is called; what it says beside may repeat what it was told.
_NAMED = re.compile(rb'^\s*\[\s*"([A-Z][A-Z_]{3,60})"')
_FAULTS = web.FAULTS


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request; its address and its headers hold secrets."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(default=None, repr=False)


def ask(call: Call) -> Any:
    """Return the answer's JSON, None where it has none. Raises ``Unavailable``."""
    headers = {"Content-Type": "application/json"} | dict(call.headers)
    try:
        request = urllib.request.Request(call.url, call.body, headers, method=call.method)  # noqa: S310 - the web alone
        with web.opener(redirects=False).open(request, timeout=_PATIENCE_S) as answer:
            data = answer.read(_MOST + 1)
        return json.loads(data) if data.strip() and len(data) <= _MOST else None
    except json.JSONDecodeError:
        return None
    except web.FAULTS as error:
        raise Unavailable(
            "the ticket desk did not take it: {why}",
            hint="check `tickets`: its address, its secrets, what its user may do; it is tried again by itself",
            why=_why(error),
        ) from None  # the library's own words may hold the address


def _why(error: Exception) -> str:
    said = web.cause(error)
    if isinstance(error, urllib.error.HTTPError):
        try:
            named = _NAMED.match(error.read(_MOST))
        except _FAULTS:
            named = None
        said += f", {named[1].decode()}" if named else ""
    return said
