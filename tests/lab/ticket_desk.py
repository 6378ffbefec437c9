"""A desk on loopback: GLPI's REST API as far as it is documented (no GLPI installs from Debian 12), and any webhook.

It is written from GLPI's own documentation of ``apirest.php``, and proves what we say, not what a GLPI makes of it.
"""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

APP, USER, SESSION = "app-token-of-the-tests", "user-token-of-the-tests", "session-of-the-tests"


@dataclass
class TicketDesk:
    """What it holds: tickets by number, what was added to each, and each call; ``broken`` has it answer 500."""

    url: str = ""
    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    added: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    hooks: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    sessions: int = 0
    broken: bool = False

    def glpi(self, method: str, path: str, asked: dict[str, list[str]], body: bytes) -> tuple[int, Any]:
        """Answer one call within a session."""
        given = json.loads(body)["input"] if body else {}
        parts = path.strip("/").split("/")
        if parts[0] == "search":
            wanted = asked["criteria[0][value]"][0]
            rows = [{"1": one["name"], "2": number} for number, one in self.tickets.items() if wanted in one["name"]]
            return 200, {"totalcount": len(rows), "count": len(rows)} | ({"data": rows} if rows else {})
        if (method, parts) == ("POST", ["Ticket"]):
            number = len(self.tickets) + 1
            self.tickets[number] = given | {"status": 1}
            return 201, {"id": number, "message": ""}
        if method == "PUT":
            self.tickets[int(parts[1])] |= given
            return 200, [{parts[1]: True, "message": ""}]
        if method == "GET" and len(parts) == 3:
            return 200, [one for what, one in self.added if what == parts[2] and one["items_id"] == int(parts[1])]
        if method == "POST" and int(given["items_id"]) in self.tickets:
            self.added.append((parts[0], given))
            if parts[0] == "ITILSolution":
                self.tickets[int(given["items_id"])]["status"] = 5
            return 201, {"id": len(self.added), "message": ""}
        return 404, ["ERROR_ITEM_NOT_FOUND", "Item not found"]


class _Handler(BaseHTTPRequestHandler):
    desk: TicketDesk

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        code, answer = self._answer(body)
        data = json.dumps(answer).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        """Answer."""
        self._serve()

    def do_POST(self) -> None:
        """Answer."""
        self._serve()

    def do_PUT(self) -> None:
        """Answer."""
        self._serve()

    def _answer(self, body: bytes) -> tuple[int, Any]:
        url, desk = urlsplit(self.path), self.desk
        if desk.broken:
            return 500, ["ERROR_SQL", f"{USER} should never be repeated"]
        if url.path == "/hook":
            desk.hooks.append((dict(self.headers), body))
            return 200, {"ticket": "T-7"}
        return self._of_glpi(url.path.removeprefix("/apirest.php/"), parse_qs(url.query), body)

    def _of_glpi(self, path: str, asked: dict[str, list[str]], body: bytes) -> tuple[int, Any]:
        """Answer as GLPI: with its two tokens, and within a session."""
        desk = self.desk
        if self.headers.get("App-Token") != APP:
            return 400, ["ERROR_WRONG_APP_TOKEN_PARAMETER", "wrong"]
        if path == "initSession":
            if self.headers.get("Authorization") != f"user_token {USER}":
                return 401, ["ERROR_GLPI_LOGIN_USER_TOKEN", "wrong"]
            desk.sessions += 1
            return 200, {"session_token": SESSION}
        if self.headers.get("Session-Token") != SESSION:
            return 401, ["ERROR_SESSION_TOKEN_INVALID", "wrong"]
        if path == "killSession":
            desk.sessions -= 1
            return 200, True
        return desk.glpi(self.command, path, asked, body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def running() -> Iterator[TicketDesk]:
    """Serve for the length of the block."""
    desk = TicketDesk()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"desk": desk}))
    desk.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield desk
    finally:
        server.shutdown()
        server.server_close()
