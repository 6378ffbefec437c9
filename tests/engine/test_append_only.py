"""A server that promised to keep everything, and forgot: noticed by trying, whatever it answered before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.engine.kit import Client
from tests.lab.rest import RestServer

if TYPE_CHECKING:
    from pathlib import Path


def test_a_server_that_lost_its_append_only_is_missed(place: Path) -> None:
    """The same directory, served by a server that keeps, then by one that deletes."""
    client = Client(root=place, repositories={})
    client.share.mkdir()
    (client.share / "file").write_text("kept\n")
    with RestServer(place / "server", "--append-only") as server:
        _name(client, server)
        client.run("init")
        client.run("backup")
        assert client.run("storage", "check", "--json").json["verdict"] == "met"
    with RestServer(place / "server") as server:
        _name(client, server)
        done = client.run("storage", "check", "--json", code=1)
        assert done.json["verdict"] == "missed"
        assert "the server deletes, and append-only is promised" in done.err
        client.run("restore", "share", "--to", place / "back")


def _name(client: Client, server: RestServer) -> None:
    client.repositories = {
        "keep": {
            "adapter": "rest",
            "url": server.url,
            "append_only": True,
            "site": "there",
            "medium": "disk",
            "credential": "rest",
        }
    }
    client.policy = "single"
    client.write(policies={"single": {"objectives": {"rpo": "24h", "rto": "8h"}, "copies": {"copies": 2}}})
