"""Run in a guest with a device mapper (``test_snapshots_lvm``): backups from snapshots of a logical volume."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engine.kit import Client, Done, fill, finish, local, tree
from tests.engine.test_crash import wait_for
from tests.engine.test_snapshots import settle
from tests.lab.loop import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FINIT_MODULE = 313  # syscall(2), x86_64
_MODULES = ("dm-mod", "dm-bufio", "dm-snapshot", "dm-bio-prison", "persistent-data/dm-persistent-data", "dm-thin-pool")


def load_modules() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    for name in _MODULES:
        with Path(f"/usr/lib/uml/modules/{os.uname().release}/kernel/drivers/md/{name}.ko").open("rb") as file:
            assert libc.syscall(_FINIT_MODULE, file.fileno(), b"", 0) == 0, os.strerror(ctypes.get_errno())


@pytest.fixture(scope="module")
def group() -> str:
    load_modules()
    run("vgcreate", "--yes", "office", "/dev/ubdb")
    run("lvcreate", "--yes", "--size", "64m", "--name", "thick", "office")
    return "office"


@pytest.fixture
def client(place: Path) -> Client:
    """A client with one repository: making three takes long in a guest."""
    client = Client(root=place, repositories={"disk": local(place / "disk")})
    settle(client, place / "data" / "docs", snapshot="auto", snapshot_size="16 MiB")
    client.run("init")
    return client


@contextmanager
def on(volume: str, client: Client) -> Iterator[Path]:
    """The client's documents on a logical volume, meanwhile."""
    data = client.root / "data"
    data.mkdir()
    run("mkfs.ext4", "-q", f"/dev/{volume}")
    run("mount", f"/dev/{volume}", str(data))
    fill(data / "docs", 8)
    yield data / "docs"
    run("umount", str(data))


def volumes() -> set[str]:
    return set(run("lvs", "--noheadings", "--options", "lv_name", "office").split()) - {"thick", "thin", "pool"}


def pausing(client: Client) -> Path:
    """Let restic wait, before it reads anything, for a file of this name."""
    wrapper, go_on = client.root / "bin" / "restic", client.root / "go on"
    wrapper.parent.mkdir()
    waiting = f"touch '{client.root}/asleep'; while [ ! -e '{go_on}' ]; do sleep 0.02; done"
    text = f'#!/bin/sh\ncase "$*" in *" backup "*) {waiting};; esac\nexec {shutil.which("restic")} "$@"\n'
    wrapper.write_text(text)
    wrapper.chmod(0o755)
    client.environ["PATH"] = f"{wrapper.parent}:{os.environ['PATH']}"
    return go_on


def meanwhile(client: Client, change: Callable[[], None], code: int) -> Done:
    """Change something while restic is at work, then let it go on."""
    before, go_on = volumes(), pausing(client)
    asleep = client.root / "asleep"

    def look() -> None:
        while not asleep.exists():
            time.sleep(0.02)
        seen.append(volumes() - before)
        change()
        go_on.touch()

    seen: list[set[str]] = []
    looking = threading.Thread(target=look)
    looking.start()
    path = os.environ["PATH"]
    os.environ["PATH"] = client.environ["PATH"]  # in this process it is ours that counts
    try:
        done = client.run("backup", code=code)
    finally:
        os.environ["PATH"] = path
    looking.join()
    assert [len(one) for one in seen] == [1]
    unpaused(client)
    return done


def unpaused(client: Client) -> None:
    for name in ("asleep", "go on"):
        (client.root / name).unlink(missing_ok=True)
    shutil.rmtree(client.root / "bin")
    client.environ.pop("PATH")


def changed(docs: Path, megabytes: int) -> None:
    (docs / "late").write_bytes(os.urandom(megabytes * 2**20))
    os.sync()


def test_a_thick_one_is_whole_or_no_point_and_leaves_nothing(client: Client, group: str) -> None:
    with on(f"{group}/thick", client) as docs:
        assert "did not last" in meanwhile(client, lambda: changed(docs, 24), 1).err
        assert not client.points()
        before = tree(docs)
        meanwhile(client, lambda: changed(docs, 4), 0)
        assert volumes() == set()
        assert len(client.points()) == 1  # what was read from the broken one lies there still, and nobody adopts it
        client.run("restore", "docs", "--to", str(client.root / "back"))
        assert tree(client.restored(client.root / "back", docs)) == before


def opened(directory: str) -> int:
    """Hold the snapshot of the run that is at work now."""
    return os.open(max(Path(directory).glob("continuity-0*")), os.O_RDONLY)


@pytest.mark.slow
def test_what_the_dead_leave_is_removed_and_nothing_else(client: Client, group: str) -> None:
    run("lvcreate", "--yes", "--snapshot", "--size", "4m", "--name", "continuity-mine", f"{group}/thick")
    with on(f"{group}/thick", client) as docs:
        pausing(client)
        child = client.spawn("backup")
        wait_for(child, (client.root / "asleep").exists)
        changed(docs, 24)
        os.kill(child.pid, signal.SIGKILL)
        finish(child)
        unpaused(client)
        assert len(volumes()) == 2
        client.run("backup")
        assert (
            "than it had room for"
            in next(one["body"] for one in client.records() if one["kind"] == "run.outcome")["reason"]
        )
        (docs / "late").unlink()
        held: list[int] = []
        busy = meanwhile(client, lambda: held.append(opened(f"/dev/{group}")), 3)
        assert "could not be removed" in busy.err
        os.close(held[0])
        client.run("backup")
        assert volumes() == {"continuity-mine"}
    run("lvremove", "--yes", f"{group}/continuity-mine")


@pytest.mark.slow
def test_a_group_without_room_is_told(client: Client, group: str) -> None:
    run("lvcreate", "--yes", "--extents", "100%FREE", "--name", "filler", group)
    with on(f"{group}/thick", client):
        assert "free some extents" in client.run("backup", code=4).err
    run("lvremove", "--yes", f"{group}/filler")


@pytest.mark.slow
def test_thin_ones_need_no_room_and_may_stay(client: Client, group: str) -> None:
    run("lvcreate", "--yes", "--size", "64m", "--thinpool", "pool", group)
    run("lvcreate", "--yes", "--virtualsize", "64m", "--thin", "--name", "thin", f"{group}/pool")
    with on(f"{group}/thin", client) as docs:
        settle(client, docs, snapshot="lvm", keep_snapshots={"every": "1h", "keep": 3})
        before = tree(docs)
        meanwhile(client, lambda: changed(docs, 4), 0)
        (kept,) = client.run("points", "--json").json["on_source"]
        assert volumes() == {kept["name"]}
        client.run("restore", "docs", "--to", str(client.root / "back"))
        assert tree(client.restored(client.root / "back", docs)) == before
