"""Incidents as they are lived: a web server is killed, people are told level by level, it comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import read_time
from tests.daemon.service import serving, wait
from tests.lab import web_server
from tests.notices.hook import Hook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client


#: Three of them are half of what the service has, and not more.
SIX = ["web", "gate", "behind", "spare1", "spare2", "spare3"]


def lived(server: web_server.WebServer, hook: Hook) -> dict[str, Any]:
    every = {"every": "1s", "attempts": 2}
    shop = {"kind": "http", "url": server.url, "expect": {"text": "shop"}} | every
    device = {"address": "127.0.0.1", "site": "here", "criticality": "critical"}
    gate = {"kind": "tcp", "port": server.port} | every
    contract = {
        "reference": "A-1",
        "monthly_fee": "100 EUR",
        "availability": 99.9,
        "response": {"critical": {"intervene": "30m", "resolve": "4h"}},
        "escalation": [
            {"level": "N1", "after": "0m", "notify": ["support"]},
            {"level": "N2", "after": "2s", "notify": ["experts"]},
            {"level": "N3", "after": "5h", "notify": ["crisis"], "or_when": ["capacity_lost > 50 %"]},
        ],
    }
    return {
        "client": {"name": "acme", "title": "Acme", "contract": contract},
        "devices": {
            "web": device | {"checks": [shop]},
            "gate": device | {"checks": [gate]},
            **dict.fromkeys(SIX[3:], device),
            "behind": device | {"parents": ["gate"], "checks": [shop]},
        },
        "services": {"shop": {"title": "Shop", "assets": ["share"], "devices": SIX, "up_when": "web/http"}},
        "notifications": {name: [{"url": hook.url(name)}] for name in ("support", "experts", "crisis")},
    }


def incidents(client: Client, *words: str) -> list[dict[str, Any]]:
    return list(client.run("incident", "list", *words, "--json").json["incidents"])


def test_an_outage_is_an_incident_told_level_by_level_and_over_when_it_is_back(client: Client, tmp_path: Path) -> None:
    with web_server.running(tmp_path / "web") as server, Hook() as hook:
        client.more |= lived(server, hook)
        client.write()
        with serving(client):
            wait(lambda: client.run("device", "list", code=None).code == 0, "all of it seen")
            assert incidents(client) == []
            killed = datetime.now(UTC)
            server.kill()
            wait(lambda: len(incidents(client)) == 2, "two causes of three devices")
            wait(lambda: len(hook.messages("experts")) == 2, "the second level told of both, one a moment later")
            assert hook.messages("support")
            server.start()
            back = datetime.now(UTC)
            wait(lambda: incidents(client) == [], "the end of it")
            month = client.run("sla", "--json", code=None).json["result"]
        found = {one["cause"]: one for one in incidents(client, "--closed")}
        assert sorted(found) == ["device/gate", "device/web"]
        assert found["device/gate"]["members"] == ["acme/behind/http", "acme/gate/tcp"]
        web = found["device/web"]
        assert web["clocks"]["resolve"]["stands"] == "held"
        assert [one["level"] for one in web["told"]] == ["N1", "N2"]
        assert not hook.messages("crisis")
        assert len(hook.messages("support")) == 2, "each incident once, whatever is told later"
        kinds = [one["kind"] for one in client.records() if one["body"].get("id") == web["id"]]
        assert kinds == ["case.opened", "case.called", "case.called", "case.closed"]
        (outage,) = month["services"][0]["outages"]
        length = read_time(outage["end"]) - read_time(outage["begin"])
        assert abs(length - (back - killed)) <= timedelta(seconds=1.5), "one interval, and a little"
        assert (month["response"]["incidents"], month["response"]["resolve"]["held"]) == (2, 2)
