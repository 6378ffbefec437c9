"""Values as a Zabbix server takes them, by a reader that keeps to the documented protocol and knows some items."""

from __future__ import annotations

import json
import socket
import struct
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from continuity.faces.zabbix import _quoted, address
from continuity.ground.errors import UsageError
from tests.engine.test_devices_told import BAD, GOOD, judged
from tests.lab import zabbix

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.engine.kit import Client


@contextmanager
def trapper(known: set[str], answer: bytes | None = None) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Take one packet a connection: ``ZBXD``, flags, two lengths, JSON; refuse the keys that are not ``known``."""
    heard: list[dict[str, Any]] = []
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            line, _ = door.accept()
            with line:
                line.settimeout(5)
                head = line.recv(13, socket.MSG_WAITALL)
                magic, flags, length, reserved = struct.unpack("<4sBII", head)
                assert (magic, flags, reserved) == (b"ZBXD", 1, 0)
                packet = json.loads(line.recv(length, socket.MSG_WAITALL))
                assert packet["request"] == "sender data"
                heard.extend(packet["data"])
                failed = sum(one["key"] not in known for one in packet["data"])
                taken = len(packet["data"]) - failed
                info = f"processed: {taken}; failed: {failed}; total: {taken + failed}; seconds spent: 0.000055"
                body = json.dumps({"response": "success", "info": info}).encode()
                line.sendall(answer or struct.pack("<4sBII", b"ZBXD", 1, len(body), 0) + body)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{door.getsockname()[1]}", heard
        thread.join(5)


def test_zabbix_is_sent_how_devices_stand(client: Client) -> None:
    judged(client, [("web/http", GOOD), ("switch/tcp", BAD)])
    keys = {"continuity.check[http]", "continuity.latency[http]"}
    with trapper(keys) as (where, heard):
        done = client.run("device", "export", "web", "--zabbix", where, "--json")
    assert done.json == {"schema": "continuity.device-export/1", "taken": 2, "refused": 0}
    assert {one["key"]: (one["host"], one["value"]) for one in heard} == {
        "continuity.check[http]": ("acme.web", "0"),
        "continuity.latency[http]": ("acme.web", "0.02"),
    }
    with trapper(keys) as (where, heard):
        told = client.run("device", "export", "--zabbix", where, code=1).out
    assert {one["host"]: one["value"] for one in heard if one["key"] == "continuity.check[tcp]"} == {
        "acme.switch": "2", "acme.behind": "4", "acme.new": "4",
    }  # fmt: skip
    assert "2 value(s) taken, 4 refused" in told


@pytest.mark.slow  # a database and a server of their own
def test_a_real_zabbix_server_keeps_what_it_is_sent(client: Client, lab_directory: Path) -> None:
    judged(client, [("web/http", GOOD), ("switch/tcp", BAD)])
    items = ["continuity.check[http]", "continuity.latency[http]"]
    with zabbix.running(lab_directory, {"acme.web": items, "acme.switch": ["continuity.check[tcp]"]}) as server:
        done = client.run("device", "export", "--zabbix", server.where, "--json", code=1).json
        assert done["taken"] == 3, "the others are not items there"
        assert zabbix.wait_for(server, "acme.web", 2) == {items[0]: 0.0, items[1]: 0.02}
        assert zabbix.wait_for(server, "acme.switch", 1) == {"continuity.check[tcp]": 2.0}


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.0 400 Bad Request\r\n\r\n", b"ZBXD\x01\x02\x00\x00\x00\x00\x00\x00\x00{}", b"x"]
)
def test_what_is_no_zabbix_is_told_so(client: Client, answer: bytes) -> None:
    judged(client, [("web/http", GOOD)])
    with trapper(set(), answer) as (where, _):
        said = client.run("device", "export", "web", "--zabbix", where, code=4).err
    assert "did not take the values" in said


def test_nobody_there(client: Client) -> None:
    judged(client, [("web/http", GOOD)])
    assert "did not take" in client.run("device", "export", "web", "--zabbix", "127.0.0.1:9", code=4).err


def test_addresses_and_keys() -> None:
    assert address("zabbix.example") == ("zabbix.example", 10051)
    assert address("[::1]:10052") == ("::1", 10052)
    for wrong in ("", "a:b", "host:99999", "host/path"):
        with pytest.raises(UsageError):
            address(wrong)
    assert [_quoted(one) for one in ("load 1", "a,b", 'x]"', "[x")] == ["load 1", '"a,b"', '"x]\\""', '"[x"']
