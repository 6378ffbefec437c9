"""/healthz and /metrics over real sockets: two paths, two methods, and nobody holds it up."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from continuity.engine.daemon.health import LEASE, Health
from continuity.faces import health as room
from continuity.faces.app import App
from continuity.faces.health import HealthServer, healthz, listening, serve
from continuity.ground.errors import Unavailable, UsageError
from tests.lab.promtool import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.kit import Client

WELL: dict[str, Any] = {
    "active": True,
    "beat_age": timedelta(seconds=2),
    "next_due": datetime(2026, 11, 23, 12, tzinfo=UTC),
    "lines": 4,
    "running": 1,
    "waiting": 2,
    "unwritten": 0,
    "fault": "",
}


def get(server: HealthServer, path: str, method: str = "GET") -> tuple[int, dict[str, str], str]:
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    link.request(method, path)
    answer = link.getresponse()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()


@pytest.fixture
def state() -> dict[str, Any]:
    return dict(WELL)


@pytest.fixture
def server(state: dict[str, Any]) -> Iterator[HealthServer]:
    server = HealthServer(("127.0.0.1", 0), {"/healthz": healthz(lambda: Health(**state))})
    yield server
    server.close()


def test_well(server: HealthServer) -> None:
    status, headers, body = get(server, "/healthz?verbose=1")
    assert (status, headers["content-type"]) == (200, "application/json; charset=utf-8")
    assert json.loads(body) == {
        "schema": "continuity.health/1", "well": True, "active": True, "beat_age_s": 2.0,
        "next_due": "2026-11-23T12:00:00Z", "lines": 4, "running": 1, "waiting": 2, "unwritten": 0, "fault": "",
    }  # fmt: skip


@pytest.mark.parametrize("change", [{"fault": "the disk is full"}, {"beat_age": LEASE}])
def test_not_well(server: HealthServer, state: dict[str, Any], change: dict[str, Any]) -> None:
    state |= change
    status, _, body = get(server, "/healthz")
    assert status == 503
    assert json.loads(body)["well"] is False


def test_a_standby_is_well(server: HealthServer, state: dict[str, Any]) -> None:
    state |= {"active": False, "next_due": None}
    assert get(server, "/healthz")[0] == 200


def test_head_has_no_body(server: HealthServer) -> None:
    status, headers, body = get(server, "/healthz", "HEAD")
    assert (status, body) == (200, "")
    assert int(headers["content-length"]) > 10


@pytest.mark.parametrize("path", ["/", "/healthz/", "/../../etc/passwd", "/%2e%2e/etc/passwd", "/metrics"])
def test_other_paths_are_not_there(server: HealthServer, path: str) -> None:
    status, headers, body = get(server, path)
    assert (status, body) == (404, "not found\n")
    assert "python" not in str(headers).lower()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "NONSENSE"])
def test_other_methods_are_refused(server: HealthServer, method: str) -> None:
    status, headers, _ = get(server, "/healthz", method)
    assert (status, headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("sent", [b"\r\n", b"nonsense\r\n\r\n", b"\x16\x03\x01\x02\x00", b"GET /" + b"a" * 70000])
def test_nonsense_harms_nobody(server: HealthServer, sent: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as link:
        link.sendall(sent)
        link.shutdown(socket.SHUT_WR)
        while link.recv(4096):
            pass
    assert get(server, "/healthz")[0] == 200
    assert capsys.readouterr().err == ""


def test_who_only_connects_holds_up_nobody(server: HealthServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_LONGEST_S", 1.0)
    links = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(room._MOST + 8)]

    answered = threading.Event()

    def drip() -> None:
        while not answered.wait(0.1):
            for link in links:
                try:
                    link.send(b"G")
                except OSError:
                    continue

    slow = threading.Thread(target=drip)
    slow.start()
    end = time.monotonic() + 10
    while True:
        try:
            assert get(server, "/healthz")[0] == 200
            break
        except (OSError, http.client.HTTPException):  # full: the slow ones are cut off within a second or two
            assert time.monotonic() < end
            time.sleep(0.1)
    answered.set()
    slow.join()
    assert threading.active_count() < room._MOST


def test_an_address_in_use_is_told(server: HealthServer) -> None:
    with pytest.raises(Unavailable, match="nothing can listen"):
        HealthServer(("127.0.0.1", server.port), {})


def test_addresses() -> None:
    assert listening("none") is None
    assert listening("127.0.0.1:9798") == ("127.0.0.1", 9798)
    assert listening("[::1]:80") == ("::1", 80)
    for wrong in ("", "9798", "host", "host:", "host:99999", "::1:80", "a b:1", "host:-1"):
        with pytest.raises(UsageError):
            listening(wrong)


def test_what_prometheus_scrapes(client: Client) -> None:
    client.run("backup")
    client.run("test", code=None)
    app = App(client.config, {}, client.key)
    server = serve(("127.0.0.1", 0), lambda: Health(**WELL), lambda: app)
    try:
        status, headers, text = get(server, "/metrics")
        assert (status, headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
        argv = [str(fetch()), "check", "metrics"]
        done = subprocess.run(argv, input=text, capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        found = samples(text)
        shown = client.run("status", "--json", code=None).json["assets"][0]
        whose = (("asset", "share"), ("client", "acme"))
        assert found["continuity_healthy", ()] == 1
        assert found["continuity_next_due_timestamp_seconds", ()] == WELL["next_due"].timestamp()
        assert found["continuity_rpo_objective_seconds", whose] == shown["rpo"]["objective_s"] == 86400
        assert 0 <= shown["rpo"]["actual_s"] - found["continuity_rpo_actual_seconds", whose] < 60
        assert found["continuity_technical_recovery_seconds", whose] == shown["rto"]["actual_s"]
        for objective in ("rpo", "proven_rpo", "rto", "copies"):
            of_it = {
                dict(labels)["verdict"]: value
                for (name, labels), value in found.items()
                if name == "continuity_verdict" and ("objective", objective) in labels
            }
            verdicts = ("met", "missed", "unproven")
            assert of_it == {word: float(word == shown[objective]["verdict"]) for word in verdicts}
        assert found["continuity_copies_observed", (whose[0], whose[1], ("digit", "copies"))] == 2
        assert found["continuity_last_backup_success", whose] == 1
        assert found["continuity_runs_total", (("kind", "backup"), ("outcome", "succeeded"))] == 1
    finally:
        server.close()


def samples(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
