"""One repository of this machine, as restic's REST protocol shows it to another host: it may add, and nothing else.

The protocol is restic's ``doc/REST_backend.rst``, version 2. Nothing listens here: each connection comes through the
host's own SSH connection, and ends with it. Who serves, decides more than an append-only server would: the host may
add packs, indexes and snapshots whose content has the name it gives them (restic names by SHA-256), may remove the
locks that it made itself, and may add no key.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import hmac
import json
import os
import re
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING

from continuity.storage.ports import full_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paramiko import Channel

_PART = re.compile(r"/(data|index|keys|locks|snapshots)/([0-9a-f]{64})?")
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")
_V2 = "application/vnd.x.restic.rest.v2"
_PIECE = 1 << 16
_LARGEST = 1 << 30  # bytes of one file: restic's packs have 16 MiB, and 128 MiB at the most
_FULL = (errno.ENOSPC, errno.EDQUOT)
_IDLE_S = 3600.0
_ADDED = frozenset({"data", "index", "locks", "snapshots"})


@dataclass
class Endpoint:
    """A repository in a directory, for whoever knows ``secret``.

    ``carried`` counts the bytes that went through; ``fault`` is what this machine said when it could not keep a file.
    """

    root: Path
    secret: str = field(repr=False)
    carried: int = 0
    fault: str = ""
    locks: set[str] = field(default_factory=set)

    def attend(self, channel: Channel) -> None:
        """Answer the requests of one connection until it ends."""
        endpoint = self

        class Handler(_Handler):
            """One that serves this endpoint."""

            serving = endpoint

        channel.settimeout(_IDLE_S)
        Handler(channel, ("", 0), None)  # type: ignore[arg-type]  # a channel speaks like a socket

    def file(self, part: str, name: str) -> Path:
        """Return where restic keeps a file in a directory (its design.rst, "Repository Layout")."""
        return self.root / part / name[:2] / name if part == "data" else self.root / part / name

    def names(self, part: str) -> dict[str, int]:
        """Return the files of a part, and their sizes."""
        top = self.root / part
        folders = [one for one in top.iterdir() if one.is_dir()] if part == "data" else [top]
        found = {one.name: one.stat().st_size for folder in folders for one in folder.iterdir()}
        return {name: found[name] for name in full_names(found)}


class _Handler(BaseHTTPRequestHandler):
    """One connection's requests."""

    serving: Endpoint
    coming = 0  # bytes of the request's body
    protocol_version = "HTTP/1.1"
    timeout = None

    def log_message(self, *_: object) -> None:
        """Say nothing: what goes wrong is told by the restic that asked."""

    def parse_request(self) -> bool:
        """Read a request; only who knows the secret gets further."""
        if not super().parse_request():
            return False
        length = self.headers.get("Content-Length", "")
        self.coming = int(length) if length.isdecimal() else 0
        word = base64.b64encode(f"continuity:{self.serving.secret}".encode()).decode()
        if hmac.compare_digest(self.headers.get("Authorization", "").encode(), f"Basic {word}".encode()):
            return True
        self._refuse(401)
        return False

    def do_HEAD(self) -> None:
        """Tell the size of a file."""
        path = self._path()
        if path is None or not path.is_file():
            self._refuse(404)
        else:
            self._head(200, path.stat().st_size)

    def do_GET(self) -> None:
        """Send a file, or a part of it, or the names of a folder."""
        asked = _PART.fullmatch(self.path)
        if asked and not asked[2]:
            self._list(asked[1])
            return
        path = self._path()
        if path is None or not path.is_file():
            self._refuse(404)
        else:
            with path.open("rb") as file:
                self._send(file)

    def do_POST(self) -> None:
        """Take a new file whose name is the SHA-256 of its content; nothing that is there is written over."""
        asked = _PART.fullmatch(self.path)
        if not asked or not asked[2] or asked[1] not in _ADDED or self.serving.file(asked[1], asked[2]).exists():
            self._refuse(403)
        elif not 0 < self.coming <= _LARGEST:
            self._refuse(413)
        else:
            try:
                self._take(asked[1], asked[2])
            except OSError as error:
                self.serving.fault = error.strerror or str(error)
                self._refuse(507 if error.errno in _FULL else 500)

    def do_DELETE(self) -> None:
        """Remove a lock that this very host made; nothing else."""
        asked = _PART.fullmatch(self.path)
        if not asked or asked[1] != "locks" or asked[2] not in self.serving.locks:
            self._refuse(403)
            return
        self.serving.file("locks", asked[2]).unlink(missing_ok=True)
        self._head(200, 0)

    def _path(self) -> Path | None:
        if self.path == "/config":
            return self.serving.root / "config"
        asked = _PART.fullmatch(self.path)
        return self.serving.file(asked[1], asked[2]) if asked and asked[2] else None

    def _list(self, part: str) -> None:
        names = [{"name": name, "size": size} for name, size in sorted(self.serving.names(part).items())]
        body = json.dumps(names).encode()
        self._head(200, len(body), _V2)
        self.wfile.write(body)

    def _send(self, file: IO[bytes]) -> None:
        size = os.fstat(file.fileno()).st_size
        asked = _RANGE.fullmatch(self.headers.get("Range", ""))
        first = min(int(asked[1]), size) if asked else 0
        last = min(int(asked[2]) + 1, size) if asked and asked[2] else size
        left = max(last - first, 0)
        self._head(206 if asked else 200, left)
        file.seek(first)
        while left > 0 and (piece := file.read(min(left, _PIECE))):
            self.wfile.write(piece)
            left -= len(piece)
            self.serving.carried += len(piece)

    def _take(self, part: str, name: str) -> None:
        target, found = self.serving.file(part, name), hashlib.sha256()
        target.parent.mkdir(mode=0o700, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, prefix=".coming-", delete=False) as file:
            try:
                for piece in self._body():
                    found.update(piece)
                    file.write(piece)
                whole = not self.coming and found.hexdigest() == name
                if whole:
                    file.flush()
                    os.fsync(file.fileno())
                    os.fchmod(file.fileno(), 0o400)
                    Path(file.name).rename(target)
            finally:
                Path(file.name).unlink(missing_ok=True)
        if not whole:
            self._refuse(400)
            return
        _settle(target.parent)
        if part == "locks":
            self.serving.locks.add(name)
        self._head(200, 0)

    def _body(self) -> Iterator[bytes]:
        """Yield what is sent with the request, until its end or the connection's."""
        while self.coming > 0 and (piece := self.rfile.read(min(self.coming, _PIECE))):
            self.coming -= len(piece)
            self.serving.carried += len(piece)
            yield piece

    def _head(self, status: int, length: int, kind: str = "application/octet-stream") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def _refuse(self, status: int) -> None:
        self.close_connection = True
        if self.coming <= _LARGEST:  # who is still sending would not hear the answer
            for _ in self._body():
                pass
        self._head(status, 0)


def _settle(folder: Path) -> None:
    """Have the name itself survive a power cut (fsync(2))."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
