"""Repositories that lie, are damaged, full, locked away, silent or gone; the others are never harmed by one."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.kit import Client, fresh, local, tree
from tests.storage.places import silent_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from continuity.faces.demo.lab.ceph import Ceph, S3User
    from continuity.faces.demo.lab.sshd import Sshd


@pytest.fixture
def two(template: Client, place: Path) -> Client:
    return fresh(template, place, "disk", "second")


@contextmanager
def small_disk(directory: Path, size: str) -> Iterator[None]:
    """A file system with next to no room."""
    directory.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "none", directory], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", directory], check=True)


def outcome_of(run: dict[str, Any]) -> dict[str, str]:
    return {copy["repository"]: copy["outcome"] for copy in run["copies"]}


def largest_pack(repository: Path) -> Path:
    return max(
        (path for path in (repository / "data").rglob("*") if path.is_file()), key=lambda one: one.stat().st_size
    )


def flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 3] ^= 1
    path.chmod(0o600)
    path.write_bytes(raw)


def test_a_corrupt_pack_is_never_a_success(two: Client) -> None:
    for number in range(20):
        (two.share / f"random {number}").write_bytes(os.urandom(30_000))
    two.run("backup")
    flip(largest_pack(two.root / "disk"))
    bad = two.run("restore", "share", "--to", two.root / "bad", "--from", "disk", "--json", code=1)
    content = next(one for one in bad.json["measurements"] if one["objective"] == "content")
    assert content["verdict"] == "missed"
    assert "--from" in bad.err, "the way out is named"
    two.run("restore", "share", "--to", two.root / "good", "--from", "second")
    assert tree(two.restored(two.root / "good")) == tree(two.share)
    found = two.run("verify", "--json", code=1)
    assert [(one["subject"], one["measurements"][0]["verdict"]) for one in found.lines] == [
        ("acme/disk", "missed"),
        ("acme/second", "met"),
    ]
    # What a verification found decides where the next restore comes from.
    run = two.run("restore", "share", "--to", two.root / "chosen", "--json").json
    assert outcome_of(run) == {"second": "succeeded"}
    (two.share / "random 3").unlink()
    two.run("backup")
    two.run("restore", "share", "--to", two.root / "partly", "--from", "disk", "--json", code=None)
    run = two.run("restore", "share", "--to", two.root / "chosen again", "--json").json
    assert outcome_of(run) == {"second": "succeeded"}, "one point that came back mends no repository"
    two.check_evidence()


def test_restic_ending_well_proves_nothing(two: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrapper of restic ends with 0 after one byte of one file went wrong on the way, its size and times kept."""
    two.run("backup")
    wrapper = two.root / "bin" / "restic"
    wrapper.parent.mkdir()
    wrapper.write_text(
        f'#!/bin/sh\n{shutil.which("restic")} "$@"; code=$?\ncase "$*" in *" restore "*)\n'
        f'  found=$(find {two.root}/.target.continuity-* -name "file 7.txt")\n'
        '  printf X | dd of="$found" bs=1 seek=100 conv=notrunc status=none;;\nesac\nexit $code\n'
    )
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")
    run = two.run("restore", "share", "--to", two.root / "target", "--json", code=1).json
    found = run["detail"]["comparison"]
    assert found["differing"] == [str(two.share / "folder 3" / "file 7.txt")]
    assert (found["matched"], found["missing"]) == (39, [])
    status = two.run("status", "--json", code=None).json["assets"][0]
    assert status["proven_rpo"]["verdict"] == "unproven"


def test_a_corrupt_tree_is_left_for_another_repository(two: Client) -> None:
    """A snapshot whose tree cannot be read is no reason to lose the recovery."""
    two.run("backup")
    for pack in (two.root / "disk" / "data").rglob("*"):
        if pack.is_file():
            flip(pack)
    shutil.rmtree(two.state / "cache")
    run = two.run("restore", "share", "--to", two.root / "target", "--json").json
    assert outcome_of(run) == {"second": "succeeded"}
    done = two.run("restore", "share", "--to", two.root / "other", "--from", "disk", code=4)
    assert "disk" in done.err
    assert not (two.root / "other").exists()


def test_a_truncated_snapshot_file_is_not_a_point(two: Client) -> None:
    two.run("backup")
    (snapshot,) = (two.root / "disk" / "snapshots").iterdir()
    snapshot.chmod(0o600)
    snapshot.write_bytes(snapshot.read_bytes()[:40])
    shutil.rmtree(two.state / "cache")  # restic keeps a copy of it there
    assert outcome_of(two.run("restore", "share", "--to", two.root / "target", "--json").json) == {
        "second": "succeeded"
    }
    two.run("verify", "--repository", "disk", code=1)


