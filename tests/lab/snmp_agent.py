"""Debian's snmpd on a loopback port: a community, and users whose keys are of several algorithms."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from continuity.faces.demo.lab.ports import HOST, wait_until
from continuity.faces.demo.lab.programs import program
from continuity.faces.demo.lab.server import Server

if TYPE_CHECKING:
    from pathlib import Path

COMMUNITY, AUTH, PRIVACY = "lab-community", "lab-auth-password", "lab-privacy-password"
_CONFIG = f"""\
agentAddress udp:{HOST}:{{port}}
rocommunity {COMMUNITY} {HOST}
createUser monitor SHA "{AUTH}" AES "{PRIVACY}"
rouser monitor authPriv
createUser stronger SHA-256 "{AUTH}" AES-256 "{PRIVACY}"
rouser stronger authPriv
disk /
"""


class SnmpAgent(Server):
    """The agent; what it keeps between two starts (its identity, how often it started) lies in its directory."""

    def __init__(self, work: Path) -> None:
        super().__init__(work)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            one.bind((HOST, 0))
            self.port: int = one.getsockname()[1]

    def start(self) -> None:
        """Write its files and serve."""
        (self.work / "kept").mkdir(parents=True, exist_ok=True)
        config, log = self.work / "snmpd.conf", self.work / "log"
        config.write_text(_CONFIG.format(port=self.port))
        log.write_bytes(b"")
        argv = [program("env"), f"SNMP_PERSISTENT_DIR={self.work / 'kept'}", "MIBS=", program("snmpd"), "-f", "-C"]
        self._spawn([*argv, "-Lo", "-c", str(config)], log)
        wait_until(lambda: b"NET-SNMP version" in log.read_bytes(), what="snmpd", limit_s=10, log=log)

    def parameters(self, **more: object) -> dict[str, object]:
        """Return how it is asked as its first user; what is given counts instead."""
        auth, privacy = {"protocol": "sha", "password": AUTH}, {"protocol": "aes", "password": PRIVACY}
        usual = {"host": HOST, "port": self.port, "version": 3, "user": "monitor", "auth": auth, "privacy": privacy}
        return usual | more
