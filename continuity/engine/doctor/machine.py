"""What this machine has: the program itself, Python, restic and its other programs, time zones, a clock."""

from __future__ import annotations

import shutil
import sys
from dataclasses import fields
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import continuity
from continuity.backup.restic.program import usable
from continuity.engine.doctor import judging
from continuity.engine.doctor.check import Check, of_error
from continuity.ground.errors import ContinuityError
from continuity.ground.kernel_clock import discipline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from continuity.model.inventory import Inventory

_PYTHON = (3, 11)

#: Programs beside restic: the Debian package of each.
_PACKAGES = {
    "setpriv": "util-linux",
    "ssh": "openssh-client",
    "bwrap": "bubblewrap",
    "mariadb-dump": "mariadb-client",
    "mysqldump": "mariadb-client",
    "mariadbd": "mariadb-server",
    "qemu-system-x86_64": "qemu-system-x86",
}
#: What they are needed for.
WHY = {
    "setpriv": "child processes that end with ours",
    "ssh": "repositories by SFTP",
    "bwrap": "checks of restore tests",
    "mariadb-dump": "backups of MariaDB databases",
    "mysqldump": "backups of MySQL databases",
    "mariadbd": "restore tests of MariaDB and MySQL databases",
    "qemu-system-x86_64": "restore tests that boot a disk image",
}
#: What assets of a kind need.
_OF_KIND = {"mariadb": ("mariadb-dump", "mariadbd"), "mysql": ("mysqldump", "mariadbd")}
#: The kinds whose restore tests run a server of their own.
_PRIVATE_SERVERS = frozenset({"postgresql", "mariadb", "mysql"})
#: What restic cannot do before a certain version, by the field of its capability table.
NAMES = {
    "sparse_restore": "sparse restores",
    "retry_lock": "waiting for locks",
    "resumes_restores": "resuming restores",
    "telling_exit_codes": "exit codes that tell the cause",
    "inode_in_nodes": "inodes in listings",
    "subfolders": "listing a single folder",
}


def examine_machine(inventory: Inventory | None, cache: Path) -> Iterator[Check]:
    """Yield what can be told without a store; without documents, what every installation needs."""
    values = {"version": continuity.__version__}
    yield Check(name="continuity", what="continuity {version}", values=values)
    yield judging.python(sys.version_info[:3], _PYTHON)
    yield examine_restic(cache)
    for name in _needed(inventory):
        yield judging.program(name, _found(name), _PACKAGES[name], WHY[name])
    zones = {one.timezone for one in inventory.clients.values()} | {inventory.timezone} if inventory else {"UTC"}
    for zone in sorted(zones):
        yield judging.time_zone(zone, known=_known(zone))
    found = discipline()
    yield judging.clock(found.synchronised, found.error)


def examine_restic(cache: Path) -> Check:
    """Find the restic on PATH and say what it can and cannot do."""
    try:
        found = usable(cache)
    except ContinuityError as error:
        return of_error("restic", "", error)
    abilities = [one.name for one in fields(found) if one.name != "version"]
    missing = [NAMES.get(name, name) for name in abilities if not getattr(found, name)]
    return judging.restic(found.version, missing)


def _found(name: str) -> str | None:
    """Return where a program is: also a server, which is not on everybody's PATH."""
    return shutil.which(name) or shutil.which(name, path="/usr/local/sbin:/usr/sbin:/sbin")


def _needed(inventory: Inventory | None) -> list[str]:
    """Return the programs that these documents need, beside restic."""
    if inventory is None:
        return ["setpriv"]
    adapters = {one.adapter for client in inventory.clients.values() for one in client.repositories.values()}
    kinds = {asset.source.kind for asset in inventory.assets() if asset.active}
    booted = any(asset.boots for asset in inventory.assets())
    checked = kinds & _PRIVATE_SERVERS or booted or any(asset.commands for asset in inventory.assets())
    databases = [program for kind, programs in _OF_KIND.items() if kind in kinds for program in programs]
    return [
        "setpriv",
        *(["ssh"] if "sftp" in adapters else []),
        *(["bwrap"] if checked else []),
        *(["qemu-system-x86_64"] if booted else []),
        *dict.fromkeys(databases),
    ]


def _known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True
