"""A network link that can be slowed and cut: a veth pair whose far end stands in a network namespace of its own.

Servers of the lab listen on loopback. A door in the namespace leads to one of them, so that every byte of a client
crosses the link. Needs root; where namespaces are missing it fails, nothing is skipped.
"""

from __future__ import annotations

import ctypes
import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from continuity.faces.demo.lab.programs import call
from continuity.ground.ids import SystemIds

if TYPE_CHECKING:
    from collections.abc import Callable

_CLONE_NEWNET = 0x40000000  # sched.h
_CHUNK = 65536


class Link:
    """The way to servers behind it; a context manager. :attr:`far` is the address of their doors."""

    def __init__(self) -> None:
        nonce = SystemIds().nonce()
        self.name = f"lab{nonce.hex()[:10]}"  # an interface's name has 15 characters at most
        network = f"198.{18 + nonce[5] % 2}.{nonce[6]}"  # RFC 2544: for trials, never routed
        first = nonce[7] & ~3
        self._near, self.far = f"{network}.{first + 1}", f"{network}.{first + 2}"
        self._doors: list[socket.socket] = []
        self.carried = 0

    def __enter__(self) -> Self:
        call(["ip", "netns", "add", self.name])
        try:
            peer = f"{self.name}f"
            call(["ip", "link", "add", self.name, "type", "veth", "peer", "name", peer, "netns", self.name])
            call(["ip", "address", "add", f"{self._near}/30", "dev", self.name])
            call(["ip", "link", "set", self.name, "up"])
            self._beyond("address", "add", f"{self.far}/30", "dev", peer)
            self.mend()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for door in self._doors:
            with suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)
            door.close()
        call(["ip", "netns", "delete", self.name])  # its end of the pair goes with it, and ours with that

    def slow(self, megabytes_a_second: int) -> None:
        """Let no more than this much through, on the way there."""
        rate = ["rate", f"{megabytes_a_second * 8}mbit", "burst", "64kb", "latency", "50ms"]
        call(["tc", "qdisc", "replace", "dev", self.name, "root", "tbf", *rate])

    def cut(self) -> None:
        """Take the far end down: what is under way is lost, and nobody is told."""
        self._beyond("link", "set", f"{self.name}f", "down")

    def mend(self) -> None:
        """Bring the far end up (again)."""
        self._beyond("link", "set", f"{self.name}f", "up")

    def door(self, port: int) -> int:
        """Return the port, on :attr:`far`, through which this port of loopback is reached."""
        door = self._inside(lambda: socket.create_server((self.far, 0)))
        self._doors.append(door)
        threading.Thread(target=self._attend, args=(door, port), daemon=True).start()
        number: int = door.getsockname()[1]
        return number

    def _beyond(self, *words: str) -> None:
        call(["ip", "-n", self.name, *words])

    def enter(self) -> None:
        """Move the calling thread into the namespace, for good; what it starts is born there."""
        with Path("/run/netns", self.name).open("rb") as namespace:
            if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), _CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")

    def _inside(self, make: Callable[[], socket.socket]) -> socket.socket:
        """Run in the namespace, by a thread that ends there: a socket stays where it was made."""
        made: list[socket.socket] = []

        def enter() -> None:
            self.enter()
            made.append(make())

        thread = threading.Thread(target=enter)
        thread.start()
        thread.join()
        return made[0]

    def _attend(self, door: socket.socket, port: int) -> None:
        with suppress(OSError):
            while True:
                outer, _ = door.accept()
                inner = socket.create_connection(("127.0.0.1", port))
                for source, sink in ((outer, inner), (inner, outer)):
                    threading.Thread(target=self._carry, args=(source, sink, source is outer), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, inward: bool) -> None:
        with suppress(OSError):
            while chunk := source.recv(_CHUNK):
                self.carried += len(chunk) if inward else 0
                sink.sendall(chunk)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
