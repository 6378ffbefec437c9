"""A look at a machine: a tree that stands for one, and a real file system of this one."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from continuity.engine.surroundings import look_around
from tests.engine.kit import Client, command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TABLE = r"""22 27 0:21 / /proc rw - proc proc rw
25 24 0:23 / /dev/shm rw - tmpfs tmpfs rw
27 1 254:0 / / rw - ext4 /dev/vda rw
42 27 254:0 /run/netns /run/netns rw shared:1 - ext4 /dev/vda rw
43 27 8:1 / /srv/my\040data rw shared:2 master:3 - xfs /dev/sda1 rw
44 27 8:1 / /srv/again rw - xfs /dev/sda1 rw
45 27 0:50 /@home /home rw - btrfs /dev/sdb rw
46 27 0:50 /@var /var rw - btrfs /dev/sdb rw
47 27 8:2 / /empty rw - ext4 /dev/sdc rw
48 27 0:51 / /net rw - nfs4 server:/export rw
49 27 0:52 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw
50 27 7:0 / /snap/core ro - squashfs /dev/loop0 ro
51 27 8:3 / /gone rw - ext4 /dev/sdd rw
nonsense
"""


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """The tree of a machine."""
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/mountinfo").write_text(TABLE)
    for name in ("srv/my data", "srv/again", "home", "var", "empty/lost+found"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("srv/my data", "srv/again", "home", "var"):
        (tmp_path / name / "file").touch()
    return tmp_path


def test_real_file_systems_with_data_are_found_once_each(machine: Path) -> None:
    found = {str(one.point): one for one in look_around(machine).mounts}
    assert sorted(found) == ["/", "/home", "/net", "/srv/my data", "/var"]
    assert [str(point) for point in found["/srv/my data"].also] == ["/srv/again"]
    assert [str(point) for point in found["/"].also] == ["/run/netns"]
    assert found["/net"].used is None
    assert found["/home"].used


def test_names_that_the_table_escapes(machine: Path) -> None:
    (machine / "proc/self/mountinfo").write_text(TABLE.splitlines()[4] + "\n")
    assert [str(one.point) for one in look_around(machine).mounts] == ["/srv/my data"]


def test_database_servers_and_their_ports(machine: Path) -> None:
    for version, port in (("13", ""), ("15", "# port = 1\nport = 5433\n"), ("16", "port = 5434")):
        data = machine / "var/lib/postgresql" / version / "main"
        data.mkdir(parents=True)
        (data / "PG_VERSION").write_text(version)
        conf = machine / "etc/postgresql" / version / "main"
        conf.mkdir(parents=True)
        (conf / "postgresql.conf").write_text(port)
    running = machine / "var/lib/postgresql/16/main/postmaster.pid"
    running.write_text("1\n/data\n1\n6000\n/run\n")
    (machine / "var/lib/postgresql/14/main").mkdir(parents=True)
    (machine / "var/lib/mysql/mysql").mkdir(parents=True)
    found = [(one.engine, str(one.directory), one.port) for one in look_around(machine).databases]
    assert found == [
        ("postgresql", "/var/lib/postgresql/13/main", 5432),
        ("postgresql", "/var/lib/postgresql/15/main", 5433),
        ("postgresql", "/var/lib/postgresql/16/main", 6000),
        ("mysql", "/var/lib/mysql", None),
    ]


def test_a_directory_of_a_server_that_is_empty_is_no_database(machine: Path) -> None:
    (machine / "var/lib/mysql").mkdir(parents=True)
    assert look_around(machine).databases == ()


@pytest.fixture
def disk(place: Path) -> Iterator[Path]:
    """A real ext4 file system, mounted."""
    if os.geteuid() != 0:
        pytest.skip("mounting needs root")
    image, point = place / "image", place / "data"
    point.mkdir()
    with image.open("wb") as file:
        file.truncate(4 * 2**20)
    subprocess.run(["mkfs.ext4", "-q", image], check=True, timeout=60)
    subprocess.run(["mount", "-o", "loop", image, point], check=True, timeout=60)
    yield point
    subprocess.run(["umount", point], check=True, timeout=60)


def unprotected(client: Client, **other: object) -> list[str]:
    client.write(**other)
    done = command(["policy", "gaps", "--json", "--config", str(client.config)], client.environ)
    return [gap["subject"] for gap in done.checked(None).json["gaps"] if gap["kind"] == "file system"]


def test_a_disk_that_nobody_named_is_a_gap_until_it_is_named_or_declared(client: Client, disk: Path) -> None:
    subject = f"{disk} (ext4)"
    assert subject not in unprotected(client), "nothing lies on it yet"
    (disk / "file").write_text("data")
    assert subject in unprotected(client)
    declared = {"scratch": {"path": str(disk), "reason": "rebuilt each night"}}
    assert subject not in unprotected(client, unprotected=declared)
    client.paths = [str(client.share), str(disk / "below")]
    assert subject not in unprotected(client)
