"""The dead-man ping against a real server: at once, at each interval, only while well; its address is never told."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from continuity.faces.ping import Ping
from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from continuity.engine.daemon.events import Event

SECRET = "4f1d2c3b-the-uuid-of-the-check"
OFTEN = timedelta(milliseconds=50)


class Watcher(BaseHTTPRequestHandler):
    """Answers by what its server's ``answer`` says."""

    def do_GET(self) -> None:
        server: Any = self.server
        server.asked.append(self.path)
        status, headers = server.answer
        if status:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
        else:
            time.sleep(2)

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def watcher() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Watcher)
    server.daemon_threads, server.asked, server.answer = True, [], (200, {})
    server.url = f"http://127.0.0.1:{server.server_address[1]}/{SECRET}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def until(true: Callable[[], bool], limit_s: float = 10) -> None:
    end = time.monotonic() + limit_s
    while not true():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.01)


@contextmanager
def pinging(url: str, well: Callable[[], bool] = lambda: True) -> Iterator[list[Event]]:
    told: list[Event] = []
    ping = Ping(url, OFTEN, well, told.append, timedelta(seconds=0.5)).start()
    yield told
    ping.close()


def test_at_once_and_again(watcher: Any) -> None:
    with pinging(watcher.url) as told:
        until(lambda: len(watcher.asked) >= 3)
    assert set(watcher.asked) == {f"/{SECRET}"}
    assert told == []


def test_silence_while_not_well(watcher: Any) -> None:
    well = threading.Event()
    with pinging(watcher.url, well.is_set):
        time.sleep(0.3)
        assert watcher.asked == []
        well.set()
        until(lambda: bool(watcher.asked))


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ((500, {}), "HTTP 500"),
        ((404, {}), "HTTP 404"),
        ((0, {}), "no answer in time"),
        ((302, {"Location": "file:///etc/passwd"}), "HTTP 302"),
    ],
)
def test_a_fault_is_told_once_and_its_end_once(watcher: Any, answer: Any, cause: str) -> None:
    watcher.answer = answer
    with pinging(watcher.url) as told:
        until(lambda: bool(told) and (len(watcher.asked) >= 3 or answer[0] == 0))
        assert [(one.name, one.values["cause"]) for one in told] == [("ping.failed", cause)]
        watcher.answer = (200, {})
        until(lambda: len(told) == 2)
        assert told[1].name == "ping.recovered"
    assert SECRET not in "".join(map(str, told))


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pinging(f"http://127.0.0.1:{port}/{SECRET}") as told:
        until(lambda: bool(told))
    assert str(told[0]) == "the dead-man ping does not get through: Connection refused"


def test_a_name_that_is_none() -> None:
    with pinging(f"http://{SECRET}.invalid/") as told:
        until(lambda: bool(told))
    assert SECRET not in str(told[0])


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://host/x", "http://a b/", "https://x/\n", "hc-ping.com/x"])
def test_what_is_no_web_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        Ping(url, OFTEN, lambda: True, lambda _: None)
    assert url not in str(caught.value) + caught.value.hint
