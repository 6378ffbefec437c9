"""An S3 store that enforces Object Lock: one Ceph monitor, one OSD in memory, one RADOS Gateway.

It serves in about 1.5 s and forgets everything when it stops, locked objects included, which no honest store
would do on request. It is no place for real data.
"""

from __future__ import annotations

import http.client
import json
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from continuity.faces.demo.lab.ports import HOST, free_ports, last_words, wait_until
from continuity.faces.demo.lab.programs import call, program
from continuity.faces.demo.lab.server import Server
from continuity.ground.errors import Unavailable
from continuity.ground.ids import SystemIds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_MEMORY = 4 * 2**30  # an upper bound: memstore takes what is stored, and reports this as the disk's size
_CONFIG = """\
[global]
fsid = {fsid}
mon host = {monitors}
public addr = {host}
cluster addr = {host}
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = {work}/keyring
run dir = {work}/run
admin socket = {work}/run/$name.asok
log file = {work}/log/$name.log
mon cluster log file = {work}/log/cluster.log
crash dir = {work}/log
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
mon allow pool size one = true
osd crush chooseleaf type = 0
mon data avail crit = 1
paxos propose interval = 0.02
paxos min wait = 0.01
[mon.a]
mon data = {work}/mon
[osd]
osd objectstore = memstore
osd data = {work}/osd.$id
memstore device bytes = {memory}
[client.rgw.a]
rgw frontends = beast endpoint={host}:{port} tcp_nodelay=1
rgw data = {work}/rgw
"""
_IDENTITIES: Mapping[str, Sequence[str]] = {
    "mon.": ("mon", "allow *"),
    "client.admin": ("mon", "allow *", "osd", "allow *", "mgr", "allow *"),
    "osd.0": ("mon", "allow profile osd", "osd", "allow *"),
    "client.rgw.a": ("mon", "allow rw", "osd", "allow rwx"),
}


@dataclass(frozen=True, kw_only=True)
class S3User:
    """A user of the store, with the keys the store made."""

    name: str
    access_key: str
    secret_key: str = field(repr=False)


class Ceph(Server):
    """The store; :attr:`endpoint` is its address once it has started."""

    def __init__(self, work: Path) -> None:
        super().__init__(work)
        self.port, *self._monitor_ports = free_ports(3)
        self.endpoint = f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Build a new cluster in the work directory and serve."""
        for folder in ("run", "log", "mon", "osd.0", "rgw"):
            (self.work / folder).mkdir(parents=True)
        fsid, osd = str(uuid.UUID(bytes=SystemIds().nonce()[:16])), str(uuid.UUID(bytes=SystemIds().nonce()[:16]))
        self._write_config(fsid)
        self._start_monitor(fsid)
        self._ceph("osd", "new", osd, "0")
        self._ceph("auth", "import", "-i", str(self.work / "keyring"))
        call(["ceph-osd", *self._config, "-i", "0", "--mkfs", "--osd-uuid", osd])
        self._daemon("ceph-osd", "-i", "0", "-f")
        wait_until(lambda: "1 up" in self._ceph("osd", "stat"), what="ceph-osd", limit_s=30, log=self.work / "log")
        self._daemon("radosgw", "-n", "client.rgw.a", "-f")
        wait_until(self._serves, what="radosgw", limit_s=60, log=self.work / "log")

    def create_user(self, name: str) -> S3User:
        """Make a user; the store chooses its keys, so none is ever on a command line."""
        answer = call(["radosgw-admin", *self._config, "user", "create", f"--uid={name}", f"--display-name={name}"])
        keys = json.loads(answer)["keys"][0]
        return S3User(name=name, access_key=keys["access_key"], secret_key=keys["secret_key"])

    def admin(self, *words: str) -> str:
        """Run the gateway's own tool and return what it says."""
        return call(["radosgw-admin", *self._config, *words])

    @property
    def _config(self) -> tuple[str, str]:
        return "-c", str(self.work / "ceph.conf")

    def _ceph(self, *words: str) -> str:
        return call(["ceph", *self._config, "--connect-timeout", "10", *words])

    def _daemon(self, name: str, *words: str) -> None:
        self._spawn([program(name), *self._config, *words], self.work / "log" / f"{name}.out")

    def _write_config(self, fsid: str) -> None:
        if any(mark in str(self.work) for mark in " ;#$"):
            raise Unavailable(
                "ceph cannot work in {work}", hint="choose a path without space, ; # or $", work=self.work
            )
        text = _CONFIG.format(
            fsid=fsid, monitors=self._monitors(), host=HOST, work=self.work, memory=_MEMORY, port=self.port
        )
        (self.work / "ceph.conf").write_text(text)
        for name, capabilities in _IDENTITIES.items():
            caps = [
                word for pair in zip(capabilities[::2], capabilities[1::2], strict=True) for word in ("--cap", *pair)
            ]
            create = [] if (self.work / "keyring").exists() else ["--create-keyring"]
            call(["ceph-authtool", str(self.work / "keyring"), *create, "--gen-key", "-n", name, *caps])

    def _monitors(self) -> str:
        second, first = self._monitor_ports
        return f"[v2:{HOST}:{second},v1:{HOST}:{first}]"

    def _start_monitor(self, fsid: str) -> None:
        keyring, monmap = str(self.work / "keyring"), str(self.work / "monmap")
        call(["monmaptool", "--create", "--fsid", fsid, "--addv", "a", self._monitors(), monmap])
        call(["ceph-mon", *self._config, "--mkfs", "-i", "a", "--monmap", monmap, "--keyring", keyring])
        self._daemon("ceph-mon", "-i", "a", "-f")
        self._ceph("-s")  # waits for the quorum itself

    def _serves(self) -> bool:
        if not self.running():
            raise Unavailable(
                "a daemon of ceph ended at once",
                hint="its log ({log}) ends: {said}",
                log=self.work / "log",
                said=last_words(self.work / "log"),
            )
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/")
            return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
        return False
