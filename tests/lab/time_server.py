"""A time server of the lab: chrony on a loopback port, which serves this machine's clock and sets none."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING

from continuity.faces.demo.lab.ports import free_ports, wait_until
from continuity.faces.demo.lab.programs import program
from continuity.faces.demo.lab.server import Server

if TYPE_CHECKING:
    from pathlib import Path

_SETTINGS = """\
port {port}
bindaddress 127.0.0.1
cmdport 0
bindcmdaddress /
allow 127.0.0.1
pidfile {work}/pid
{more}
"""


class TimeServer(Server):
    """Chrony; ``stratum`` 0 is one that knows no time."""

    def __init__(self, work: Path, *, stratum: int = 3) -> None:
        super().__init__(work)
        self.port, self._stratum = 0, stratum

    def start(self) -> None:
        """Serve; it never touches the clock (``-x``)."""
        self.work.mkdir(parents=True)
        (self.port,) = free_ports(1)
        more = f"local stratum {self._stratum}" if self._stratum else ""
        settings = self.work / "settings"
        settings.write_text(_SETTINGS.format(port=self.port, work=self.work, more=more))
        log = self.work / "log"
        self._spawn([program("chronyd"), "-d", "-x", "-U", "-u", "root", "-f", str(settings)], log)
        wait_until(self._answers, what="chronyd", limit_s=10, log=log)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line, suppress(OSError):
            line.settimeout(0.2)
            line.connect(("127.0.0.1", self.port))
            line.send(b"\x23" + bytes(47))
            return len(line.recv(512)) >= 48
        return False
