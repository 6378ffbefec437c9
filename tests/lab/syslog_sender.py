"""A real rsyslogd that forwards what is logged into its socket: to a UDP port, and to TCP in both framings."""

from __future__ import annotations

import socket
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from continuity.faces.demo.lab.ports import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CONF = """\
global(workDirectory="{work}" localHostname="fw1")
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="{work}/log" CreatePath="on")
if $programname == "udp" then action(type="omfwd" target="127.0.0.1" port="{udp}" protocol="udp"
  template="RSYSLOG_TraditionalForwardFormat")
if $programname == "counted" then action(type="omfwd" target="127.0.0.1" port="{tcp}" protocol="tcp"
  TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format")
if $programname == "lines" then action(type="omfwd" target="127.0.0.1" port="{tcp}" protocol="tcp"
  template="RSYSLOG_ForwardFormat")
"""


class Sender:
    """Logs through rsyslogd; the program decides how it travels: ``udp``, ``counted`` or ``lines``."""

    def __init__(self, work: Path) -> None:
        self._path = str(work / "log")

    def send(self, program: str, text: str, priority: int = 34) -> None:
        """Log one message, as a program does by ``syslog(3)``; 34 is auth.crit."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
            one.connect(self._path)
            one.send(f"<{priority}>Nov 23 02:20:00 {program}[7]: {text}".encode())


@contextmanager
def sending(work: Path, udp: int, tcp: int) -> Iterator[Sender]:
    """Forward for the length of the block."""
    work.mkdir(parents=True, exist_ok=True)
    conf = work / "rsyslog.conf"
    conf.write_text(_CONF.format(work=work, udp=udp, tcp=tcp))
    child = subprocess.Popen(["rsyslogd", "-n", "-f", str(conf), "-i", str(work / "pid")], stderr=subprocess.PIPE)
    try:
        wait_until((work / "log").exists, what="rsyslogd", limit_s=10)
        yield Sender(work)
    finally:
        child.terminate()
        child.communicate(timeout=10)
