"""What a host may do to the repository that is held out to it: add what it says it adds, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import http.client
import os
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from continuity.backup.remote.endpoint import Endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SECRET = "the secret of one run"
OLD = b"an old pack" * 999
NAME = hashlib.sha256(OLD).hexdigest()


class Visitor:
    """A client of the endpoint, a connection each time."""

    def __init__(self, root: Path) -> None:
        self.endpoint = Endpoint(root=root, secret=SECRET)

    def ask(
        self, method: str, path: str, body: bytes | None = None, secret: str = SECRET, **headers: str
    ) -> tuple[int, bytes]:
        ours, theirs = socket.socketpair()
        threading.Thread(target=self._attend, args=(theirs,), daemon=True).start()
        connection = http.client.HTTPConnection("localhost")
        connection.sock = ours
        pair = base64.b64encode(f"continuity:{secret}".encode()).decode()
        words: Mapping[str, str] = {"Authorization": f"Basic {pair}"} | {
            key.replace("_", "-"): value for key, value in headers.items()
        }
        connection.request(method, path, body, dict(words))
        answer = connection.getresponse()
        found = answer.status, answer.read()
        connection.close()
        return found

    def _attend(self, theirs: socket.socket) -> None:
        self.endpoint.attend(theirs)  # type: ignore[arg-type]  # a socket speaks like a channel
        theirs.close()


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    for part in ("data", "index", "keys", "locks", "snapshots"):
        (tmp_path / part).mkdir()
    (tmp_path / "config").write_bytes(b"the configuration")
    (tmp_path / "data" / NAME[:2]).mkdir()
    (tmp_path / "data" / NAME[:2] / NAME).write_bytes(OLD)
    (tmp_path / "locks" / NAME).write_bytes(b"of somebody else")
    return Visitor(tmp_path)


def everything(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_what_is_there_is_read_whole_or_in_part(visitor: Visitor) -> None:
    assert visitor.ask("GET", f"/data/{NAME}") == (200, OLD)
    assert visitor.ask("GET", f"/data/{NAME}", Range="bytes=3-9") == (206, OLD[3:10])
    assert visitor.ask("GET", f"/data/{NAME}", Range="bytes=9000-") == (206, OLD[9000:])
    assert visitor.ask("GET", "/config") == (200, b"the configuration")
    assert visitor.ask("GET", "/data/")[1] == f'[{{"name": "{NAME}", "size": {len(OLD)}}}]'.encode()
    assert visitor.ask("HEAD", f"/data/{NAME}")[0] == 200
    assert visitor.ask("GET", f"/data/{'0' * 64}")[0] == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("DELETE", f"/data/{NAME}", None),
        ("DELETE", f"/locks/{NAME}", None),
        ("DELETE", "/config", None),
        ("DELETE", "/", None),
        ("POST", f"/data/{NAME}", OLD),
        ("POST", "/config", b"another"),
        ("POST", "/?create=true", None),
        ("POST", f"/keys/{hashlib.sha256(b'a key').hexdigest()}", b"a key"),
        ("POST", f"/data/{'0' * 64}", b"not what the name says"),
        ("POST", f"/data/../{NAME}", OLD),
        ("POST", f"/snapshots/{NAME}/..", OLD),
        ("GET", "/../../etc/passwd", None),
        ("PUT", f"/data/{NAME}", b"x"),
    ],
)
def test_nothing_is_taken_away_or_written_over(visitor: Visitor, method: str, path: str, body: bytes | None) -> None:
    before = everything(visitor.endpoint.root)
    assert visitor.ask(method, path, body)[0] >= 400
    assert everything(visitor.endpoint.root) == before


def test_only_who_knows_the_secret_is_answered(visitor: Visitor) -> None:
    assert visitor.ask("GET", "/config", secret="a guess") == (401, b"")
    assert visitor.ask("POST", f"/index/{NAME}", OLD, secret="") == (401, b"")
    assert not list((visitor.endpoint.root / "index").iterdir())


def test_its_own_lock_may_go_again(visitor: Visitor) -> None:
    lock = os.urandom(200)
    path = f"/locks/{hashlib.sha256(lock).hexdigest()}"
    assert visitor.ask("POST", path, lock)[0] == 200
    assert visitor.ask("GET", path) == (200, lock)
    assert visitor.ask("DELETE", path)[0] == 200
    assert visitor.ask("GET", path)[0] == 404


def test_half_an_upload_leaves_nothing(visitor: Visitor) -> None:
    ours, theirs = socket.socketpair()
    pair = base64.b64encode(f"continuity:{SECRET}".encode()).decode()
    head = f"POST /data/{'1' * 64} HTTP/1.1\r\nAuthorization: Basic {pair}\r\nContent-Length: 100000\r\n\r\n"
    attending = threading.Thread(target=visitor.endpoint.attend, args=(theirs,))
    attending.start()
    ours.sendall(head.encode() + b"x" * 5000)
    ours.shutdown(socket.SHUT_WR)
    attending.join(10)
    assert not attending.is_alive()
    assert not list((visitor.endpoint.root / "data").rglob(".coming-*"))
    assert not (visitor.endpoint.root / "data" / "11" / ("1" * 64)).exists()
