"""Checks against real servers: what they see, what they refuse, and that silence costs no more than its limit."""

from __future__ import annotations

import asyncio
import http.server
import socket
import threading
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.ground.errors import UsageError
from continuity.supervision.checks import names as names_of_hosts
from continuity.supervision.checks.asking import asked
from continuity.supervision.checks.icmp import IcmpCheck
from continuity.supervision.checks.installed import installed_checks, made
from continuity.supervision.checks.ports import BadAnswer, Observed, State
from tests.lab.name_server import NameServer
from tests.supervision.certificates import Authority

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from pathlib import Path


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        code = {"/away": 301, "/broken": 503}.get(self.path, 200)
        self.send_response(code)
        if code == 301:
            self.send_header("Location", "https://elsewhere.example/")
        if self.path == "/cut":
            self.send_header("Content-Length", "100")
        self.end_headers()
        if self.path == "/endless":
            while True:
                self.wfile.write(b"x" * 65536)
        self.wfile.write(f"the shop, asked by {self.client_address[1]}".encode())

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[int]:
    class Quiet(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass

    server = Quiet(("127.0.0.1", 0), Page)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def shop() -> Iterator[int]:
    with serving() as port:
        yield port


@pytest.fixture(scope="module")
def authority(lab_directory: Path) -> Authority:
    return Authority(lab_directory / "certificates")


def ask(kind: str, limit_s: float = 5, times: int = 1, **parameters: Any) -> Observed:
    async def once() -> Observed:
        check = made(kind, parameters)
        try:
            for _ in range(times):
                found = await asked(check, limit_s)
            return found
        finally:
            await check.close()

    return asyncio.run(once())


def test_what_a_web_server_answers(shop: int) -> None:
    url = f"http://127.0.0.1:{shop}"
    good = ask("http", url=url, contains="the shop", times=3)
    assert (good.state, good.said) == (State.OK, "HTTP 200")
    assert 0 < good.latency_s < 5
    assert ask("http", url=f"{url}/broken").said == "HTTP 503"
    assert ask("http", url=f"{url}/broken", status=503).state is State.OK
    assert ask("http", url=f"{url}/away").said == "HTTP 301 to https://elsewhere.example/"
    assert "not there" in ask("http", url=url, contains="no such text").said
    assert "cut off" in ask("http", url=f"{url}/cut", contains="no such text").said
    assert ask("http", url=f"{url}/endless", contains="xxx").state is State.OK, "64 KiB are enough"


def test_each_question_has_a_connection_of_its_own(shop: int) -> None:
    async def doors(**more: str) -> set[str]:
        check = made("http", {"url": f"http://127.0.0.1:{shop}/", "contains": "?", **more})
        seen = set()
        for _ in range(3):
            session = check._opened()  # type: ignore[attr-defined]
            async with session.get(f"http://127.0.0.1:{shop}/") as got:
                seen.add((await got.text()).split()[-1])
        await check.close()
        return seen

    assert len(asyncio.run(doors())) == 3


def test_silence_and_refusal_are_told_apart(shop: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        late = ask("http", 0.2, url=f"http://127.0.0.1:{port}/")
        assert (late.state, late.said) == (State.CRITICAL, "no answer in time")
        assert 0.2 <= late.latency_s < 2
        assert ask("tcp", host="127.0.0.1", port=port).state is State.OK
        assert ask("tls", 0.2, host="127.0.0.1", port=port).said == "no answer in time"
    asks: list[tuple[str, dict[str, Any]]] = [
        ("tcp", {"host": "127.0.0.1", "port": port}),
        ("http", {"url": f"http://127.0.0.1:{port}/"}),
    ]
    for kind, more in asks:
        refused = ask(kind, **more)
        assert refused.state is State.CRITICAL
        assert "Connect call failed" in refused.said
    assert ask("tls", host="127.0.0.1", port=shop).state is State.CRITICAL, "it speaks no TLS"


def test_a_certificate_counts(authority: Authority) -> None:
    trusted: dict[str, Any] = {"ca": str(authority.ca)}
    with serving(authority.server("long", timedelta(days=90))) as port:
        where: dict[str, Any] = {"host": "127.0.0.1", "port": port, "name": "shop.example"}
        good = ask("tls", **where, **trusted)
        assert good.state is State.OK
        assert 88 * 86400 < good.figures[0].value <= 90 * 86400
        assert ask("tls", **where, **trusted, warning="100d").state is State.WARNING
        assert ask("tls", **where, **trusted, critical="100d").state is State.CRITICAL
        assert "not accepted" in ask("tls", **where).said, "a stranger's"
        assert "Hostname mismatch" in ask("tls", **{**where, "name": "other.example"}, **trusted).said
        url: dict[str, Any] = {"url": f"https://127.0.0.1:{port}/"}
        page = ask("http", **url, **trusted, warning="100d")
        assert (page.state, page.serves) == (State.WARNING, True)
        assert "certificate until" in page.said
        assert "not accepted" in ask("http", **url).said


@pytest.fixture(scope="module")
def names(lab_directory: Path) -> Iterator[NameServer]:
    with NameServer(lab_directory / "names-checked") as server:
        yield server


def test_what_a_name_server_answers(names: NameServer) -> None:
    server: dict[str, Any] = {"server": "127.0.0.1", "port": names.port}
    good = ask("dns", **server, name="www.lab.example")
    assert (good.state, good.said) == (State.OK, "192.0.2.10 192.0.2.9")
    assert ask("dns", **server, name="www.lab.example", answer="192.0.2.9 192.0.2.10").state is State.OK
    assert ask("dns", **server, name="note.lab.example", type="txt").said == '"of the lab"'
    assert "answered 192.0.2.10" in ask("dns", **server, name="www.lab.example", answer="192.0.2.9").said
    assert "no such name" in ask("dns", **server, name="none.lab.example").said
    assert "REFUSED" in ask("dns", **server, name="elsewhere.example").said
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        found = ask("dns", 0.2, server="127.0.0.1", port=silent.getsockname()[1], name="www.lab.example")
        assert found.said == "no answer in time"
        threading.Thread(target=lambda: silent.sendto(b"\x00garbage", silent.recvfrom(512)[1]), daemon=True).start()
        found = ask("dns", 0.3, server="127.0.0.1", port=silent.getsockname()[1], name="www.lab.example")
        assert found.said == "no answer in time", "garbage is not heard"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_ping_comes_back(host: str) -> None:
    found = ask("icmp", host=host, times=3)
    assert (found.state, found.said) == (State.OK, "echo")
    assert ask("icmp", host=host, size=1400).state is State.OK


def test_a_ping_by_name_looks_it_up_each_time_and_no_name_is_no_sign_of_death(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask("icmp", host="localhost", times=2).said == "echo"
    found = ask("icmp", host="nothing.invalid")
    assert (found.state, found.said) == (State.UNKNOWN, "nothing.invalid has no address")
    told, over = [socket.getaddrinfo("::1", None)], threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: told.pop() if told else over.wait(10))
    six = ask("icmp", host="shop.example")
    assert (six.state, six.said) == (State.OK, "echo"), "what the resolver tells first counts, IPv6 too"
    monkeypatch.setattr(names_of_hosts, "_LIMIT_S", 0.1)
    late = [ask("icmp", host="shop.example") for _ in range(2)]
    over.set()
    assert {(one.state, one.said) for one in late} == {
        (State.UNKNOWN, "the name shop.example was not resolved in time")
    }


def test_of_several_pings_loss_and_latency_are_told() -> None:
    found = ask("icmp", host="127.0.0.1", packets=5, loss="0.1 %", latency="50ms")
    assert found.state is State.OK, found.said
    assert [(one.name, one.unit) for one in found.figures] == [("latency", "s"), ("loss", "%")]
    assert (0 < found.figures[0].value < found.latency_s, found.figures[1].value) == (True, 0)
    assert ask("icmp", host="127.0.0.1", packets=2, latency="0s").state is State.WARNING
    check = IcmpCheck({"host": "127.0.0.1", "packets": 5, "loss": "0.1 %", "latency": "50ms"})
    some = check._judged([0.01] * 4)
    assert (some.state, some.figures[1].value) == (State.WARNING, 20)
    assert check._judged([0.06] * 5).state is State.WARNING
    with pytest.raises(BadAnswer, match="none of 5"):
        check._judged([])


@pytest.mark.parametrize(
    ("kind", "parameters", "said"),
    [
        ("none", {}, "no check named none"),
        ("http", {}, "url is missing"),
        ("http", {"url": "ftp://x"}, "no address of the web"),
        ("http", {"url": "http://x", "way": "1"}, "way is missing, or no parameter"),
        ("http", {"url": "https://x", "ca": "/dev/null"}, "holds no certificates"),
        ("tcp", {"host": "x", "port": "70000"}, "number of a port"),
        ("dns", {"server": "names.example", "name": "x"}, "no address of a name server"),
        ("dns", {"server": "127.0.0.1", "name": "a..b"}, "no name that DNS can have"),
        ("dns", {"server": "127.0.0.1", "name": "a", "type": "ANY"}, "type is one of"),
        ("icmp", {"host": "shop..example"}, "is no address, and no name"),
        ("icmp", {"host": "127.0.0.1", "loss": "much"}, "loss is a share"),
        ("tls", {"host": "x", "port": 1, "warning": "soon"}, "is a duration"),
    ],
)
def test_what_cannot_be_asked_is_said(kind: str, parameters: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        made(kind, parameters)


def test_every_kind_is_whole() -> None:
    kinds = installed_checks().refuse_doubles()
    assert {"http", "tcp", "tls", "dns", "icmp"} <= set(kinds)
    for name in kinds:
        assert kinds[name].__doc__
