"""Full, differential, incremental: what is read again, what is compared with, and what is recorded of it."""

from __future__ import annotations

import json
import os
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest

from continuity.backup import manifest
from continuity.faces.cli.backup import KINDS
from continuity.model.documents import schema_policy
from continuity.policy.policy import BackupKind
from tests.engine.kit import Client, fresh

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=["oldest", pytest.param("newest", marks=pytest.mark.slow)])
def any_restic(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The installed restic, or the newest one, on PATH."""
    if request.param == "newest":
        newest = Path(request.getfixturevalue("newest_restic"))
        monkeypatch.setenv("PATH", f"{newest.parent}:{os.environ['PATH']}")
    return str(request.param)


def back_up(client: Client, kind: str = "incremental") -> dict[str, Any]:
    """Back up; return how each repository's share was read."""
    found: dict[str, Any] = client.run("backup", "--kind", kind, "--json").json["detail"]["kinds"]
    return found


def restic(client: Client, repository: str, *words: str) -> str:
    password = client.vault().get(f"acme/{repository}/password")
    env = {"PATH": os.environ["PATH"], "RESTIC_PASSWORD": password, "RESTIC_CACHE_DIR": str(client.state / "cache")}
    argv = ["restic", "-r", str(client.root / repository), *words]
    return subprocess.run(argv, env=env, check=True, capture_output=True, text=True).stdout


def newest_first(client: Client, repository: str = "disk") -> list[dict[str, Any]]:
    return [one for one in client.points() if one["repository"] == repository]


def check_parents(client: Client, repository: str = "disk") -> None:
    """What is recorded of each point is what restic itself says of its snapshot."""
    known = {one["snapshot"]: one for one in newest_first(client, repository)}
    listed = json.loads(restic(client, repository, "snapshots", "--json"))
    assert {one["id"]: one.get("parent", "") for one in listed} == {name: one["parent"] for name, one in known.items()}
    for one in listed:
        assert f"continuity:kind={known[one['id']]['kind']}" in one["tags"]


def test_each_point_records_its_kind_and_its_parent(client: Client, any_restic: str) -> None:
    first = back_up(client)["disk"]
    assert (first["kind"], first["parent"]) == ("full", "")
    assert first["reason"] == "the repository lists no earlier point to compare with, so every file was read"
    kinds = ("incremental", "differential", "incremental", "full", "incremental", "archive", "differential")
    for kind in kinds:
        assert back_up(client, kind)["disk"]["kind"] == kind
    points = newest_first(client)[::-1]
    assert [one["kind"] for one in points] == ["full", *kinds]
    names = {one["snapshot"]: number for number, one in enumerate(points)}
    assert [names.get(one["parent"]) for one in points] == [None, 0, 0, 2, None, 4, None, 6], any_restic
    check_parents(client)
    client.check_evidence()


def test_the_line_offers_the_kinds_that_documents_have() -> None:
    assert list(KINDS) == [str(kind) for kind in BackupKind]
    assert get_args(schema_policy.ScheduleEntry.model_fields["kind"].annotation) == KINDS


def test_each_repository_has_a_kind_of_its_own(template: Client, place: Path) -> None:
    client = fresh(template, place, "disk", "second")
    client.copies = ["disk"]
    client.write()
    back_up(client)
    client.copies = ["disk", "second"]
    client.write()
    (client.share / "new folder").mkdir()
    client.paths.append(str(client.share / "new folder"))  # another set of paths: restic alone would find no parent
    client.write()
    said = client.run("backup")
    assert "second: full instead of incremental: the repository lists no earlier point" in said.all
    assert "disk: full instead" not in said.all
    assert newest_first(client, "disk")[0]["parent"] == newest_first(client, "disk")[1]["snapshot"]
    check_parents(client, "disk")
    check_parents(client, "second")


def test_a_parent_that_the_repository_no_longer_lists_is_not_compared_with(client: Client) -> None:
    back_up(client)
    back_up(client)
    restic(client, "disk", "forget", newest_first(client)[0]["snapshot"])
    found = back_up(client)["disk"]
    assert (found["kind"], found["parent"]) == ("incremental", newest_first(client)[-1]["snapshot"])


def test_a_parent_that_vanishes_as_restic_begins_makes_a_full(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pruner of another machine is faster than we are: a wrapper of restic plays it."""
    back_up(client)
    wrapper = client.root / "bin" / "restic"
    wrapper.parent.mkdir()
    real = subprocess.run(["which", "restic"], capture_output=True, text=True, check=True).stdout.strip()
    wrapper.write_text(
        f'#!/bin/sh\ncase "$*" in *" --parent "*) rm -f {client.root}/disk/snapshots/*\n'
        f'  rm -rf {client.state}/cache/*/snapshots;; esac\nexec {real} "$@"\n'
    )
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")
    run = client.run("backup", "--json").json
    assert run["outcome"] == "succeeded"
    found = run["detail"]["kinds"]["disk"]
    assert (found["kind"], found["parent"]) == ("full", "")
    assert found["reason"] == "the earlier point to compare with was removed meanwhile, so every file was read"
    monkeypatch.undo()
    client.run("storage", "check", "disk", code=None)
    check_parents(client)


@contextmanager
def mounted(image: Path, there: Path) -> Iterator[None]:
    there.mkdir(exist_ok=True)
    subprocess.run(["mount", "-o", "loop", image, there], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", there], check=True)


def rot(image: Path, before: bytes, after: bytes) -> None:
    """Change a file below its file system: size, times and inode stay what they were."""
    raw = image.read_bytes()
    assert raw.count(before) == 1
    with image.open("r+b") as file:
        file.seek(raw.index(before))
        file.write(after)


def test_only_a_full_sees_what_left_no_trace(client: Client, any_restic: str, place: Path) -> None:
    """And its manifest is hashed anew, so that what it stored rightly is not held against an old hash."""
    image, there = place / "image", place / "mounted"
    with image.open("wb") as file:
        file.truncate(4 << 20)
    subprocess.run(["mkfs.ext4", "-q", image], check=True)
    client.paths = [str(there)]
    client.write()
    with mounted(image, there):
        (there / "ledger").write_bytes(b"the sum of it all is 1000 EUR")
        os.utime(there / "ledger", (0, 0))
        subprocess.run(["sync", "-f", there], check=True)
        time.sleep(manifest.RACY_NS / 1e9 + 0.1)  # the hash of a file that was just written is not taken over
        back_up(client)
    rot(image, b"1000 EUR", b"9000 EUR")
    stored: dict[str, bytes] = {}
    with mounted(image, there):
        for kind in ("incremental", "differential", "full", "differential"):
            (there / "other").write_text(kind)
            back_up(client, kind)
            target = place / f"{kind} {len(stored)}"
            client.run("restore", "share", "--to", target)
            stored[kind if kind not in stored else "after"] = client.restored(target, there / "ledger").read_bytes()
    assert {name: content[21:25] for name, content in stored.items()} == {
        "incremental": b"1000", "differential": b"1000", "full": b"9000", "after": b"9000",
    }, any_restic  # fmt: skip
    client.check_evidence()
