"""Where the lab's programs are, and which Debian package brings them."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground.errors import Unavailable
from continuity.ground.process import run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PACKAGES = {
    "ceph": "ceph-common",
    "ceph-authtool": "ceph-common",
    "ceph-mon": "ceph-mon",
    "ceph-osd": "ceph-osd",
    "monmaptool": "ceph-common",
    "radosgw": "radosgw",
    "radosgw-admin": "radosgw",
    "sshd": "openssh-server",
    "ssh-keygen": "openssh-client",
    "ssh": "openssh-client",
}


def program(name: str) -> str:
    """Return the absolute path (``sbin`` included, which ordinary users lack); raises ``Unavailable``."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
    found = shutil.which(name, path=path)
    if found is None:
        raise Unavailable(
            "the program {name} is not installed",
            hint="apt-get install --no-install-recommends {package}",
            name=name,
            package=PACKAGES.get(name, name),
        )
    return found


def call(argv: Sequence[str], *, limit_s: float = 30, env: Mapping[str, str] | None = None) -> str:
    """Run a program of the lab to its end and return its stdout; raises ``Unavailable`` where it fails."""
    done = run([program(argv[0]), *argv[1:]], timeout=timedelta(seconds=limit_s), env=env)
    if done.returncode != 0 or done.timed_out:
        raise Unavailable(
            "{name} failed ({status}): {text}",
            name=argv[0],
            status="time limit" if done.timed_out else done.returncode,
            text=done.stderr.strip() or done.stdout.strip(),
        )
    return done.stdout
