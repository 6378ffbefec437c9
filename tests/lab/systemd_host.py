"""A second host that systemd runs: its own units, in control groups of its own; everything else as in ``second``."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.faces.demo.lab.ports import wait_until
from continuity.faces.demo.lab.programs import program
from tests.lab.second import CLOSED, PORT, SecondHost

if TYPE_CHECKING:
    from tests.lab.link import Link

#: systemd's own hierarchy where there are several (cgroup v1), else the one there is.
_GROUPS = ("/sys/fs/cgroup/systemd", "/sys/fs/cgroup")
_BOOT = """\
set -e
echo $$ >{group}/cgroup.procs
exec nsenter --net=/run/netns/{net} unshare --mount --uts --ipc --pid --cgroup --fork --kill-child -- sh -ec '
hostname second
mount --make-rprivate /
mount --bind {root} {root}
mount --bind /usr {root}/usr
mount -o remount,bind,ro {root}/usr
mount --rbind /dev {root}/dev
mount --rbind /sys {root}/sys
mount -t proc proc {root}/proc
mount -t tmpfs tmpfs {root}/run
mkdir {root}/run/sshd
exec chroot {root} env -i container=lab PATH=/usr/sbin:/usr/bin {systemd} --system --unit=lab.target'
"""
_UNITS = {
    "lab.target": "[Unit]\nDefaultDependencies=no\nWants=sshd.service\n",
    "sshd.service": "[Unit]\nDefaultDependencies=no\n[Service]\nExecStart={sshd} -D -e -f /etc/ssh/sshd_config\n"
    "StandardError=append:/sshd.log\n",
    "web.service": "[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/sleep 100000\n",
    "falls.service": "[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/sh -c 'sleep 1; exit 3'\n",
}


class SystemdHost(SecondHost):
    """The host; its services are ``web``, which stays, and ``falls``, which ends badly after a second."""

    def __init__(self, work: Path, link: Link) -> None:
        super().__init__(work, link)
        top = next(Path(one) for one in _GROUPS if Path(one, "cgroup.procs").exists())
        self._group = top / link.name

    def boot(self) -> None:
        """Start it, and wait for its sshd."""
        units = self.root / "etc" / "systemd" / "system"
        units.mkdir(parents=True, exist_ok=True)
        (self.root / "sys").mkdir(exist_ok=True)
        (self.root / "etc" / "machine-id").write_text("0123456789abcdef0123456789abcdef\n")
        for name, text in _UNITS.items():
            (units / name).write_text(text.format(sshd=program("sshd")))
        self._group.mkdir(exist_ok=True)
        systemd = "/lib/systemd/systemd"
        boot = _BOOT.format(group=self._group, net=self.link.name, root=self.root, systemd=systemd)
        self._spawn(["sh", "-c", boot], self.work / "systemd.log")
        log = self.root / "sshd.log"
        wait_until(
            lambda: log.exists() and log.read_text().count("Server listening") == len((PORT, CLOSED)),
            what="sshd", limit_s=15, log=self.work / "systemd.log",
        )  # fmt: skip

    def stop(self) -> None:
        """End it, and remove its control groups."""
        super().stop()
        for _ in range(50):  # a group goes once the last of its processes is gone
            for one in (*sorted(self._group.rglob("*"), reverse=True), self._group):
                if one.is_dir():
                    with suppress(OSError):
                        one.rmdir()
            if not self._group.exists():
                return
            time.sleep(0.1)
