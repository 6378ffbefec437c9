"""The whole loop on three real places: a directory, an SFTP server, a locked bucket; with both releases of restic."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine import shapes
from tests.engine.kit import Client, fill, local, tree

if TYPE_CHECKING:
    from continuity.faces.demo.lab.ceph import Ceph, S3User
    from continuity.faces.demo.lab.sshd import Sshd

PLACES = ("disk", "remote", "object")


@pytest.fixture(params=["installed", pytest.param("newest", marks=pytest.mark.slow)])
def restic(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Put one release of restic first on PATH."""
    binary: str = request.getfixturevalue("restic_binary" if request.param == "installed" else "newest_restic")
    monkeypatch.setenv("PATH", f"{Path(binary).parent}:{os.environ['PATH']}")
    return binary


@pytest.fixture
def acme(place: Path, sshd_server: Sshd, ceph_server: Ceph, s3_user: S3User, fresh_bucket: str) -> Client:
    """The shipped gold policy on real servers."""
    remote = {**sshd_server.settings(sshd_server.root / place.name), "site": "there", "medium": "disk"}
    bucket = {
        "adapter": "s3",
        "endpoint": ceph_server.endpoint,
        "bucket": fresh_bucket,
        "access_key": {"env": "LAB_ACCESS"},
        "secret_key": {"env": "LAB_SECRET"},
        "lock": {"mode": "compliance", "period": "60d"},
        "site": "cloud",
        "medium": "object",
        "credential": "s3",
    }
    repositories = {"disk": local(place / "disk"), "remote": remote | {"credential": "ssh"}, "object": bucket}
    secrets = {"LAB_ACCESS": s3_user.access_key, "LAB_SECRET": s3_user.secret_key}
    client = Client(root=place, repositories=repositories, policy="gold", environ=secrets | {"CONTINUITY_LANG": "en"})
    client.share.mkdir()
    fill(client.share)
    client.write()
    return client


def test_three_places_from_nothing_to_proven(acme: Client, restic: str) -> None:
    made = acme.run("init", "--json").json
    assert [step["made"] for step in made["steps"]] == [True] * 7
    again = acme.run("init", "--json").json
    assert [step["made"] for step in again["steps"]] == [False] * 7
    assert acme.run("policy", "check", "--json").json["findings"] == []
    _standing(acme, code=1, rpo="missed", proven="unproven", copies="missed")

    first = acme.run("backup", "--json").json
    assert shapes.conforms(first, shapes.RUN)
    assert [copy["repository"] for copy in first["copies"]] == list(PLACES)
    assert {copy["files_new"] for copy in first["copies"]} == {41}, "40 files and the canary"
    _standing(acme, code=0, rpo="met", proven="unproven", copies="unproven")

    second = _second_backup(acme)
    _points(acme, [first["id"], second["id"]])
    _locks(acme)
    for line in acme.run("verify", "--json").lines:
        assert shapes.conforms(line, shapes.RUN)
        assert line["measurements"][0]["verdict"] == "met"
    for name in PLACES:
        _restore(acme, name)
    _standing(acme, code=0, rpo="met", proven="met", copies="met")
    verified = acme.check_evidence()
    assert shapes.conforms(verified, shapes.EVIDENCE_VERIFY)
    assert verified["tree_size"] == len(acme.records())


def _standing(acme: Client, *, code: int, rpo: str, proven: str, copies: str) -> None:
    status = acme.run("status", "--json", code=code).json
    assert shapes.conforms(status, shapes.STATUS)
    (one,) = status["assets"]
    found = (one["rpo"]["verdict"], one["proven_rpo"]["verdict"], one["copies"]["verdict"])
    assert found == (rpo, proven, copies), one
    assert one["rto"]["verdict"] == "unproven", "only a drill proves an RTO"


def _second_backup(acme: Client) -> dict[str, Any]:
    (acme.share / "folder 1" / "file 1.txt").write_text("changed")
    (acme.share / "folder 2" / "file 2.txt").unlink()
    (acme.share / "new.txt").write_text("new")
    run = acme.run("backup", "--json").json
    for copy in run["copies"]:
        assert (copy["files_new"], copy["files_changed"]) == (1, 2), "one new, one changed, and the canary"
    assert run["detail"]["manifest"]["files"] == 40
    assert run["detail"]["manifest"]["hashed"] < 40, "what did not change is not read again"
    return run


def _points(acme: Client, runs: list[str]) -> None:
    listed = acme.run("points", "--json").json
    assert shapes.conforms(listed, shapes.POINTS)
    assert sorted((one["run"], one["repository"]) for one in listed["points"]) == sorted(
        (run, name) for run in runs for name in PLACES
    )


def _locks(acme: Client) -> None:
    found = {one["repository"].rpartition("/")[2]: one for one in acme.run("storage", "check", "--json").lines}
    assert list(found) == list(PLACES)
    for one in found.values():
        assert shapes.conforms(one, shapes.STORAGE_CHECK)
        assert one["verdict"] == "met"
    locked = found["object"]
    assert locked["locked"] == locked["objects"] > 0
    assert locked["unlocked"] == 0
    assert locked["shortest_lock_until"] > locked["required_until"]
    until = {one["repository"]: one["locked_until"] for one in acme.points()}
    assert until["object"] == locked["shortest_lock_until"]
    assert until["disk"] is until["remote"] is None


def _restore(acme: Client, name: str) -> None:
    target = acme.root / f"from {name}"
    run = acme.run("restore", "share", "--to", target, "--from", name, "--json").json
    assert shapes.conforms(run, shapes.RUN)
    assert [copy["repository"] for copy in run["copies"]] == [name]
    verdicts = {one["objective"]: one["verdict"] for one in run["measurements"]}
    assert verdicts == {"rpo": "met", "technical_recovery_time": "met", "content": "met"}
    phases = next(one["phases"] for one in run["measurements"] if one["objective"] == "technical_recovery_time")
    assert list(phases) == ["decided", "provisioned", "restored", "verified", "usable"]
    assert tree(acme.restored(target)) == tree(acme.share)
    assert not any(path.name == "canary.json" for path in target.rglob("*")), "the canary is not the user's"