def test_one_of_three_repositories_gone_is_incomplete(three: Client) -> None:
    (three.root / "second").rename(three.root / "unplugged")
    done = three.run("backup", "--json", code=3)
    assert outcome_of(done.json) == {"disk": "succeeded", "second": "failed_to_start", "third": "succeeded"}
    assert "second" in done.json["reason"]
    assert {one["repository"] for one in three.points()} == {"disk", "third"}
    (three.root / "unplugged").rename(three.root / "second")
    three.run("backup")


def test_all_repositories_gone_is_a_failure_to_start(two: Client) -> None:
    for name in ("disk", "second"):
        (two.root / name).rename(two.root / f"{name} unplugged")
    done = two.run("backup", "--json", code=4)
    assert done.json["outcome"] == "failed_to_start"
    assert two.points() == []
    two.check_evidence()


def test_a_wrong_password_harms_no_other_repository(two: Client) -> None:
    two.run("backup")
    two.vault().set("acme/disk/password", "not the password")
    done = two.run("backup", "--json", code=3)
    assert outcome_of(done.json) == {"disk": "failed", "second": "succeeded"}
    assert "does not open with the password" in done.err
    assert "continuity vault set acme/disk/password --replace" in done.err
    run = two.run("restore", "share", "--to", two.root / "target", "--json").json
    assert outcome_of(run) == {"second": "succeeded"}, "the repository that opens"
    two.run("restore", "share", "--to", two.root / "other", "--from", "disk", code=4)
    two.run("verify", "--repository", "disk", code=4)


def test_a_repository_of_another_vault_is_not_given_a_password(two: Client, template: Client) -> None:
    """A password made up for a repository that has one already would open nothing, ever."""
    shutil.copytree(template.root / "third", two.root / "found")
    two.repositories["found"] = local(two.root / "found")
    two.write()
    for _again in range(2):
        done = two.run("init", "--json", code=5)
        assert "there is a repository at found already" in done.err
        assert "acme/found/password" not in two.vault().names()
    two.vault().set("acme/found/password", template.vault().get("acme/third/password"))
    two.run("init")
    two.run("backup")


def test_half_a_repository_is_neither_used_nor_made_again(two: Client) -> None:
    (two.root / "disk" / "config").unlink()
    assert outcome_of(two.run("backup", "--json", code=3).json) == {"disk": "failed_to_start", "second": "succeeded"}
    done = two.run("init", code=3)
    assert "half a repository" in done.err
    assert not (two.root / "disk" / "config").exists()


def test_foreign_content_is_refused_and_left_alone(two: Client) -> None:
    (two.root / "photos").mkdir()
    (two.root / "photos" / "cat.jpg").write_bytes(b"cat")
    two.repositories["photos"] = local(two.root / "photos")
    two.write()
    done = two.run("init", code=5)
    assert "already holds something else" in done.err
    assert [path.name for path in (two.root / "photos").iterdir()] == ["cat.jpg"]


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_a_full_repository_ends_in_time_and_harms_no_other(two: Client) -> None:
    (two.share / "large").write_bytes(os.urandom(6_000_000))
    shutil.move(two.root / "disk", two.root / "aside")
    with small_disk(two.root / "disk", "4m"):
        shutil.copytree(two.root / "aside", two.root / "disk", dirs_exist_ok=True)
        start = time.monotonic()
        done = two.run("backup", "--json", code=3)
        assert time.monotonic() - start < 120
        assert outcome_of(done.json) == {"disk": "failed", "second": "succeeded"}
        assert "no space left" in done.err
    two.run("restore", "share", "--to", two.root / "target")


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_no_space_for_a_restore_is_told_before_it_begins(two: Client) -> None:
    (two.share / "large").write_bytes(os.urandom(3_000_000))
    two.run("backup")
    with small_disk(two.root / "small", "2m"):
        done = two.run("restore", "share", "--to", two.root / "small" / "target", "--json", code=4)
        assert "bytes free" in done.err
        assert "hint: free some space" in done.err
        assert list((two.root / "small").iterdir()) == []
    with small_disk(two.root / "mounted", "20m"):
        done = two.run("restore", "share", "--to", two.root / "mounted", code=5)
        assert "is a mount point" in done.err
        two.run("restore", "share", "--to", two.root / "mounted" / "below")


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_no_space_for_the_manifest_is_incomplete(two: Client) -> None:
    """The state's disk is full of something else: the copies stand, and nobody can prove them."""
    manifests = two.state / "manifests"
    with small_disk(manifests, "4k"):
        for number in range(400):
            (two.share / f"name {number}").write_text(str(number))
        done = two.run("backup", "--json", code=3)
        assert set(outcome_of(done.json).values()) == {"succeeded"}
        assert "the manifest could not be written" in done.err
    two.run("restore", "share", "--to", two.root / "target", code=1)
    two.run("backup")


