"""What can be observed of this machine: what fails with a directory of ours, and by which names it is known."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "ceph", "9p", "fuse.sshfs", "fuse.glusterfs", "fuse.rclone"})
_SSH = Path("/etc/ssh")


def machine() -> str:
    """Return a fingerprint of this machine; machine-id(5) asks that the id itself is not passed around."""
    for source in (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id")):
        if source.is_file() and (text := source.read_text().strip()):
            return "machine:" + hashlib.sha256(f"continuity {text}".encode()).hexdigest()[:16]
    return f"machine:{os.uname().nodename}"


def share_server(number: str) -> str:
    """Return the server of a network file system, empty for a disk (proc(5), /proc/PID/mountinfo)."""
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        mount, _, kind = line.partition(" - ")
        if mount.split()[2] == number and kind.split()[0] in _NETWORK:
            return re.split(r"[:/]", kind.split()[1].lstrip("/").rpartition("@")[2])[0]
    return ""


def hosts_of(number: str, ssh: Path = _SSH) -> tuple[str, ...]:
    """Return every name by which the host of a device is observed: a share's server, or this machine.

    This machine is also the SSH server that shows one of its host keys.
    """
    if server := share_server(number):
        return (server,)
    return (machine(), *sorted(_host_keys(ssh)))


def _host_keys(ssh: Path) -> Iterator[str]:
    """Yield the fingerprints of this machine's SSH host keys, as ssh-keygen shows them."""
    for public in ssh.glob("ssh_host_*_key.pub"):
        with suppress(OSError, IndexError, binascii.Error):
            digest = hashlib.sha256(base64.b64decode(public.read_text().split()[1])).digest()
            yield "SHA256:" + base64.b64encode(digest).decode().rstrip("=")
