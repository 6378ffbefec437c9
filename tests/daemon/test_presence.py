"""The server's log tells when the service began and ended, and which one died."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

from tests.daemon.service import wait
from tests.engine.kit import finish

if TYPE_CHECKING:
    from tests.engine.kit import Client

SERVER = ("--client", "@server")


def told(client: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.run("evidence", "list", *SERVER, "--json").json["records"]
    return found


def kinds(client: Client) -> list[str]:
    return [one["kind"] for one in told(client) if one["kind"].startswith("service.")]


def test_it_tells_who_began_who_died_and_who_ended(client: Client) -> None:
    first = client.spawn("daemon", "--listen", "none")
    wait(lambda: kinds(client) == ["service.started"], "the word that it began")
    wait(lambda: any(one["kind"] == "log.head" for one in told(client)), "the head of the client's log")
    standing_by = client.spawn("daemon", "--listen", "none")
    wait(lambda: len(kinds(client)) == 2, "the word that another began")
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    standing_by.send_signal(signal.SIGTERM)
    finish(standing_by).checked(0)
    third = client.spawn("daemon", "--listen", "none")
    wait(lambda: len(kinds(client)) == 5, "the word that one died")
    third.send_signal(signal.SIGTERM)
    finish(third).checked(0)
    began, ended, died = "service.started", "service.stopped", "service.died"
    assert kinds(client) == [began, began, ended, died, began, ended]
    said = [one["body"] for one in told(client) if one["kind"].startswith("service.")]
    assert [one["service"] for one in said[2:]] == [said[number]["service"] for number in (1, 0, 4, 4)]
    assert said[3]["started_at"]
    assert client.run("evidence", "verify", *SERVER, "--json").json["findings"] == []
