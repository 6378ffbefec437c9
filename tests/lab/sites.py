"""Two sites on one machine: a primary and a standby behind a switch, a client who uses them by one virtual address.

Each machine has a network namespace of its own; the switch stands in the client's, and this process has a cable to it.
"""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager
from ipaddress import IPv6Network
from typing import TYPE_CHECKING, Self

from continuity.engine.procedures.machines import machines_of
from continuity.faces.demo.lab.ports import wait_until
from continuity.faces.demo.lab.programs import call
from continuity.faces.demo.lab.server import Server
from continuity.ground.ids import SystemIds
from continuity.model.inventory import Client
from tests.lab.site import Place, Site
from tests.lab.site_database import follow
from tests.lab.watcher import Watcher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from continuity.engine.procedures.machines import Machines

_NO_DAD = {True: ["nodad"], False: []}


class Switch(Server):
    """The client's machine, and the switch that it, both sites and this process hang on."""

    def start(self) -> None:
        """Make a network namespace; nothing runs in it but what holds it."""
        self.work.mkdir(parents=True, exist_ok=True)
        self._spawn(["unshare", "--net", "--", "sleep", "infinity"], self.work / "log")
        own = call(["readlink", "/proc/self/ns/net"])
        wait_until(lambda: call(["readlink", self.network]) != own, what="a network", limit_s=20)

    @property
    def network(self) -> str:
        """The file that is its network namespace."""
        return f"/proc/{self._children[0].pid}/ns/net"

    def ip(self, *words: str) -> str:
        """Have its network changed, or told."""
        return call(["nsenter", f"--net={self.network}", "--", "ip", *words])


class TwoSites:
    """The lab; a context manager. ``address`` and ``address6`` are the virtual ones, held by the primary at first.

    With ``database``, a PostgreSQL on the primary holds the shop's orders, and one on the standby follows it.
    """

    def __init__(self, work: Path, *, database: bool = False) -> None:
        self._database = database
        nonce = SystemIds().nonce()
        self.cable = f"lab{nonce.hex()[:8]}"  # an interface's name has 15 characters at most
        net = f"100.{64 + nonce[5] % 64}.{nonce[6]}"  # RFC 6598: no machine's own network, never routed
        net6 = str(IPv6Network((bytes([0xFD]) + nonce[7:14] + bytes(8), 64))).removesuffix(":/64")  # as `ip` writes it
        self.address, self.address6 = f"{net}.100", f"{net6}:100"
        self.client = Switch(work / "client")
        self.primary = Site(work / "primary", Place(name="primary", address=f"{net}.11", address6=f"{net6}:11"))
        self.standby = Site(work / "standby", Place(name="standby", address=f"{net}.12", address6=f"{net6}:12"))
        self._here, self._there = (f"{net}.1/24", f"{net6}:1/64"), (f"{net}.2/24", f"{net6}:2/64")
        self._ends = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            for one in (self.client, self.primary, self.standby):
                stack.enter_context(one)
            self._lay()
            for site in (self.primary, self.standby):
                self._plug(site)
                site.serve()
            if self._database:
                follow(self.primary, self.standby)
            self.give(self.primary)
            self._ends = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.close()  # the cables go with the networks at their ends

    def give(self, site: Site) -> None:
        """Give the virtual addresses to a site, and to it alone; nobody is told."""
        for one in (self.primary, self.standby):
            for address in (f"{self.address}/24", f"{self.address6}/64"):
                if address in one.ip("address", "show").replace(" scope", ""):
                    one.ip("address", "del", address, "dev", one.port)
        site.ip("address", "add", f"{self.address}/24", "dev", site.port)
        site.ip("address", "add", f"{self.address6}/64", "dev", site.port, "nodad")

    def holds(self, site: Site) -> bool:
        """Tell whether a site has the virtual address."""
        return f" {self.address}/" in site.ip("address", "show")

    def cut(self, site: Site) -> None:
        """Pull a site's cable out of the switch."""
        self.client.ip("link", "set", site.place.name, "down")

    def mend(self, site: Site) -> None:
        """Put it in again."""
        self.client.ip("link", "set", site.place.name, "up")

    def watch(self, host: str = "") -> Watcher:
        """Return somebody who uses the service from the client's machine, twenty times a second."""
        return Watcher(self.client.network, host or self.address)

    def introduce(self, site: Site) -> None:
        """Have the client's machine know that a site holds the virtual addresses, as if it had just talked to it."""
        for address in (self.address, self.address6):
            known = ["lladdr", site.hardware(), "dev", "lan", "nud", "reachable"]
            self.client.ip("neigh", "replace", address, *known)

    def neighbour(self, address: str) -> str:
        """Return which site the client's machine sends to, as far as it knows, for a virtual address."""
        told = json.loads(self.client.ip("-json", "neigh", "show", address) or "[]")
        found = {one.get("lladdr") for one in told}
        return next((one.place.name for one in (self.primary, self.standby) if one.hardware() in found), "")

    @contextmanager
    def machines(self, dark: int = 0) -> Iterator[Machines]:
        """Yield what actions are given to reach both sites by their names; at the port ``dark`` nobody listens."""
        devices = {one.place.name: one.as_device() for one in (self.primary, self.standby)}
        devices["dark"] = self.primary.as_device(dark, "dark")
        client = Client(name="acme", title="", sites={}, repositories={}, assets={}, devices=devices)
        with machines_of(lambda _reference: "", client, "run-7") as made:
            yield made

    def _lay(self) -> None:
        client = self.client
        client.ip("link", "set", "lo", "up")
        client.ip("link", "add", "lan", "type", "bridge")
        cable = ["type", "veth", "peer", "name", "host", "netns", client.network]
        call(["ip", "link", "add", self.cable, *cable])
        client.ip("link", "set", "host", "master", "lan", "up")
        client.ip("link", "set", "lan", "up")
        for address in self._there:
            client.ip("address", "add", address, "dev", "lan", *_NO_DAD[":" in address])
        for address in self._here:
            call(["ip", "address", "add", address, "dev", self.cable, *_NO_DAD[":" in address]])
        call(["ip", "link", "set", self.cable, "up"])

    def _plug(self, site: Site) -> None:
        cable = ["type", "veth", "peer", "name", site.port, "netns", site.network]
        self.client.ip("link", "add", site.place.name, *cable)
        self.client.ip("link", "set", site.place.name, "master", "lan", "up")
        site.ip("link", "set", site.port, "up")
        site.ip("address", "add", f"{site.place.address}/24", "dev", site.port)
        site.ip("address", "add", f"{site.place.address6}/64", "dev", site.port, "nodad")
