"""A name server of the lab: BIND, on loopback, with one zone of its own that may be changed by who has its key."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from continuity.faces.demo.lab.ports import free_ports, listens, wait_until
from continuity.faces.demo.lab.programs import program
from continuity.faces.demo.lab.server import Server

if TYPE_CHECKING:
    from pathlib import Path

#: Names end here; RFC 2606 keeps it for tests.
ZONE = "lab.example"
KEY_NAME, KEY = "continuity", base64.b64encode(b"a key for the tests only, long as it").decode()
_SETTINGS = """\
options {{ directory "{work}"; listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; recursion no;
           pid-file none; session-keyfile none; managed-keys-directory "{work}"; dnssec-validation no; }};
controls {{ }};
key {name} {{ algorithm hmac-sha256; secret "{key}"; }};
zone {zone} {{ type primary; file "zone"; journal "zone.journal"; allow-update {{ key {name}; }}; }};
"""
_ZONE = """\
$TTL 30
@ SOA ns root 1 3600 600 86400 30
@ NS ns
ns A 127.0.0.1
www A 192.0.2.10
www A 192.0.2.9
alias CNAME www
note TXT "of the lab"
"""


class NameServer(Server):
    """BIND for :data:`ZONE`; ``port`` is its own, of UDP and TCP."""

    def __init__(self, work: Path) -> None:
        super().__init__(work)
        self.port = 0

    def start(self) -> None:
        """Write its zone, and serve it."""
        self.work.mkdir(parents=True)
        (self.port,) = free_ports(1)
        self.files(ZONE)
        log = self.work / "log"
        self._spawn([program("named"), "-g", "-c", str(self.work / "settings"), "-n", "1"], log)
        wait_until(lambda: listens(self.port), what="named", limit_s=15, log=log)

    def files(self, zone: str) -> None:
        """Write what it serves."""
        settings = _SETTINGS.format(work=self.work, port=self.port, name=KEY_NAME, key=KEY, zone=zone)
        (self.work / "settings").write_text(settings)
        (self.work / "zone").write_text(_ZONE)
