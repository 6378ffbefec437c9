"""Sockets on which messages of syslog, and traps, arrive, read by one thread; what is too much is dropped and counted.

Whoever listens cannot choose who speaks: a second has room for so many messages, a connection for one message, and
there are so many connections. What the kernel dropped of datagrams is counted, too.
"""

from __future__ import annotations

import selectors
import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import Unavailable
from continuity.supervision.listening.syslog import LONGEST, Frames, Garbled

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.ground.clock import Clock

    Heard = Callable[[bytes, str], bytes]

_LOOK_S = 0.25
_MOST_A_SECOND, _MOST_CONNECTIONS = 2000, 64
_BATCH = 200  # datagrams in a row before somebody else is looked at
_BUFFER_BYTES = 4 << 20
#: ``SO_RXQ_OVFL`` (linux/socket.h): how many datagrams the kernel dropped comes with the next one.
_OVERFLOW, _COUNT = 40, struct.Struct("I")


@dataclass(frozen=True, kw_only=True)
class Ports:
    """Where to listen; None is not at all."""

    address: str
    udp: int | None
    tcp: int | None


@dataclass(kw_only=True)
class _Connection:
    peer: str
    frames: Frames = field(default_factory=Frames)


class Listener:
    """Hands each message and its sender's address to ``heard``, on its own thread, until :meth:`close`.

    What ``heard`` returns is sent back to who sent a datagram; nothing is no answer. Where it raises, that message is
    dropped, and the next one is read. ``called``: what is listened for.
    Raises ``Unavailable`` where nothing can listen there.
    """

    def __init__(self, ports: Ports, heard: Heard, clock: Clock, *, called: str, most: int = _MOST_A_SECOND) -> None:
        self._heard, self._clock, self._most = heard, clock, most
        self._selector = selectors.DefaultSelector()
        self._lock, self._over = threading.Lock(), threading.Event()
        self._dropped = self._kernel = 0
        self._second, self._taken, self._connections = 0, 0, 0
        try:
            for kind, port in ((socket.SOCK_DGRAM, ports.udp), (socket.SOCK_STREAM, ports.tcp)):
                if port is not None:
                    self._selector.register(_bound(ports.address, port, kind), selectors.EVENT_READ, None)
        except OSError as error:
            self._shut()
            raise Unavailable(
                "nothing can listen for {what} on {host}: {cause}",
                hint="choose other ports under `supervision`, or see what listens there",
                what=called,
                host=f"{ports.address}:{port}",
                cause=error.strerror or error,
            ) from error
        self._thread = threading.Thread(target=self._run, name=called, daemon=True)
        self._thread.start()

    @property
    def listens(self) -> bool:
        """Whether it still does."""
        return self._thread.is_alive()

    def dropped(self) -> int:
        """Return how many messages were dropped since this was asked last."""
        with self._lock:
            found, self._dropped = self._dropped, 0
        return found

    def close(self) -> None:
        """Listen no more."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._over.is_set():
                for key, _ in self._selector.select(_LOOK_S):
                    with suppress(OSError):
                        self._serve(key)
        finally:
            self._shut()  # whatever ended it: somebody else can listen there then

    def _serve(self, key: selectors.SelectorKey) -> None:
        one = key.fileobj
        if not isinstance(one, socket.socket):
            return
        if key.data is not None:
            self._read(one, key.data)
        elif one.type == socket.SOCK_DGRAM:
            self._datagrams(one)
        else:
            self._accept(one)

    def _datagrams(self, one: socket.socket) -> None:
        for _ in range(_BATCH):
            try:
                data, extra, _, sender = one.recvmsg(LONGEST, socket.CMSG_SPACE(_COUNT.size))
            except BlockingIOError:
                return
            for level, kind, value in extra:
                if (level, kind) == (socket.SOL_SOCKET, _OVERFLOW) and len(value) == _COUNT.size:
                    (total,) = _COUNT.unpack(value)
                    self._drop((total - self._kernel) % (1 << 32))
                    self._kernel = total
            if answer := self._take(data, _peer(sender)):
                one.sendto(answer, sender)

    def _accept(self, one: socket.socket) -> None:
        connection, sender = one.accept()
        if self._connections >= _MOST_CONNECTIONS:
            connection.close()
            self._drop(1)
            return
        connection.settimeout(0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)  # who vanished gives its place back
        self._connections += 1
        self._selector.register(connection, selectors.EVENT_READ, _Connection(peer=_peer(sender)))

    def _read(self, one: socket.socket, connection: _Connection) -> None:
        try:
            data = one.recv(1 << 16)
            messages = connection.frames.fed(data)
        except BlockingIOError:
            return
        except (OSError, Garbled) as error:
            data, messages = b"", []
            self._drop(int(isinstance(error, Garbled)))
        for each in messages:
            self._take(each, connection.peer)
        if not data:
            self._selector.unregister(one)
            self._connections -= 1
            one.close()

    def _take(self, data: bytes, peer: str) -> bytes:
        """Hand a message on, unless this second has had enough; return the answer to it."""
        second = int(self._clock.mark().boot_s)
        if second != self._second:
            self._second, self._taken = second, 0
        self._taken += 1
        if self._taken > self._most:
            self._drop(1)
            return b""
        try:
            return self._heard(data, peer)
        except Exception:  # noqa: BLE001 - whoever sends anything must not end the listening; it counts as not read
            self._drop(1)
            return b""

    def _drop(self, count: int) -> None:
        with self._lock:
            self._dropped += count

    def _shut(self) -> None:
        for key in list((self._selector.get_map() or {}).values()):
            if isinstance(key.fileobj, socket.socket):
                key.fileobj.close()
        self._selector.close()


def _peer(sender: Any) -> str:
    """Return who speaks, an IPv4 address as such also where IPv6 carries it; without the name of our own interface."""
    address = ip_address(str(sender[0]).partition("%")[0])
    return str(getattr(address, "ipv4_mapped", None) or address)


def _bound(address: str, port: int, kind: socket.SocketKind) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    one = socket.socket(family, kind)
    try:
        if kind == socket.SOCK_STREAM:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        else:  # not with REUSEADDR, by which another process could take the datagrams away
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
            one.setsockopt(socket.SOL_SOCKET, _OVERFLOW, 1)
        one.bind((address, port))
        if kind == socket.SOCK_STREAM:
            one.listen(_MOST_CONNECTIONS)
        one.settimeout(0)
    except OSError:
        one.close()
        raise
    return one
