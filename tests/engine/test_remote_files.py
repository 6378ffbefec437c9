"""Files of another host that has sshd alone: read there by its restic, or streamed here; whole, and told as it was."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.kit import Client, fill, fresh, tree
from tests.lab.link import Link
from tests.lab.second import SecondHost

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DATA = "/srv/data"


@pytest.fixture(scope="module")
def link() -> Iterator[Link]:
    with Link() as one:
        yield one


@pytest.fixture(scope="module")
def equipped(lab_directory: Path, link: Link) -> Iterator[SecondHost]:
    """A host with a restic of its own."""
    lab_directory.chmod(0o755)
    with SecondHost(lab_directory / "equipped", link) as host:
        yield host


@pytest.fixture(scope="module")
def bare() -> Iterator[SecondHost]:
    raise NotImplementedError


def remote(template: Client, place: Path, host: SecondHost, **source: Any) -> Client:
    """A client whose one asset is a tree on another host."""
    data = host.root / DATA.lstrip("/")
    shutil.rmtree(data, ignore_errors=True)
    fill(data, 12)
    (data / "odd \n name").write_text("odd")
    (data / "link").symlink_to("folder 1")
    os.chown(data / "odd \n name", 4711, 4712)
    os.setxattr(data / "folder 1", "user.note", b"kept")
    client = fresh(template, place, "disk")
    client.more["devices"] = {"web": host.device()}
    client.more["assets"] = {
        "www": {
            "site": "here", "policy": "plain", "copies": ["disk"], "canary": "sidecar",
            "source": {"kind": "files", "on": "web", "paths": [DATA], "exclude": ["*.tmp"], **source},
        }
    }  # fmt: skip
    client.write()
    return client


def looks(root: Path) -> dict[str, tuple[Any, ...]]:
    """What else belongs to a file: its times, owners and attributes."""
    found: dict[str, tuple[Any, ...]] = {}
    for path in root.rglob("*"):
        info = path.lstat()
        notes = {
            name: os.getxattr(path, name, follow_symlinks=False) for name in os.listxattr(path, follow_symlinks=False)
        }
        found[str(path.relative_to(root))] = (info.st_mtime_ns, info.st_uid, info.st_gid, notes)
    return found


@pytest.mark.parametrize("way", ["required", "never"])
def test_what_comes_back_is_what_the_host_has(template: Client, place: Path, equipped: SecondHost, way: str) -> None:
    client = remote(template, place, equipped, restic=way)
    data = equipped.root / DATA.lstrip("/")
    (data / "junk.tmp").write_text("left out")
    client.run("backup")
    client.run("restore", "www", "--to", str(place / "back"))
    (data / "junk.tmp").unlink()
    back = client.restored(place / "back", data.relative_to(equipped.root))
    assert tree(back) == tree(data)
    assert looks(back) == looks(data)
    measured = {one["objective"]: one["verdict"] for one in client.run("test", "--json").json["measurements"]}
    assert (measured["content"], measured["canary"]) == ("met", "met")
