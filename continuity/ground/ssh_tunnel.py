"""Ways through an open SSH connection: from a port of the other host to us, and from a socket of ours to its ports.

The port on the host is on its loopback, and whoever is logged in there can connect to it: what answers must ask who
comes. The socket of ours is a file that only this user can reach.
"""

from __future__ import annotations

import select
import socket
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paramiko import Channel, Transport

    from continuity.ground.ssh import Connection

#: Who attends which port of which host.
_DOORS: WeakKeyDictionary[Transport, dict[int, Callable[[Channel], None]]] = WeakKeyDictionary()
_LOOPBACK = "127.0.0.1"
_PIECE = 65536
_ALIVE_S = 15  # between signs of life: a host that is gone is noticed within a minute or so
_UNHEARD_MS = 60_000
_OPEN_S = 20.0


def steady(connection: Connection) -> Transport:
    """Have the connection notice within a minute that the other host is gone; return its transport."""
    transport = connection.client.get_transport()
    if transport is None:
        raise Unavailable("the connection was closed").that_may_pass()
    transport.set_keepalive(_ALIVE_S)
    if isinstance(transport.sock, socket.socket):
        transport.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNHEARD_MS)
    return transport


@contextmanager
def from_there(connection: Connection, attend: Callable[[Channel], None]) -> Iterator[int]:
    """Have each connection to a port of the host's loopback served by ``attend``, on a thread of its own.

    Yields the port, which the host chooses. Raises ``Unavailable`` where its sshd forwards nothing.
    """
    import paramiko

    transport = steady(connection)
    doors = _DOORS.setdefault(transport, {})  # paramiko keeps one handler a connection, whatever the port

    def arrived(channel: Channel, _origin: object, server: tuple[str, int]) -> None:
        threading.Thread(target=_attended, args=(channel, doors.get(server[1])), daemon=True).start()

    try:
        port = transport.request_port_forward(_LOOPBACK, 0, arrived)
        doors[port] = attend
    except paramiko.SSHException as error:
        raise Unavailable(
            "the host forwards no port to us: {cause}",
            hint="its sshd must say `AllowTcpForwarding yes` (or `remote`) for this user",
            cause=error,
        ) from error
    try:
        yield port
    finally:
        doors.pop(port)
        with suppress(paramiko.SSHException, OSError, EOFError):
            transport.cancel_port_forward(_LOOPBACK, port)


@contextmanager
def to_there(connection: Connection, host: str, port: int, name: str) -> Iterator[Path]:
    """Yield a private directory with a socket called ``name``, which leads to that port as the other host sees it.

    Raises ``Unavailable`` where its sshd forwards nothing, or nobody listens there.
    """
    transport = steady(connection)
    _through(transport, host, port).close()
    with TemporaryDirectory(prefix="continuity-") as room, socket.socket(socket.AF_UNIX) as door:
        door.bind(str(Path(room) / name))
        door.listen()
        threading.Thread(target=_receive, args=(door, transport, host, port), daemon=True).start()
        try:
            yield Path(room)
        finally:
            with suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)  # wakes whoever waits in accept


def _attended(channel: Channel, attend: Callable[[Channel], None] | None) -> None:
    with suppress(OSError, EOFError):
        if attend:
            attend(channel)
    channel.close()


def _receive(door: socket.socket, transport: Transport, host: str, port: int) -> None:
    with suppress(OSError):
        while True:
            inner, _ = door.accept()
            threading.Thread(target=_carry, args=(inner, transport, host, port), daemon=True).start()


def _through(transport: Transport, host: str, port: int) -> Channel:
    import paramiko

    try:
        return transport.open_channel("direct-tcpip", (host, port), (_LOOPBACK, 0), timeout=_OPEN_S)
    except (paramiko.SSHException, OSError, EOFError) as error:
        raise Unavailable(
            "{host}:{port} cannot be reached from the host: {cause}",
            hint="see that the server listens there, and that sshd says `AllowTcpForwarding yes` (or `local`)",
            host=host,
            port=port,
            cause=error,
        ) from error


def _carry(inner: socket.socket, transport: Transport, host: str, port: int) -> None:
    """Carry bytes both ways until one side ends; a program that is told nothing sees its connection closed."""
    with inner, suppress(OSError, EOFError, Unavailable):
        outer = _through(transport, host, port)
        ends: list[Any] = [inner, outer]
        try:
            while True:
                ready, _, _ = select.select(ends, [], [])
                for source, sink in ((inner, outer), (outer, inner)):
                    if source in ready:
                        piece = source.recv(_PIECE)
                        if not piece:
                            return
                        sink.sendall(piece)
        finally:
            outer.close()
