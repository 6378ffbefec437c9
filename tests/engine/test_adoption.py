"""What a dead run left in a repository that could not be asked at the time: adopted by the next backup that can."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.kit import Client, fresh, hang
from tests.engine.test_crash import check_settled, killed, moment, names
from tests.engine.test_kinds import check_parents, restic

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def left(template: Client, place: Path) -> Client:
    """Two repositories; the last run died after it had stored its snapshot in ``disk``, which was then out of reach."""
    client = fresh(template, place, "disk", "second")
    client.run("backup")
    asleep, stored = hang(client, "second"), moment(client, "stored disk")
    (client.share / "new").write_text("new")
    killed(client, "backup", at=lambda: asleep.exists() and stored())
    del client.environ["PATH"]
    (client.root / "disk").rename(client.root / "unplugged")
    return client


def adopted(run: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["repository"], one["snapshot"]) for one in run["detail"]["adopted"]]


def test_a_snapshot_that_nobody_could_look_at_is_adopted_later(left: Client) -> None:
    before = {one["snapshot"] for one in left.points()}
    run = left.run("backup", "--json", code=3).json
    assert adopted(run) == []
    (left.root / "unplugged").rename(left.root / "disk")
    (orphan,) = names(left, "disk", "snapshots") - before
    run = left.run("backup", "--json").json
    assert adopted(run) == [("disk", orphan)]
    point = next(one for one in left.points() if one["snapshot"] == orphan)
    dead = next(one for one in left.records() if one["kind"] == "run.outcome" and one["run"] == point["run"])
    assert dead["body"]["outcome"] == "aborted"
    assert (point["kind"], point["parent"]) == ("incremental", next(iter(before & names(left, "disk", "snapshots"))))
    assert run["detail"]["kinds"]["disk"]["parent"] == orphan, "it is the newest of what the repository lists"
    check_parents(left)
    check_settled(left)
    target = left.root / "target"
    left.run("restore", "share", "--to", target, "--at", point["data_time"], "--from", "disk", code=None)
    assert (left.restored(target) / "new").read_text() == "new"
    assert adopted(left.run("backup", "--json").json) == []


def test_a_snapshot_that_is_not_ours_is_looked_at_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.run("backup")
    restic(client, "disk", "backup", "-q", "--tag", "continuity:asset=share", str(client.share))
    restic(client, "disk", "backup", "-q", "--tag", "continuity:run=of another server", str(client.share))
    calls = client.root / "calls"
    wrapper = client.root / "bin" / "restic"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\necho "$*" >>{calls}\nexec {shutil.which("restic")} "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")

    def asked() -> list[str]:
        calls.write_text("")
        assert adopted(client.run("backup", "--json").json) == []
        words = ("snapshots", "backup", "list", "cat", "unlock")
        return [word for line in calls.read_text().splitlines() for word in line.split() if word in words]

    assert asked() == ["snapshots", "backup"]
    assert asked() == ["backup"]
    assert len(client.points()) == 3
