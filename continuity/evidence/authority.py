"""Asking a time-stamping authority over HTTP (RFC 3161, 3.4), with an end in time whatever it does."""

from __future__ import annotations

import threading
import urllib.request
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.evidence.timestamp import query, token_of
from continuity.ground import web
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
    why = [web.WHY["late"]]

    def ask() -> None:
        headers = {"Content-Type": "application/timestamp-query"}
        request = urllib.request.Request(authority.url, data=data, headers=headers)  # noqa: S310 - the web alone, below
        try:
            with web.opener(redirects=False).open(request, timeout=patience.total_seconds()) as response:
                came.append(response.read(_MOST))
        except web.FAULTS as error:
            why[0] = web.cause(error)

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
