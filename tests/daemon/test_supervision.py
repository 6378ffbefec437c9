"""Devices watched as it is lived: a web server is killed and comes back, a service is stopped and comes back."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.daemon.service import serving, wait
from tests.lab import web_server

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client

CHECK = "acme/web/http"


def devices(server: web_server.WebServer) -> dict[str, Any]:
    every = {"every": "1s", "attempts": 2}
    return {
        "devices": {
            "switch": {
                "address": "127.0.0.1",
                "site": "here",
                "checks": [{"kind": "tcp", "port": server.port} | every],
            },
            "web": {
                "address": "127.0.0.1",
                "site": "here",
                "checks": [{"kind": "http", "url": server.url, "expect": {"text": "shop"}} | every],
            },
            "behind": {
                "address": "127.0.0.1",
                "site": "here",
                "parents": ["switch"],
                "checks": [{"kind": "http", "url": server.url} | every],
            },
        }
    }


def state(client: Client, check: str = CHECK) -> str:
    found = client.run("device", "list", "--json", code=None).json["checks"]
    return str(next(one["status"] for one in found if one["check"] == check))


def spans(client: Client, check: str = CHECK) -> list[tuple[str, float]]:
    (found,) = [one for one in client.run("device", "status", "--json").json["checks"] if one["check"] == check]
    return [(one["status"], one["length_s"]) for one in found["spans"]]


def test_a_web_server_that_is_killed_is_down_exactly_as_long(client: Client, tmp_path: Path) -> None:
    with web_server.running(tmp_path / "web") as server:
        client.more |= devices(server)
        client.write()
        assert client.run("device", "check", "web").out.count(" ok ") == 1
        assert state(client) == "undetermined", "asking now writes nothing"
        with serving(client):
            wait(lambda: state(client) == "ok", "the server seen")
            killed = datetime.now(UTC)
            server.kill()
            wait(lambda: state(client) == "critical", "the outage seen")
            wait(lambda: state(client, "acme/behind/http") != "ok", "what lies behind it seen")
            assert state(client, "acme/behind/http") == "unreachable"
            assert client.run("device", "check", "web", code=1).out.count(" critical ") == 1
            time.sleep(1)
            server.start()
            back = datetime.now(UTC)
            wait(lambda: state(client) == "ok", "its return seen")
        time.sleep(4)  # a service that is stopped sees nothing
        with serving(client):
            wait(lambda: [one for one, _ in spans(client)][-1] == "ok", "seen again")
        found = spans(client)
        assert [one for one, _ in found] == ["undetermined", "ok", "critical", "ok", "undetermined", "ok"]
        assert abs(found[2][1] - (back - killed).total_seconds()) <= 1.5, "one interval, and a little"
        assert found[4][1] >= 1.5
