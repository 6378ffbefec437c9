"""Backups from btrfs snapshots: one instant, the original paths, nothing left behind, nothing of others touched."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import signal
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from continuity.engine.doctor.check import State
from continuity.engine.doctor.snapshots import examine_snapshots
from continuity.ground.clock import SystemClock
from continuity.model.documents.loading import load
from continuity.storage import registry
from tests.engine import shapes
from tests.engine.kit import ROOT, Client, fill, finish, fresh, hang, tree
from tests.engine.test_crash import children_of_ours, wait_for
from tests.lab.loop import Btrfs, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@pytest.fixture
def disk(place: Path) -> Iterator[Btrfs]:
    with Btrfs(root=place) as disk:
        yield disk


@pytest.fixture
def client(template: Client, disk: Btrfs) -> Client:
    """A client whose asset lies on a btrfs subvolume and is backed up from snapshots."""
    client = fresh(template, disk.root, "disk")
    fill(disk.data / "docs", 4)
    settle(client, disk.data / "docs", snapshot="btrfs")
    return client


def settle(client: Client, *paths: Path, **source: Any) -> None:
    """Write the documents: one asset of these paths, read so."""
    described = {"kind": "files", "paths": [str(path) for path in paths], **source}
    asset = {"site": "here", "policy": "plain", "copies": ["disk"], "source": described}
    client.more["assets"] = {"docs": asset}
    client.write()


@contextmanager
def stepping(first: Path, second: Path) -> Iterator[None]:
    """Write a growing number into the one file, to the disk, then into the other, and so on."""
    stop, number = threading.Event(), itertools.count(1)
    files = [os.open(path, os.O_WRONLY | os.O_CREAT | os.O_DSYNC) for path in (first, second)]

    def write() -> None:
        text = f"{next(number):09}".encode()
        for file in files:
            os.pwrite(file, text, 0)

    def step() -> None:
        while not stop.is_set():
            write()

    write()
    thread = threading.Thread(target=step)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        for file in files:
            os.close(file)


def apart(client: Client, docs: Path) -> int:
    """Back up while two files are stepped; how far apart they come back."""
    with stepping(docs / "a first", docs / "z last"):
        client.run("backup", code=None)
    target = client.root / "back"
    client.run("restore", "docs", "--to", str(target), code=None)
    first, second = (int((client.restored(target, docs) / name).read_text()) for name in ("a first", "z last"))
    shutil.rmtree(target)
    return first - second


def test_what_changes_in_step_comes_back_in_step(client: Client, disk: Btrfs) -> None:
    docs = disk.data / "docs"
    for number in range(24):
        (docs / f"middle {number}").write_bytes(os.urandom(2**20))
    before = disk.snapshots()
    assert apart(client, docs) in (0, 1)
    assert disk.snapshots() == before
    (first,) = client.points()
    (taken,) = next(one["body"]["detail"] for one in client.records() if one["kind"] == "run.outcome")["snapshots"]
    assert taken["at"] == first["data_time"]
    settle(client, docs)
    for path in docs.glob("middle*"):
        path.write_bytes(os.urandom(2**20))
    assert apart(client, docs) not in (0, 1)
    point = max(client.points(), key=lambda one: one["data_time"])
    assert point["parent"] == first["snapshot"]  # the paths are the same, with snapshots and without


def test_nothing_below_a_path_is_left_out_in_silence(client: Client, disk: Btrfs) -> None:
    docs = disk.data / "docs"
    inner = disk.subvolume("docs", "inner")
    (inner / "file").write_text("inside")
    told = client.run("backup", code=2).err
    assert str(inner) in told
    assert not client.points()
    settle(client, docs, snapshot="auto", exclude=[str(inner)])
    client.run("backup")
    lone = disk.data / "lone file"
    lone.write_text("alone")
    settle(client, docs, inner, lone, snapshot="auto")  # each volume from a snapshot of its own
    client.run("backup")
    client.run("restore", "docs", "--to", str(client.root / "back"))
    assert tree(client.restored(client.root / "back", docs)) == tree(docs)
    assert client.restored(client.root / "back", lone).read_text() == "alone"
    assert disk.snapshots() == {"data/docs/inner"}


def sleeping(client: Client) -> list[int]:
    """The process that stands for a hanging restic."""
    words = [(number, Path(f"/proc/{number}/cmdline").read_bytes()) for number in children_of_ours(client)]
    return [number for number, argv in words if argv.endswith(f"\0{client.root}\0".encode())]


def killed(client: Client, victim: str) -> None:
    """Begin a backup; kill the engine, or the restic that it waits for."""
    asleep = hang(client, "disk")
    child = client.spawn("backup")
    wait_for(child, lambda: bool(asleep.exists() and sleeping(client)))
    os.kill(child.pid if victim == "engine" else sleeping(client)[0], signal.SIGKILL)
    finish(child)
    asleep.unlink()
    client.environ.pop("PATH")


def test_what_the_dead_leave_is_removed_and_nothing_else(client: Client, disk: Btrfs) -> None:
    client.run("backup")
    others = {"nightly", f".continuity/continuity-{26 * '0'}-0", ".continuity/continuity-x"}
    for name in others:
        run("btrfs", "subvolume", "snapshot", "-r", str(disk.data), str(disk.top / name))
    killed(client, "restic")
    assert disk.snapshots() == others
    killed(client, "engine")
    assert len(disk.snapshots() - others) == 1
    client.run("backup")
    assert disk.snapshots() == others
    client.check_evidence()


def granted() -> str:
    """What the systemd unit and its drop-in for snapshots leave of root's powers, as setpriv wants it."""
    names = ("continuity.service", "continuity.service.d/snapshots.conf")
    texts = [(ROOT / "packaging" / "systemd" / name).read_text() for name in names]
    found = [word for text in texts for word in re.findall(r"^CapabilityBoundingSet=(.*)$", text, re.MULTILINE)]
    return "".join(f",+{word.removeprefix('CAP_').lower()}" for line in found for word in line.split())


