"""How the service is, over HTTP: ``/healthz`` for probes and ``/metrics`` for Prometheus; and calls of checks.

It answers on the loopback unless told otherwise: it has no passwords, and names clients and assets. Two paths, those
of checks that others report to (``faces/taking``), no files; a connection lasts a few seconds, and only so many are
open at once.
"""

from __future__ import annotations

import json
import re
import socket
import socketserver
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from continuity.ground.clock import SystemClock, elapsed
from continuity.ground.errors import Unavailable, UsageError
from continuity.ground.secrecy import veil
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.engine.daemon.health import Health
    from continuity.faces.app import App
    from continuity.ground.clock import Mark

    Answer = Callable[[], tuple[int, str, bytes]]
    Taking = Callable[[str, str, bytes], tuple[int, str, bytes]]

_JSON = "application/json; charset=utf-8"
_SILENCE_S, _LONGEST_S, _MOST = 5.0, 30.0, 32  # of one read, of one connection, of connections
_TAKEN, _BODY_BYTES = "/checks/", 1 << 16  # where checks are reported to, and how much is read of what is sent
_LISTEN = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[^\s\[\]:]+)):(?P<port>\d{1,5})", re.ASCII)


def listening(text: str) -> tuple[str, int] | None:
    """Read ``HOST:PORT`` (``[::1]:9798``) or ``none``, which is None; raises ``UsageError`` for anything else."""
    if text == "none":
        return None
    found = _LISTEN.fullmatch(text)
    if found is None or int(found["port"]) > 65535:  # noqa: PLR2004 - TCP's last port
        raise UsageError(
            "{text} is not an address to listen on",
            hint="write HOST:PORT, for example 127.0.0.1:9798, or none",
            text=repr(text),
        )
    return found["six"] or found["host"], int(found["port"])


class HealthServer(ThreadingHTTPServer):
    """Serves until :meth:`close`; each path has a function that answers with status, content type and body."""

    daemon_threads, block_on_close = True, False

    def __init__(self, listen: tuple[str, int], paths: dict[str, Answer], taking: Taking | None = None) -> None:
        self.paths, self.taking = paths, taking
        self.address_family = socket.AF_INET6 if ":" in listen[0] else socket.AF_INET
        self._clock, self._lock, self._open = SystemClock(), threading.Lock(), dict[Any, "Mark"]()
        try:
            super().__init__(listen, _Handler)
        except OSError as error:
            raise Unavailable(
                "nothing can listen on {host}:{port}: {cause}",
                hint="name another address with --listen, or none",
                host=listen[0],
                port=listen[1],
                cause=error.strerror or error,
            ) from error
        self._thread = threading.Thread(target=self.serve_forever, name="health", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port, also where any free one was asked for."""
        return int(self.server_address[1])

    def close(self) -> None:
        """Answer no more; what is being answered is left to itself."""
        self.shutdown()
        self.server_close()

    def server_bind(self) -> None:
        """Bind, without asking the DNS for our own name as the library does."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.port

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Take a connection, unless too many are open."""
        with self._lock:
            taken = len(self._open) < _MOST
            if taken:
                self._open[request] = self._clock.mark()
        return taken

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that is over."""
        with self._lock:
            self._open.pop(request, None)
        super().shutdown_request(request)

    def service_actions(self) -> None:
        """Cut off, twice a second, whoever has been talking for too long."""
        now = self._clock.mark()
        with self._lock:
            slow = [one for one, since in self._open.items() if elapsed(since, now).seconds > _LONGEST_S]
        for one in slow:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: whoever asked went away, and a traceback per stranger is no log."""


class _Handler(BaseHTTPRequestHandler):
    timeout = _SILENCE_S
    server_version, sys_version = "continuity", ""
    server: HealthServer

    def do_GET(self) -> None:
        """Answer one of our paths."""
        path = self.path.partition("?")[0]
        answer = self.server.paths.get(path)
        if answer is None and self.server.taking and path.startswith(_TAKEN):
            self._send(*self.server.taking(self.command, path.removeprefix(_TAKEN), b""))
        else:
            self._send(*(answer() if answer else (404, "text/plain", b"not found\n")))

    do_HEAD = do_GET  # noqa: N815 - the library's name; _send leaves the body out

    def do_POST(self) -> None:
        """Take what is reported of a check; nothing else is taken. What is too long is not read."""
        path, length = self.path.partition("?")[0], self.headers.get("Content-Length", "")
        self.close_connection = True
        if self.server.taking is None or not path.startswith(_TAKEN):
            self.send_error(405)
        elif not (length.isascii() and length.isdigit()):
            self.send_error(411)
        elif len(length) > len(str(_BODY_BYTES)) or int(length) > _BODY_BYTES:
            self.send_error(413)
        elif len(body := self.rfile.read(int(length))) < int(length):
            self.send_error(400)
        else:
            self._send(*self.server.taking("POST", path.removeprefix(_TAKEN), body))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse in a word: the library would quote the request in a page of HTML."""
        self.close_connection = True
        self._send(405 if code == 501 else code, "text/plain", b"refused\n")  # noqa: PLR2004 - other methods

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(len(body)), "Cache-Control": "no-store"}
        for name, value in (headers | {"X-Content-Type-Options": "nosniff"}).items():
            self.send_header(name, value)
        if status == 405:  # noqa: PLR2004 - it must say what is allowed, RFC 9110
            self.send_header("Allow", "GET, HEAD")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Keep no log of who asked: a probe every ten seconds would fill it."""


def healthz(health: Callable[[], Health]) -> Answer:
    """Return what answers ``/healthz``: 200 while all is well, else 503, with ``continuity.health/1``."""

    def answer() -> tuple[int, str, bytes]:
        now = health()
        plain = {
            "schema": "continuity.health/1",
            "well": now.well,
            "active": now.active,
            "beat_age_s": round(now.beat_age.total_seconds(), 3),
            "next_due": write_time(now.next_due) if now.next_due else None,
            "lines": now.lines,
            "running": now.running,
            "waiting": now.waiting,
            "unwritten": now.unwritten,
            "fault": veil(now.fault),
        }
        return 200 if now.well else 503, _JSON, json.dumps(plain, ensure_ascii=False).encode() + b"\n"

    return answer


def serve(listen: tuple[str, int], health: Callable[[], Health], app: Callable[[], App]) -> HealthServer:
    """Serve until ``close``; ``app`` gives the one in force, which a reload changes.

    Raises ``Unavailable`` where nothing can listen there.
    """
    from continuity.faces.metrics import Figures, metrics
    from continuity.faces.taking import Taken

    return HealthServer(listen, {"/healthz": healthz(health), "/metrics": metrics(health, Figures(app))}, Taken(app))
