"""A server of several clients: one client's mistakes leave the others protected."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Any

from tests.engine.kit import Client, command, fill, finish, local

if TYPE_CHECKING:
    from pathlib import Path

SHARED = {
    "version": 1,
    "lab": True,
    "sites": {"here": {"title": "Here"}},
    "policies": {
        "plain": {"objectives": {"rpo": "24h", "rto": "8h"}, "copies": {"copies": 2}, "schedule": {"every": "1h"}}
    },
}


def client_document(root: Path, name: str) -> dict[str, Any]:
    share = root / f"{name}-share"
    share.mkdir(exist_ok=True)
    fill(share, 3)
    asset = {
        "title": name,
        "site": "here",
        "policy": "plain",
        "source": {"kind": "files", "paths": [str(share)]},
        "copies": ["disk"],
    }
    return {
        "client": {"name": name, "title": name},
        "repositories": {"disk": local(root / f"{name}-disk")},
        "assets": {"share": asset},
    }


def test_one_clients_mistake_stops_no_other(place: Path) -> None:
    fleet = Client(root=place, repositories={}, paths=["-"])
    documents = fleet.config  # here a directory
    for name in ("good", "bad"):
        (documents / name).mkdir(parents=True)
        (documents / name / "c.yaml").write_text(json.dumps(client_document(place, name)))
    (documents / "shared.yaml").write_text(json.dumps(SHARED | {"state": str(fleet.state)}))
    common = ["--config", str(documents), "--vault-key-file", str(fleet.key)]
    command(["init", *common], fleet.environ).checked(0)
    broken = documents / "bad" / "c.yaml"
    broken.write_text(broken.read_text().replace('"paths"', '"pahts"'))
    command(["status", *common], fleet.environ).checked(2)

    child = fleet.spawn("daemon", "--listen", "none", "--log-format", "json")
    assert child.stderr is not None
    told = [json.loads(child.stderr.readline())]
    while told[-1]["event"] != "run.ended":
        told.append(json.loads(child.stderr.readline()))
    refused = next(one for one in told if one["event"] == "documents.refused")
    assert refused["client"] == "bad"
    assert "pahts" in refused["message"]
    assert (told[-1]["subject"], told[-1]["values"]["outcome"]) == ("good/share", "succeeded")

    broken.write_text(broken.read_text().replace('"pahts"', '"paths"'))
    child.send_signal(signal.SIGHUP)
    while told[-1].get("subject") != "bad/share" or told[-1]["event"] != "run.ended":
        told.append(json.loads(child.stderr.readline()))
    child.send_signal(signal.SIGTERM)
    finish(child).checked(0)
    for name in ("good", "bad"):
        done = command(["evidence", "verify", "--client", name, "--json", *common], fleet.environ)
        found = done.checked(0).json
        assert (found["findings"], found["jobs"]["ended"]) == ([], 1)
