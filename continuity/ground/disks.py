"""Which disk a path lies on: what fails together with it, whatever partition or volume it was given.

Partitions of one disk have numbers of their own (stat(2), st_dev), logical volumes too, and btrfs gives one to each
subvolume: none of them survives the disk.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from continuity.ground.mounts import holding, mounted

_BLOCK = Path("/sys/dev/block")  # sysfs(5): major:minor -> the device


def disk_of(path: Path) -> str:
    """Return the number (``major:minor``) of the disk that holds an existing path.

    Where several disks hold it (RAID), or none does (a share, memory), that of the file system. Raises ``OSError``.
    """
    found = os.lstat(path).st_dev
    return whole(_of_mount(path) if os.major(found) == 0 else _written(found))


def whole(number: str, block: Path = _BLOCK) -> str:
    """Return the number of the whole disk below a block device; itself where there is no single one."""
    device = block / number
    if (device / "partition").exists():
        return whole((device.resolve().parent / "dev").read_text().strip(), block)
    below = {whole((slave / "dev").read_text().strip(), block) for slave in _entries(device / "slaves")}
    return below.pop() if len(below) == 1 else number


def _of_mount(path: Path) -> str:
    """Return the number of the file system that an anonymous one is part of; of its device, where it names one."""
    mount = holding(mounted(), path.parent.resolve() / path.name)
    try:
        info = os.stat(mount.device)  # noqa: PTH116 - what the kernel names: no path of ours
    except OSError:
        return mount.number
    return _written(info.st_rdev) if stat.S_ISBLK(info.st_mode) else mount.number


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _written(number: int) -> str:
    return f"{os.major(number)}:{os.minor(number)}"
