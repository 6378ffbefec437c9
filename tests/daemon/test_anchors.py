"""The service anchors by itself, and an authority that hangs delays no backup."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING

from tests.daemon.service import outcomes, serving, wait
from tests.engine.kit import finish

if TYPE_CHECKING:
    from tests.engine.kit import Client
    from tests.lab.tsa import Tsa


def anchored(client: Client) -> list[dict[str, str]]:
    return [one["body"] for one in client.records() if one["kind"] == "anchor"]


def test_it_anchors_what_it_did(client: Client, tsa: Tsa) -> None:
    dead = {"name": "dead", "url": "http://127.0.0.1:9/"}
    client.write(evidence={"timestamps": [dead, {"name": "tsa", "url": tsa.url, "ca": str(tsa.ca)}]})
    child = client.spawn("daemon", "--listen", "none", "--log-format", "json")
    wait(lambda: anchored(client), "the first anchor")
    wait(lambda: "succeeded" in outcomes(client), "the first backup")
    child.send_signal(signal.SIGTERM)
    told = [json.loads(line) for line in finish(child).checked(0).err.splitlines()]
    (failed,) = [
        one
        for one in told
        if one["event"].startswith("anchor") and one["level"] != "debug" and one.get("client") == "acme"
    ]
    assert failed["event"] == "anchor.failed"
    assert "acme: the head of the log could not be brought to dead" in str(failed)
    assert [one["body"]["name"] for one in client.records() if one["kind"] == "anchor.failed"] == ["dead"]
    assert len(anchored(client)) == 1, "at most every five minutes"
    client.check_evidence()


def test_who_hangs_delays_neither_backups_nor_the_end(client: Client, tsa: Tsa) -> None:
    tsa.answers = "silent"
    client.write(evidence={"timestamps": [{"name": "tsa", "url": tsa.url}]})
    with serving(client, "--patience", "1"):
        wait(lambda: "succeeded" in outcomes(client), "the first backup", 20)
