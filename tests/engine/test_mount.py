"""Points are looked into by real FUSE: what is read is what was backed up, who looked is recorded, nothing stays."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from continuity.backup.restic.mounting import is_mounted
from tests.engine.kit import Client, finish, tree

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=["installed", pytest.param("newest", marks=pytest.mark.slow)])
def mounting(request: pytest.FixtureRequest, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client with one point; names with blanks and backslashes are what the kernel's table escapes."""
    if request.param == "newest":
        binary = request.getfixturevalue("newest_restic")
        monkeypatch.setenv("PATH", f"{Path(binary).parent}:{os.environ['PATH']}")
    client.run("backup")
    (client.root / "a place\\of é").mkdir()
    return client


@contextmanager
def mounted(client: Client, *words: object) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    """Start the command and wait for the mount; whatever the test does, nothing of it is left."""
    directory = client.root / "a place\\of é"
    child = client.spawn("points", "mount", "share", directory, "--json", *words)
    assert child.stdout
    try:
        told = child.stdout.readline()
        assert '"event": "mounted"' in told, told or finish(child)
        assert is_mounted(directory)
        yield directory, child
    finally:
        child.kill()
        child.communicate()
        end = time.monotonic() + 10
        while is_mounted(directory) and time.monotonic() < end:
            time.sleep(0.05)
        if is_mounted(directory):
            subprocess.run(["fusermount", "-u", "-z", str(directory)], check=False)


def accesses(client: Client) -> list[tuple[str, dict[str, object]]]:
    return [(one["kind"], one["body"]) for one in client.records() if one["kind"].startswith("points.")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_mounted_point_reads_as_it_was_backed_up(mounting: Client, number: signal.Signals) -> None:
    snapshot = str(mounting.points()[0]["snapshot"])
    with mounted(mounting) as (directory, child):
        assert [path.name for path in (directory / "ids").iterdir()] == [snapshot[:8]]
        seen = directory / "ids" / snapshot[:8] / str(mounting.share).lstrip("/")
        assert {name: what[1] for name, what in tree(seen).items()} == {
            name: what[1] for name, what in tree(mounting.share).items()
        }
        with pytest.raises(OSError, match="Read-only"):
            (seen / "new").write_text("x")
        assert list((mounting.root / "disk" / "locks").iterdir()) == []
        assert [kind for kind, _body in accesses(mounting)] == ["points.mounted"]
        os.kill(child.pid, number)
        done = finish(child).checked(0)
        assert not is_mounted(directory)
    assert [one["event"] for one in done.lines] == ["unmounted"]
    (_first, body), (last, ended) = accesses(mounting)
    assert body["asset"] == "share"
    assert body["repository"] == "disk"
    assert body["directory"] == str(directory)
    assert body["by"]["uid"] == os.getuid()  # type: ignore[index]
    assert last == "points.unmounted"
    assert ended["gone"] is True
    mounting.check_evidence()


def test_a_mount_shows_this_asset_alone(client: Client) -> None:
    (client.root / "other").mkdir()
    (client.root / "other" / "secret").write_text("of somebody else")
    (client.root / "a place\\of é").mkdir()
    asset = {"title": "x", "site": "here", "policy": "plain", "copies": ["disk"]}
    source = {"kind": "files", "paths": [str(client.root / "other")]}
    own = {"kind": "files", "paths": [str(client.share)]}
    client.write(assets={"share": {**asset, "source": own}, "other": {**asset, "source": source}})
    client.run("backup")
    with mounted(client) as (directory, child):
        (only,) = (directory / "ids").iterdir()
        assert only.name == str(client.points()[-1]["snapshot"])[:8] or (only / str(client.share).lstrip("/")).is_dir()
        assert not (only / str(client.root / "other").lstrip("/")).exists()
        os.kill(child.pid, signal.SIGTERM)
        finish(child).checked(0)


def test_a_killed_mount_is_unmounted_by_its_restic(mounting: Client) -> None:
    """The kernel tells restic that we are gone, by the signal that it unmounts upon in every version."""
    with mounted(mounting) as (directory, child):
        child.kill()
        child.wait()
        end = time.monotonic() + 10
        while is_mounted(directory) and time.monotonic() < end:
            time.sleep(0.02)
        assert not is_mounted(directory)


def test_a_mount_in_use_is_taken_away_all_the_same(mounting: Client) -> None:
    with mounted(mounting) as (directory, child):
        inside = next(path for path in (directory / "ids").rglob("*.txt"))
        handle = os.open(inside, os.O_RDONLY)
        os.kill(child.pid, signal.SIGTERM)
        finish(child).checked(0)
        assert not is_mounted(directory)
        with suppress(OSError):  # closing asks a file system that is gone
            os.close(handle)
    assert accesses(mounting)[-1][1]["gone"] is True


def test_an_unmount_by_somebody_else_ends_it(mounting: Client) -> None:
    with mounted(mounting) as (directory, child):
        assert subprocess.run(["fusermount", "-u", str(directory)], check=False).returncode == 0
        finish(child).checked(0)
    assert accesses(mounting)[-1][0] == "points.unmounted"


def test_a_directory_that_does_not_fit_is_refused(client: Client) -> None:
    client.run("backup")
    full, absent, linked = (client.root / name for name in ("full", "absent", "linked"))
    full.mkdir()
    (full / "file").write_text("x")
    inside = client.share / "inside"
    inside.mkdir()
    linked.symlink_to(client.share)
    for directory, code, said in (
        (full, 5, "is not empty"),
        (absent, 4, "mkdir"),
        (full / "file", 4, "cannot be a mount point"),
        (inside, 5, "which the asset acme/share protects"),
        (linked / "inside", 5, "which the asset acme/share protects"),
        (Path("/proc"), 5, "is a mount point already"),
    ):
        assert said in client.run("points", "mount", "share", directory, code=code).err
    assert accesses(client) == [], "what was not shown is no access"


def test_a_machine_that_cannot_mount_says_what_it_lacks(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = client.root / "bin"
    programs.mkdir()
    for name in ("restic", "setpriv"):
        (programs / name).symlink_to(subprocess.check_output(["which", name], text=True).strip())
    client.run("backup")
    (client.root / "m").mkdir()
    monkeypatch.setenv("PATH", str(programs))
    told = client.run("points", "mount", "share", client.root / "m", code=4)
    assert "fusermount is not installed" in told.err
    assert "apt-get install fuse3" in told.err


def test_an_asset_without_points_is_not_mounted(client: Client) -> None:
    (client.root / "m").mkdir()
    told = client.run("points", "mount", "share", client.root / "m", code=4)
    assert "no recovery point of share is known" in told.err
