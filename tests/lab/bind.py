"""BIND on a loopback port: one zone, which whoever has the key may change, and one key that it does not know."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from continuity.faces.demo.lab.ports import HOST, free_ports, listens, wait_until
from continuity.faces.demo.lab.programs import program
from continuity.faces.demo.lab.server import Server
from continuity.ground.ids import SystemIds

if TYPE_CHECKING:
    from pathlib import Path

ZONE, KEY = "example.net", "continuity"
_CONFIG = """\
key "{key}" {{ algorithm hmac-sha256; secret "{secret}"; }};
options {{
    directory "{work}";
    pid-file none;
    session-keyfile none;
    listen-on port {port} {{ {host}; }};
    listen-on-v6 {{ none; }};
    recursion no;
    dnssec-validation no;
}};
controls {{ }};
zone "{zone}" {{ type primary; file "zone"; allow-update {{ key "{key}"; }}; }};
"""
_ZONE = """\
$TTL 300
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
ns A 127.0.0.1
www A 192.0.2.11
alias CNAME www
"""


class Bind(Server):
    """The server; :attr:`secret` is what the key is made of."""

    def __init__(self, work: Path) -> None:
        super().__init__(work)
        (self.port,) = free_ports(1)
        self.secret = base64.b64encode(SystemIds().nonce()[:32]).decode()

    def start(self) -> None:
        """Write its files and serve."""
        self.work.mkdir(parents=True, exist_ok=True)
        values = {"key": KEY, "secret": self.secret, "work": self.work, "port": self.port, "host": HOST, "zone": ZONE}
        (self.work / "named.conf").write_text(_CONFIG.format(**values))
        (self.work / "zone").write_text(_ZONE)
        self._spawn([program("named"), "-g", "-n", "1", "-c", str(self.work / "named.conf")], self.work / "log")
        wait_until(lambda: listens(self.port), what="named", limit_s=10, log=self.work / "log")