def silent(port: int, known_hosts: Path, identity: Path) -> dict[str, dict[str, Any]]:
    """An SFTP server and an S3 store that accept every connection and never say a word."""
    common = {"site": "there", "medium": "disk", "credential": "far"}
    return {
        "sftp": {
            "adapter": "sftp",
            "host": "127.0.0.1",
            "port": port,
            "user": "root",
            "identity": {"file": str(identity)},
            "known_hosts": str(known_hosts),
            "path": "/x/y",
            **common,
        },
        "s3": {
            "adapter": "s3",
            "endpoint": f"http://127.0.0.1:{port}",
            "bucket": "bucket",
            "access_key": {"env": "LAB_KEY"},
            "secret_key": {"env": "LAB_KEY"},
            **common,
        },
    }


@pytest.mark.slow
def test_an_endpoint_that_never_answers_ends_in_time(client: Client, sshd_server: Sshd) -> None:
    client.run("backup")
    password = client.vault().get("acme/disk/password")
    for name in ("sftp", "s3"):
        client.vault().set(f"acme/{name}/password", password)
    client.environ["LAB_KEY"] = "key"
    with silent_port() as port:
        client.repositories = silent(port, sshd_server.known_hosts, sshd_server.identity) | client.repositories
        client.copies = ["sftp", "s3", "disk"]
        client.write()
        start = time.monotonic()
        done = client.run("backup", "--json", code=3)
        assert outcome_of(done.json) == {"sftp": "failed_to_start", "s3": "failed_to_start", "disk": "succeeded"}
        run = client.run("restore", "share", "--to", client.root / "target", "--json").json
        assert outcome_of(run) == {"disk": "succeeded"}
        for name in ("sftp", "s3"):
            client.run("storage", "check", name, code=4)
        assert time.monotonic() - start < 180
    client.check_evidence()


@pytest.mark.slow
def test_other_commands_end_in_time_too(client: Client, sshd_server: Sshd) -> None:
    client.environ["LAB_KEY"] = "key"
    with silent_port() as port:
        client.repositories = silent(port, sshd_server.known_hosts, sshd_server.identity)
        client.write()
        start = time.monotonic()
        client.run("init", code=3)
        client.run("backup", code=4)
        client.run("verify", code=4)
        assert time.monotonic() - start < 180


def test_a_bucket_without_object_lock_is_refused(
    client: Client, ceph_server: Ceph, s3_user: S3User, fresh_bucket: str
) -> None:
    """A bucket that somebody made beforehand, weaker than the document promises: never used in silence."""
    bucket = {
        "adapter": "s3",
        "endpoint": ceph_server.endpoint,
        "bucket": fresh_bucket,
        "access_key": {"env": "LAB_ACCESS"},
        "secret_key": {"env": "LAB_SECRET"},
        "site": "cloud",
        "medium": "object",
        "credential": "s3",
    }
    client.environ |= {"LAB_ACCESS": s3_user.access_key, "LAB_SECRET": s3_user.secret_key}
    client.repositories["object"] = bucket
    client.write()
    client.run("init")
    client.repositories["object"] = bucket | {"lock": {"mode": "compliance", "period": "30d"}}
    client.write()
    done = client.run("init", code=5)
    assert "has no Object Lock" in done.err
    assert client.run("storage", "check", "object", "--json", code=1).json["verdict"] == "missed"
    weaker = bucket | {"bucket": f"{fresh_bucket}-weak", "lock": {"mode": "governance", "period": "7d"}}
    client.repositories["object"] = weaker
    client.write()
    client.vault()
    client.run("init")
    for stronger in ({"mode": "compliance", "period": "7d"}, {"mode": "governance", "period": "30d"}):
        client.repositories["object"] = weaker | {"lock": stronger}
        client.write()
        assert "the document promises" in client.run("init", code=5).err


def test_a_policy_that_asks_for_a_lock_nobody_gives_is_refused(three: Client) -> None:
    three.policy = "gold"
    three.write()
    done = three.run("policy", "check", "--json", code=5)
    assert any("under a lock: 0" in one["message"] for one in done.json["findings"])
    assert three.run("status", "--json", code=1).json["assets"][0]["copies"]["verdict"] == "missed"


def test_a_snapshot_that_vanished_is_noticed(two: Client) -> None:
    two.run("backup")
    (snapshot,) = (two.root / "disk" / "snapshots").iterdir()
    snapshot.unlink()
    done = two.run("storage", "check", "--json", code=1)
    assert [one["verdict"] for one in done.lines] == ["missed", "met"]
    assert [one["repository"] for one in two.points()] == ["second"]
    two.run("restore", "share", "--to", two.root / "target")
