"""Devices and their checks: named, spread by criticality, with the parameters that their kinds take."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from continuity.model.documents.faults import DocumentErrors
from continuity.model.documents.loading import load
from continuity.supervision.checks.installed import made
from tests.documents.settings import ADAPTERS
from tests.documents.test_examples import COPY, ENVIRON

if TYPE_CHECKING:
    from pathlib import Path

    from continuity.model.device import Device

_ONE = "version: 1\nstate: state\nclient: {name: acme}\nsites: {here: {title: Here}}\ndevices:\n"


def read(place: Path, text: str) -> dict[str, Device]:
    (place / "continuity.yaml").write_text(_ONE + text)
    return dict(load(place / "continuity.yaml", {}, ADAPTERS).clients["acme"].devices)


def test_those_of_the_example() -> None:
    devices = load(COPY / "acme" / "continuity.yaml", ENVIRON, ADAPTERS).clients["acme"].devices
    found: dict[str, Any] = {check.reference: check for device in devices.values() for check in device.checks}
    assert list(found) == [
        "acme/srv-web/http",
        "acme/srv-web/tcp",
        "acme/srv-snmp/snmp-cpu",
        "acme/srv-snmp/snmp-memory",
        "acme/srv-snmp/snmp-disk",
        "acme/srv-ssh/ssh-load",
        "acme/backup-server/plugin",
    ]
    http, tcp = found["acme/srv-web/http"], found["acme/srv-web/tcp"]
    assert http.parameters == {"url": "http://127.0.0.1:8080/", "status": 200}
    assert (http.every, http.limit, http.attempts) == (timedelta(seconds=30), timedelta(seconds=10), 3)
    assert tcp.parameters == {"host": "127.0.0.1", "port": 8080}
    assert (tcp.warn.figure, str(tcp.warn.threshold)) == ("latency", "> 0.050000 s")
    snmp = found["acme/srv-snmp/snmp-cpu"]
    assert {name: snmp.parameters[name] for name in ("host", "version", "port", "user", "metric")} == {
        "host": "127.0.0.1",
        "version": 3,
        "port": 161,
        "user": "monitor",
        "metric": "cpu",
    }
    assert str(snmp.crit.threshold) == "> 85 %"
    assert "ACME_SNMP_AUTH" not in repr(snmp), "parameters may hold what opens a secret"


def test_how_often_goes_by_criticality_and_names_are_told_apart(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "  a: {address: 192.0.2.1, site: here, criticality: critical, checks: [{kind: tcp, port: 22}, {kind: ping}]}\n"
        "  b: {address: 192.0.2.2, site: here, parents: [a], checks: [{kind: tcp, port: 22}, {kind: tcp, port: 80}]}\n",
    )
    assert [(one.name, one.kind, one.every.total_seconds()) for one in found["a"].checks] == [
        ("tcp", "tcp", 30),
        ("ping", "icmp", 30),
    ]
    assert [(one.name, one.every.total_seconds()) for one in found["b"].checks] == [("tcp", 300), ("tcp-2", 300)]
    assert found["b"].parents == ("a",)


def test_parents_in_a_circle_or_nowhere_are_faults(tmp_path: Path) -> None:
    with pytest.raises(DocumentErrors) as caught:
        read(
            tmp_path,
            "  a: {address: 192.0.2.1, site: here, parents: [b]}\n"
            "  b: {address: 192.0.2.2, site: here, parents: [a, c]}\n",
        )
    assert "a → b → a" in str(caught.value) or "b → a → b" in str(caught.value)
    assert "no device named c" in str(caught.value)


def test_kinds_are_given_what_they_need(tmp_path: Path) -> None:
    checks = (
        "[{kind: ping}, {kind: ping, name: slow, warn: {latency: 1s}}, {kind: ping, name: lossy, crit: '> 20 %'}, "
        "{kind: tls, server_name: shop.example, warning: 30d}, {kind: dns, ask: www.example, type: MX}, "
        "{kind: ntp, critical: 5s}, {kind: sql, engine: mariadb, database: d, user: u, query: q, password: {env: P}}, "
        "{kind: ssh, metric: memory}]"
    )
    way = "ssh: {user: watch, identity: {env: KEY}, known_hosts: /k}"
    found = read(tmp_path, f"  a: {{address: 192.0.2.1, site: here, {way}, checks: {checks}}}\n")["a"].checks
    told: dict[str, Any] = {one.name: dict(one.parameters) for one in found}
    host = {"host": "192.0.2.1"}
    usual = {"latency": timedelta(milliseconds=50), "loss": "0.1 %"}
    assert told["ping"] == {**host, "packets": 5, **usual}
    assert told["slow"] == {**host, "packets": 5, "loss": "0.1 %"}
    assert told["lossy"] == {**host, "packets": 5}
    assert told["tls"] == {**host, "port": 443, "name": "shop.example", "warning": timedelta(days=30)}
    assert told["dns"] == {"server": "192.0.2.1", "name": "www.example", "type": "MX"}
    assert told["ntp"] == {**host, "critical": timedelta(seconds=5)}
    assert told["sql"].pop("password").env == "P"
    assert told["sql"] == {**host, "engine": "mariadb", "database": "d", "user": "u", "query": "q"}
    memory = {one.name: one for one in found}["ssh-memory"]
    assert (str(memory.warn.threshold if memory.warn else ""), memory.crit) == ("> 85 %", None)
    for one in found:
        made(one.kind, one.parameters)
