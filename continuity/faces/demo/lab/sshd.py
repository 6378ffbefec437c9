"""A private SSH server: its own host key, one user key, SFTP only, loopback only."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.faces.demo.lab.ports import HOST, free_ports, last_words, listens, wait_until
from continuity.faces.demo.lab.programs import call, program
from continuity.faces.demo.lab.server import Server
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONFIG = """\
Port {port}
ListenAddress {host}
HostKey "{work}/host_key"
PidFile none
AuthorizedKeysFile "{work}/authorized_keys"
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
AllowUsers {user}
AllowTcpForwarding no
X11Forwarding no
PermitTTY no
PrintMotd no
ForceCommand internal-sftp
Subsystem sftp internal-sftp
MaxStartups 100
LogLevel VERBOSE
"""
_PRIVILEGE_SEPARATION = Path("/run/sshd")  # compiled into Debian's sshd, needed only by root


class Sshd(Server):
    """An SFTP server for the user who runs it. Repositories go below :attr:`root`."""

    host = HOST

    def __init__(self, work: Path) -> None:
        super().__init__(work)
        self.user = getpass.getuser()
        self.port = 0
        self.identity = self.work / "user_key"
        self.known_hosts = self.work / "known_hosts"
        self.root = self.work / "root"

    def start(self) -> None:
        """Make the keys and serve (0.1 s)."""
        if os.path.commonpath(("/", self.work)) and any(mark in str(self.work) for mark in '"%\n'):
            raise Unavailable(
                "sshd cannot work in {work}", hint='choose a path without ", % or newline', work=self.work
            )
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("host_key", "user_key"):
            if not (self.work / name).exists():
                call(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(self.work / name)])
        (self.work / "authorized_keys").write_bytes((self.work / "user_key.pub").read_bytes())
        if os.geteuid() == 0:
            _PRIVILEGE_SEPARATION.mkdir(mode=0o755, exist_ok=True)
        (self.port,) = free_ports(1)
        self.pin(self.known_hosts)
        config = self.work / "sshd_config"
        config.write_text(_CONFIG.format(port=self.port, host=HOST, work=self.work, user=self.user))
        log = self.work / "sshd.log"
        child = self._spawn([program("sshd"), "-D", "-e", "-f", str(config)], log)
        wait_until(lambda: listens(self.port) or child.poll() is not None, what="sshd", limit_s=10, log=log)
        if child.poll() is not None:
            raise Unavailable("sshd ended at once", hint="its log ({log}) ends: {said}", log=log, said=last_words(log))

    def pin(self, known_hosts: Path) -> None:
        """Write a ``known_hosts`` file that pins this server's host key."""
        kind, key, *_ = (self.work / "host_key.pub").read_text().split()
        known_hosts.write_text(f"[{HOST}]:{self.port} {kind} {key}\n")

    def settings(self, path: Path | str) -> Mapping[str, object]:
        """Return the keys of an ``sftp`` repository in a document, for a directory of this server."""
        return {
            "adapter": "sftp",
            "host": HOST,
            "port": self.port,
            "user": self.user,
            "identity": {"file": str(self.identity)},
            "known_hosts": str(self.known_hosts),
            "path": str(path),
        }
