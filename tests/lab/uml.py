"""A kernel of one's own in a process of one's own: User-Mode Linux, for what the kernel of the machine may not have.

The guest sees the files of this machine as they are (hostfs), and has its own devices, mounts and modules: the device
mapper of a logical volume is real there, and gone when the guest ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_INIT = """#!/bin/sh
export PATH={path}:/usr/sbin:/usr/bin:/sbin:/bin HOME=/run TMPDIR=/run/tmp LC_ALL=C.UTF-8
mount -t proc proc /proc && mount -t sysfs sysfs /sys && mount -t tmpfs run /run && mount -t tmpfs lvm /etc/lvm
mkdir -p /run/tmp /run/lock
echo 'activation {{ udev_sync=0 udev_rules=0 verify_udev_operations=0 }}' > /etc/lvm/lvm.conf
cd {root} && {argv} > {work}/said 2>&1
echo $? > {work}/status
echo o > /proc/sysrq-trigger
sleep 60
"""


def _any_processor(work: Path) -> str:
    """Return what lets Debian's UML run where processors keep more than it knows (``uml_xstate.c``), built anew."""
    built = work / "uml_xstate.so"
    source = Path(__file__).with_name("uml_xstate.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", built, source, "-ldl"], check=True)
    return str(built)


def guest(argv: list[str], work: Path, root: Path, *, disk_mb: int, limit_s: float) -> tuple[int, str]:
    """Run a program as root in a guest with an empty disk, /dev/ubdb; returns its exit code and what it wrote."""
    init, disk = work / "init", work / "disk"
    words = " ".join(f"'{word}'" for word in argv)
    init.write_text(_INIT.format(path=Path(sys.executable).parent, root=root, argv=words, work=work))
    init.chmod(0o755)
    with disk.open("wb") as file:
        file.truncate(disk_mb * 2**20)
    kernel = ["linux.uml", "mem=1G", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "rw", f"ubdb={disk}"]
    quiet = ["quiet", "con=null", "con0=null,fd:1", f"init={init}"]
    console, place = work / "console", {"PATH": os.environ["PATH"], "HOME": str(work), "TMPDIR": str(work)}
    with console.open("wb") as out:
        subprocess.run(
            [*kernel, *quiet],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            timeout=limit_s,
            env=place | {"LD_PRELOAD": _any_processor(work)},
            check=False,
        )
    status = work / "status"
    assert status.exists(), console.read_text(errors="replace")[-3000:]
    return int(status.read_text()), (work / "said").read_text(errors="replace")
