"""A host that is both: the source of a backup and the place of its copy; and one that backs itself up under limits."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.engine.endurance import limits, turns
from continuity.ground.clock import SystemClock
from continuity.policy.bandwidth import Bandwidth
from tests.engine.kit import PLAIN, Client, fill, fresh
from tests.lab.link import Link
from tests.lab.second import SecondHost

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DATA = "/srv/data"


@pytest.fixture(scope="module")
def machine(lab_directory: Path) -> Iterator[SecondHost]:
    lab_directory.chmod(0o755)
    with Link() as link, SecondHost(lab_directory / "both", link) as one:
        yield one


@pytest.fixture
def client(template: Client, place: Path, machine: SecondHost) -> Client:
    """One asset: the files of the host, copied to a disk here."""
    machine.as_new()
    fill(machine.root / DATA.lstrip("/"), 4)
    client = fresh(template, place, "disk")
    client.more["devices"] = {"nas": machine.device()}
    client.more["assets"] = {
        "www": {
            "site": "here", "policy": "plain", "copies": ["disk"],
            "source": {"kind": "files", "on": "nas", "paths": [DATA]},
        }
    }  # fmt: skip
    client.write()
    return client


def test_a_backup_does_not_wait_for_itself(
    client: Client, machine: SecondHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two copies on the host that the data is read from, which allows one job: that is one, and they take turns."""
    monkeypatch.setattr(turns, "PATIENCE", timedelta(seconds=20))
    device = machine.device()
    way = {key: device["ssh"][key] for key in ("port", "user", "identity", "known_hosts")}
    away = {
        "adapter": "sftp",
        "host": device["address"],
        "site": "there",
        "medium": "disk",
        "credential": "away",
        **way,
    }
    client.repositories = {name: {**away, "path": f"/srv/{client.root.name}-{name}"} for name in ("left", "right")}
    client.more["devices"]["nas"] = {**device, "at_once": 1}
    client.more["assets"]["www"]["copies"] = ["left", "right"]
    client.write()
    client.run("init")
    run = client.run("backup", "--json").json
    assert run["outcome"] == "succeeded"
    assert any(copy["attempts"][0]["waited_s"] > 0 for copy in run["copies"])


def test_a_limit_that_begins_is_kept_on_the_host_as_well(client: Client, machine: SecondHost) -> None:
    (machine.root / DATA.lstrip("/") / "noise").write_bytes(os.urandom(16 << 20))
    client.more["policies"] = {"plain": {**PLAIN, "retries": {"count": 1}}}
    client.write()
    change = SystemClock().now() + timedelta(seconds=5)
    before, after = Bandwidth(upload=2 << 20), Bandwidth(upload=1 << 30, download=8 << 20)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "line", lambda _policy, _client, _spec, at: before if at < change else after)
        patch.setattr(limits, "tightens", lambda _policy, _client, _spec, at: change if at < change else None)
        run = client.run("backup", "--json").json
    first, second = run["copies"][0]["attempts"]
    assert (first["outcome"], second["outcome"]) == ("failed", "succeeded")
    assert "another limit of bandwidth began to hold for disk" in first["reason"]
    assert run["outcome"] == "succeeded"
