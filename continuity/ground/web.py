"""Calls over the web: what may be opened, and what went wrong in words that cannot hold the address."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request

#: What a call may raise; :func:`cause` puts it into words.
FAULTS = (OSError, ValueError, http.client.HTTPException)
WHY = {"late": "no answer in time"}


def opener(*, redirects: bool) -> urllib.request.OpenerDirector:
    """Return what knows the web alone: the library's own also reads files and speaks FTP, where a redirect leads."""
    made = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        *([urllib.request.HTTPRedirectHandler()] if redirects else []),
        urllib.request.HTTPErrorProcessor(),
    ):
        made.add_handler(handler)
    made.addheaders = [("User-Agent", "continuity")]
    return made


def cause(error: Exception) -> str:
    """Return what happened; the library's own words may repeat the address, which may be a secret."""
    if isinstance(error, urllib.error.HTTPError):
        return f"HTTP {error.code}"
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):  # the library's own limit may strike just before the caller's
        return WHY["late"]
    if isinstance(reason, OSError) and reason.strerror:
        return reason.strerror
    return type(reason).__name__
