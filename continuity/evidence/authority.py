"""Asking a time-stamping authority over HTTP (RFC 3161, 3.4), with an end in time whatever it does."""

from __future__ import annotations

import http.client
import threading
import urllib.error
import urllib.request
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.evidence.timestamp import query, token_of
from continuity.ground.errors import NotProven, Unavailable

if TYPE_CHECKING:
    from continuity.model.anchor import Authority

PATIENCE = timedelta(seconds=20)
_MOST = 1 << 16  # bytes of an answer: a token with its certificates is some kilobytes


def stamp(authority: Authority, text: bytes, patience: timedelta = PATIENCE) -> bytes:
    """Return a believed token (DER) for ``text``, within ``patience``.

    Raises ``Unavailable`` where nobody answers in time, and ``NotProven`` for an answer that is not believed.
    """
    asked = query(text)
    answer = _post(authority, asked.data, patience)
    try:
        return token_of(answer, asked, text, authority.ca)
    except NotProven as error:
        raise NotProven(
            "the authority {name} is not believed: {why}",
            hint="check its address, and the certificates in `ca`",
            name=authority.name,
            why=error,
        ) from error


def _post(authority: Authority, data: bytes, patience: timedelta) -> bytes:
    """Ask, on a thread of its own: the library limits each part of the talk, not the whole."""
    came: list[bytes] = []
    why = ["no answer in time"]

    def ask() -> None:
        headers = {"Content-Type": "application/timestamp-query", "User-Agent": "continuity"}
        request = urllib.request.Request(authority.url, data=data, headers=headers)  # noqa: S310 - the web alone, below
        try:
            with _opener().open(request, timeout=patience.total_seconds()) as response:
                came.append(response.read(_MOST))
        except (OSError, ValueError, http.client.HTTPException) as error:
            why[0] = _cause(error)

    thread = threading.Thread(target=ask, name="authority", daemon=True)
    thread.start()
    thread.join(patience.total_seconds())
    if not came:
        raise Unavailable(
            "the authority {name} gives no time-stamp: {why}",
            hint="check its address, and what filters between; it is asked again by itself",
            name=authority.name,
            why=why[0],
        ).that_may_pass()
    return came[0]


def _opener() -> urllib.request.OpenerDirector:
    """Return what knows the web alone: the library's own also reads files and speaks FTP, where a redirect leads."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _cause(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"HTTP {error.code}"
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):
        return "no answer in time"
    return str(getattr(reason, "strerror", None) or reason)
