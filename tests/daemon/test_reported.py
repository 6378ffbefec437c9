"""What comes by itself, as it is lived: a cron job that calls and stays away, rsyslog's messages, others' figures."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

from continuity.faces.demo.lab.ports import free_ports
from tests.daemon.service import serving, wait
from tests.lab import syslog_sender, trap_sender
from tests.lab.trap_sender import INDEX, LINK_DOWN, LINK_UP

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.kit import Client


def declared(client: Client, udp: int, tcp: int, dead: int, traps: int) -> None:
    syslog = {"kind": "syslog", "every": "1s", "lasts": "2s", "severity": "crit", "pattern": "attack"}
    client.more |= {
        "supervision": {"syslog": {"udp": udp, "tcp": tcp}, "traps": {"udp": traps}},
        "devices": {
            "gone": {
                "address": "127.0.0.1",
                "site": "here",
                "checks": [
                    {"kind": "tcp", "port": dead, "every": "1s", "attempts": 1},
                    {"kind": "syslog", "every": "1s"},
                ],
            },
            "fw1": {
                "address": "192.0.2.1",
                "site": "here",
                "parents": ["gone"],
                "snmp": {"version": 2, "community": {"env": "TRAP_COMMUNITY"}},
                "checks": [
                    {"kind": "heartbeat", "every": "2s", "grace": "0s"},
                    {"kind": "submitted", "every": "1h", "name": "updates", "crit": "< 95 %"},
                    {"kind": "trap", "host": "127.0.0.1", "oid": LINK_DOWN, "clears": LINK_UP, "by": INDEX},
                    *(syslog | {"name": one, "program": one} for one in ("udp", "counted", "lines")),
                ],
            },
        },
    }
    client.environ["TRAP_COMMUNITY"] = "lab-community"
    client.write()


def stand(client: Client, name: str) -> tuple[str, str]:
    """Where a check stands by the database: the command line takes a second for each look."""
    with contextlib.closing(sqlite3.connect(f"file:{client.state / 'state.db'}?mode=ro", uri=True)) as database:
        rows = database.execute(
            "select facts from check_standing where device = 'fw1' and name = ?", (name,)
        ).fetchall()
    facts = json.loads(rows[0][0]) if rows else {}
    return facts.get("status", ""), facts.get("said", "")


def addresses(client: Client, port: int) -> dict[str, str]:
    found = client.run("device", "heartbeat", "fw1", "--at", f"127.0.0.1:{port}", "--json").json["checks"]
    return {one["kind"]: one["address"] for one in found}


def call(url: str, body: Any = None, method: str | None = None) -> int:
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, method=method), timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_what_comes_by_itself_is_judged_like_what_is_asked(client: Client, tmp_path: Path) -> None:
    port, udp, tcp, dead, traps = free_ports(5)
    declared(client, udp, tcp, dead, traps)
    client.run("device", "submit", "fw1", "updates", "--state=ok", "--source=WSUS", "--figure=updates=94%")
    with (
        serving(client, "--listen", f"127.0.0.1:{port}"),
        syslog_sender.sending(tmp_path / "rsyslog", udp, tcp) as rsyslog,
    ):
        wait(lambda: stand(client, "updates")[0] == "critical", "what was reported while nobody served, by its limit")
        assert stand(client, "updates")[1] == "updates 94 % (reported by WSUS) (updates 94.0 % < 95 %)"
        assert "updates 94 % (reported by WSUS)" in client.run("device", "list", "fw1", code=1).out
        assert all(stand(client, one) == ("ok", "no such message") for one in ("udp", "counted", "lines"))
        url = addresses(client, port)
        result = {"state": "ok", "source": "antivirus", "figures": ["updates=99%"]}
        assert call(url["submitted"], result) == 200
        assert call(url["submitted"], {"state": "fine"}) == call(url["submitted"], b"\xff{") == 400
        wait(lambda: stand(client, "updates") == ("ok", "updates 99 % (reported by antivirus)"), "the posted result")
        wrong = url["heartbeat"][:-1] + ("A" if url["heartbeat"][-1] != "A" else "B")
        assert [call(wrong), call(wrong, {}), call(url["heartbeat"], method="HEAD")] == [404, 404, 404]
        assert call(url["submitted"], b" " * 70_000) == 413
        wait(lambda: stand(client, "heartbeat") == ("unreachable", "no call for 2 s"), "silence behind a dead switch")
        assert call(url["heartbeat"]) == 200
        wait(lambda: stand(client, "heartbeat") == ("ok", "called"), "the call")
        for one in ("udp", "counted", "lines"):
            rsyslog.send(one, "an attack that is no alarm", priority=38)
            rsyslog.send(one, f"attack by {one}")
        heard: set[str] = set()  # an alarm is over in two seconds: who waits for one must not miss the others

        def all_heard() -> bool:
            names = ("udp", "counted", "lines")
            heard.update(one for one in names if stand(client, one) == ("critical", f"{one}: attack by {one}"))
            return len(heard) == len(names)

        wait(all_heard, "the alarms")
        wait(lambda: stand(client, "lines")[0] == "ok", "the end of the alarm")
        trap_sender.send(traps, trap_sender.second("lab-community"), *trap_sender.link(LINK_DOWN, 7))
        wait(lambda: stand(client, "trap") == ("critical", f"{LINK_DOWN} {INDEX}.7=7"), "the trap")
        trap_sender.send(traps, trap_sender.second("lab-community"), *trap_sender.link(LINK_UP, 7))
        wait(lambda: stand(client, "trap") == ("ok", "no such trap"), "the trap that ends it")
