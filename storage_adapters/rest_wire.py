"""HTTP as restic's REST protocol needs it: one connection a look, an end in time, nothing ambient (part of ``rest``).

The standard library's client: no redirects, no proxy, no cookies, authorities as OpenSSL and ``$SSL_CERT_FILE``
name them, as for restic. The protocol is restic's ``doc/REST_backend.rst``.
"""

from __future__ import annotations

import base64
import http.client
import json
import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

_STAGE_S = 5.0  # to connect, or for the server to say the next word
_MOST = 64 * 2**20  # bytes of one answer: half a million names
_V2 = "application/vnd.x.restic.rest.v2"
_FINE, _MISSING = 200, 404
_FORBIDDEN = frozenset({403, 405})

#: What keeps us from the server, by how we learn of it.
WHY = {
    "silent": (
        "repository {name} at {endpoint}: the server does not answer",
        "check the host, the port, and what filters between",
    ),
    "untrusted": (
        "repository {name} at {endpoint}: its certificate is refused: {cause}",
        "renew the certificate, or name the file of its authority in $SSL_CERT_FILE",
    ),
    "unencrypted": (
        "repository {name} at {endpoint}: it does not speak TLS",
        "check scheme and port: http or https",
    ),
    "unknown": ("repository {name} at {endpoint}: no such host", "check the address, and this machine's name service"),
    "refused": (
        "repository {name} at {endpoint}: the connection is refused",
        "check the address and the port, and that the server is running",
    ),
    "foreign": (
        "repository {name} at {endpoint}: it does not speak restic's REST protocol",
        "name the address of a restic-rest-server, or of `rclone serve restic`",
    ),
    "unreached": (
        "repository {name} at {endpoint}: it cannot be reached: {cause}",
        "check this machine's network and the route to the server",
    ),
    "stranger": (
        "repository {name} at {endpoint}: the server does not accept this user and password",
        "check user and user_password, and the server's own list (htpasswd)",
    ),
    "forbidden": (
        "repository {name} at {endpoint}: this user may not do this there",
        "with private repositories the path must begin with the user's name",
    ),
    "full": (
        "repository {name} at {endpoint}: the server has no space left for it",
        "raise the quota, or free some space on the server",
    ),
    "busy": (
        "repository {name} at {endpoint}: the server is busy, it answers {status}",
        "try again later; the server's own log says why",
    ),
    "strange": (
        "repository {name} at {endpoint}: the server answers {status} to {method} {what}",
        "the server's own log says why",
    ),
}
_PASSING = frozenset({"silent", "refused", "unreached", "busy"})
_STATUS = {401: "stranger", 403: "forbidden", 413: "full", 507: "full"} | dict.fromkeys((429, 502, 503, 504), "busy")


@dataclass(frozen=True, kw_only=True)
class Wire:
    """Where the server is and who asks; ``path`` is that of the repository, with a slash at both ends."""

    name: str
    endpoint: str
    path: str
    user: str = ""
    password: str = field(default="", repr=False)

    @contextmanager
    def session(self, limit_s: float) -> Iterator[Session]:
        """Open one connection that ends after ``limit_s``, whatever the server does. Raises ``Unavailable``."""
        where = urlsplit(self.endpoint)
        kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
        connection = kind(where.hostname or "", where.port, timeout=_STAGE_S)
        late = threading.Event()
        watchdog = threading.Timer(limit_s, _cut, (connection, late))
        watchdog.daemon = True
        watchdog.start()
        try:
            with self._explained(late):
                yield Session(self, connection)
        finally:
            watchdog.cancel()
            connection.close()

    def fail(self, why: str, **values: object) -> NoReturn:
        """Raise ``Unavailable`` with the two sentences for ``why``."""
        message, hint = WHY[why]
        error = Unavailable(message, hint=hint, name=self.name, endpoint=self.endpoint, **values)
        raise error.that_may_pass() if why in _PASSING else error

    @contextmanager
    def _explained(self, late: threading.Event) -> Iterator[None]:
        try:
            yield
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._tell(TimeoutError() if late.is_set() else error)

    def _tell(self, error: Exception) -> NoReturn:
        match error:
            case TimeoutError():
                self.fail("silent")
            case socket.gaierror():
                self.fail("unknown")
            case ssl.SSLCertVerificationError():
                self.fail("untrusted", cause=error.verify_message)
            case ssl.SSLError():
                self.fail("unencrypted")
            case ConnectionRefusedError():
                self.fail("refused")
            case OSError():
                self.fail("unreached", cause=error.strerror or error)
        self.fail("foreign")


class Session:
    """Requests on one connection; any answer that is not expected is raised as ``Unavailable``."""

    def __init__(self, wire: Wire, connection: http.client.HTTPConnection) -> None:
        self._wire, self._connection = wire, connection

    def has(self, what: str) -> bool:
        """Tell whether an object is there."""
        return self._ask("HEAD", what, (_FINE, _MISSING))[0] == _FINE

    def names(self, folder: str) -> frozenset[str] | None:
        """Return the names in a folder such as ``snapshots/``; None where the repository's folders are missing."""
        status, body = self._ask("GET", folder, (_FINE, _MISSING))
        if status == _MISSING:
            return None
        listed = json.loads(body)
        if not isinstance(listed, list):
            self._wire.fail("foreign")
        return frozenset(str(one.get("name") if isinstance(one, dict) else one) for one in listed)

    def create(self) -> None:
        """Have the server make the folders of the repository; repeatable."""
        self._ask("POST", "?create=true", (_FINE,))

    def refuses_to_delete(self, what: str) -> bool:
        """Ask the server to delete an object; True if it says that this is not allowed."""
        return self._ask("DELETE", what, (_FINE, 204, _MISSING, *_FORBIDDEN))[0] in _FORBIDDEN

    def date(self) -> str | None:
        """Return the server's time as the answer to any request tells it, a refusal included."""
        answer = self._send("HEAD", "config")
        answer.read()
        return answer.getheader("Date")

    def _send(self, method: str, what: str) -> http.client.HTTPResponse:
        wire = self._wire
        headers = {"Accept": _V2}
        if wire.user:
            pair = base64.b64encode(f"{wire.user}:{wire.password}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        self._connection.request(method, wire.path + what, headers=headers)
        return self._connection.getresponse()

    def _ask(self, method: str, what: str, expected: tuple[int, ...]) -> tuple[int, bytes]:
        wire, answer = self._wire, self._send(method, what)
        body = answer.read(_MOST + 1)
        if len(body) > _MOST:
            wire.fail("foreign")
        if answer.status not in expected:
            wire.fail(_STATUS.get(answer.status, "strange"), status=answer.status, method=method, what=what)
        return answer.status, body


def _cut(connection: http.client.HTTPConnection, late: threading.Event) -> None:
    """Make whoever waits for this connection see its end; closing alone would not wake a reader."""
    late.set()
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)
