"""One disk is one failure domain, however it was divided: partitions, volumes and subvolumes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from continuity.ground.disks import disk_of, whole
from tests.lab.loop import Btrfs


def device(root: Path, place: str, number: str, *, partition: bool = False, slaves: tuple[str, ...] = ()) -> None:
    """Write a block device as sysfs shows it (this machine's kernel reads no partition tables of loop devices)."""
    folder = root / "devices" / place
    folder.mkdir(parents=True)
    (folder / "dev").write_text(number + "\n")
    if partition:
        (folder / "partition").write_text("1\n")
    (folder / "slaves").mkdir()
    for slave in slaves:
        (folder / "slaves" / Path(slave).name).symlink_to(root / "devices" / slave)
    (root / "block").mkdir(exist_ok=True)
    (root / "block" / number).symlink_to(folder)


def test_partitions_and_logical_volumes_fall_with_their_disk(tmp_path: Path) -> None:
    device(tmp_path, "sda", "8:0")
    device(tmp_path, "sda/sda1", "8:1", partition=True)
    device(tmp_path, "sda/sda2", "8:2", partition=True)
    device(tmp_path, "dm-0", "252:0", slaves=("sda/sda2",))
    device(tmp_path, "sdb", "8:16")
    device(tmp_path, "md0", "9:0", slaves=("sda/sda1", "sdb"))
    found = {
        number: whole(number, tmp_path / "block") for number in ("8:0", "8:1", "8:2", "252:0", "8:16", "9:0", "0:40")
    }
    one = dict.fromkeys(("8:0", "8:1", "8:2", "252:0"), "8:0")
    assert found == one | {"8:16": "8:16", "9:0": "9:0", "0:40": "0:40"}


def test_the_subvolumes_of_a_btrfs_are_on_its_disk(tmp_path: Path) -> None:
    with Btrfs(root=tmp_path) as disk:
        other = disk.subvolume("other")
        assert other.stat().st_dev != disk.data.stat().st_dev, "the kernel numbers them apart"
        number = os.stat(disk.device).st_rdev  # noqa: PTH116
        assert disk_of(disk.data) == disk_of(other) == whole(f"{os.major(number)}:{os.minor(number)}")
        assert disk_of(tmp_path) != disk_of(other)


def test_what_lies_on_no_disk_keeps_the_number_of_its_file_system() -> None:
    found = os.stat("/dev/shm").st_dev  # noqa: PTH116
    assert disk_of(Path("/dev/shm")) == f"{os.major(found)}:{os.minor(found)}"
    with pytest.raises(FileNotFoundError):
        disk_of(Path("/nowhere/at/all"))