def test_without_rights_or_without_snapshots_nothing_is_backed_up(client: Client, disk: Btrfs) -> None:
    settle(client, client.share, snapshot="auto")
    assert "it lies on" in client.run("backup", code=2).err
    settle(client, disk.data / "docs", snapshot="lvm")
    assert "it lies on btrfs" in client.run("backup", code=2).err
    settle(client, disk.data / "docs", snapshot="btrfs")
    without = ("setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin")
    assert "CAP_SYS_ADMIN" in client.child("backup", prefix=without, code=4).err
    assert not client.points()
    client.child("backup", prefix=("setpriv", f"--bounding-set=-all{granted()}"))
    assert not disk.snapshots()


def follow(page: str, mine: Mapping[str, str]) -> None:
    """Type what a how-to says after `a plain copy`, with one's own names."""
    block = (ROOT / "docs" / "how-to" / page).read_text().split("A plain copy")[1].split("```")[1]
    for theirs, ours in mine.items():
        block = block.replace(theirs, ours)
    lines = [line.removeprefix("# ") for line in block.splitlines()[1:]]
    assert len(lines) == 3
    run("unshare", "--mount", "sh", "-euxc", "\n".join(lines))


def test_what_is_written_meanwhile_stays_writable_below_a_path(client: Client, disk: Btrfs) -> None:
    inside = disk.top / "inside"
    shutil.copytree(client.root / "disk", inside)
    client.repositories["disk"]["path"] = str(inside)
    (disk.top / "file").write_text("at the top")
    exclude, kept = [str(inside), str(disk.top / "data")], {"every": "1s", "keep": 3}
    settle(client, disk.top, snapshot="btrfs", exclude=exclude, keep_snapshots=kept)
    for _ in range(2):
        client.run("backup")
    client.run("restore", "docs", "--to", str(client.root / "back"))
    back = client.restored(client.root / "back", disk.top)
    assert sorted(one.name for one in back.iterdir()) == ["file"]  # and not the snapshots that stayed


def test_some_stay_on_the_source_and_never_count_as_a_copy(client: Client, disk: Btrfs) -> None:
    docs = disk.data / "docs"
    settle(client, docs, snapshot="btrfs", keep_snapshots={"every": "1s", "keep": 2})
    run("btrfs", "subvolume", "snapshot", "-r", str(disk.data), str(disk.top / "nightly"))
    for text in ("one", "two", "three"):
        (docs / "file").write_text(text)
        client.run("backup")
        time.sleep(1.1)  # btrfs dates a snapshot by the second
    (copy,) = [one["body"] for one in client.records() if one["kind"] == "run.outcome"][-1]["copies"]
    assert copy["files_changed"] == 2  # the file and our canary: what did not change is recognised through snapshots
    there = client.run("points", "docs", "--json").json["on_source"]
    assert shapes.POINTS["on_source"](there)
    assert [one["ours"] for one in there] == [True, True, False]
    assert there == sorted(there, key=lambda one: one["data_time"], reverse=True)
    assert {f".continuity/{one['name']}" if one["ours"] else one["name"] for one in there} == disk.snapshots()
    kept = [(disk.top / ".continuity" / one["name"] / "docs" / "file").read_text() for one in there[:2]]
    assert kept == ["three", "two"]
    (docs / "file").unlink()
    (disk.root / "mnt").mkdir()
    follow(
        "snapshots.md",
        {
            "/dev/vdb": disk.device,
            "/documents/budget.ods": "/docs/file",
            "/srv/documents": str(docs),
            "continuity-kept-…": there[0]["name"],
            "/mnt": str(disk.root / "mnt"),
        },
    )
    assert (docs / "file").read_text() == "three"
    assert "never counted as a copy" in client.run("points").out
    assert client.run("status", "--json", code=None).json["assets"][0]["copies"]["observed"]["copies"] == 2


def test_the_doctor_sees_what_was_left_and_what_cannot_be(client: Client, disk: Btrfs) -> None:
    def state(later: timedelta = timedelta()) -> State:
        adapters = {name: one.Settings for name, one in registry.adapters().items()}
        (found,) = examine_snapshots(load(client.config, {}, adapters), SystemClock().now() + later)
        return found.state

    assert state() is State.OK
    mine = disk.top / ".continuity"
    mine.mkdir()
    for name in ("kept-", ""):
        run("btrfs", "subvolume", "snapshot", "-r", str(disk.data), str(mine / f"continuity-{name}{26 * '0'}-0"))
        assert state(timedelta(days=2)) is (State.OK if name else State.WARNING)
    assert state() is State.OK  # a run of another installation may work on it
    settle(client, disk.data / "docs", snapshot="lvm")
    assert state() is State.FAULT
