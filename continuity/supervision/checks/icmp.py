"""``icmp``: whether a host answers pings, how soon, how many are lost; by the kernel's ping socket, or a raw one."""

from __future__ import annotations

import asyncio
import itertools
import os
import socket
import struct
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import UsageError
from continuity.ground.ticking import pause
from continuity.model.parameters import duration, share, whole
from continuity.supervision.checks.names import addresses_of, named
from continuity.supervision.checks.ports import Answer, BadAnswer, Figure, NotAsked, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WHY = {
    "rights": "this user may not ping: widen net.ipv4.ping_group_range, or grant CAP_NET_RAW",
    "lost": "none of {count} echoes came",
    "several": "{came} of {count} echoes, {latency:.2f} ms on average",
}
_HEADER = struct.Struct("!BBHHH")  # RFC 792 and 4443: type, code, checksum, identifier, sequence number
_OURS = struct.Struct("!QQ")  # the process and the number of the question: what a raw socket hears may be another's
_ASK, _ECHO, _FAMILY = {4: 8, 6: 128}, {4: 0, 6: 129}, {4: socket.AF_INET, 6: socket.AF_INET6}
_MOST, _MOST_PACKETS, _ALL = 65000, 20, 100.0
_APART_S, _WAIT_S = 0.02, 1.0
_numbers = itertools.count(1)


class IcmpCheck:
    """Sends an echo request to ``host`` with ``size`` bytes (56) in it, and waits for its echo.

    ``host`` is an address, or a name that is looked up each time; a name without an address was not asked.

    Of several ``packets`` (1) the share that is lost and the time on average are told, each echo waited for a second at
    most; more lost than ``loss`` percent, or slower than ``latency``, is a warning; all lost is critical.
    """

    required: Sequence[str] = ("host",)
    optional: Sequence[str] = ("size", "packets", "loss", "latency")

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._host = str(parameters["host"])
        if not named(self._host):
            raise UsageError(
                "{host} is no address, and no name", hint="write an IP address, or the name of a host", host=self._host
            )
        self._size = min(max(whole(parameters, "size", 56), _OURS.size), _MOST)
        self._packets = min(max(whole(parameters, "packets", 1), 1), _MOST_PACKETS)
        self._loss = share(parameters, "loss") if "loss" in parameters else _ALL
        self._latency = duration(parameters, "latency", timedelta.max)

    async def once(self) -> Answer:
        """Ping it, once or several times."""
        host, *_ = await addresses_of(self._host)
        with _line(_FAMILY[host.version]) as line:
            line.settimeout(0)
            line.connect((str(host), 0))  # of datagrams: nothing is sent, nobody waits
            echoes = _Echoes(line, host.version, self._size)
            if self._packets > 1:
                return self._judged(await echoes.several(self._packets))
            await echoes.send()
            await echoes.hear(1)
            return Answer(said="echo")

    def _judged(self, took: Sequence[float]) -> Answer:
        if not took:
            raise BadAnswer(WHY["lost"].format(count=self._packets))
        latency, lost = sum(took) / len(took), 100 * (1 - len(took) / self._packets)
        bad = lost > self._loss or timedelta(seconds=latency) > self._latency
        said = WHY["several"].format(came=len(took), count=self._packets, latency=latency * 1000)
        figures = (
            Figure(name="latency", value=round(latency, 6), unit="s"),
            Figure(name="loss", value=round(lost, 3), unit="%"),
        )
        return Answer(said=said, figures=figures, state=State.WARNING if bad else State.OK)

    async def close(self) -> None:
        """Nothing is kept."""


class _Echoes:
    """Requests that left by one socket, and the echoes that came back; ``took`` is told in seconds."""

    def __init__(self, line: socket.socket, version: int, size: int) -> None:
        self._line, self._version, self._size = line, version, size
        self._loop = asyncio.get_running_loop()
        self._left: dict[bytes, float] = {}
        self.took: list[float] = []

    async def send(self) -> None:
        """Send one more."""
        number = next(_numbers)
        ours = _OURS.pack(os.getpid(), number)
        self._left[ours] = self._loop.time()
        asks = _packet(_ASK[self._version], number & 0xFFFF, ours.ljust(self._size, b"\0"))
        await self._loop.sock_sendall(self._line, asks)

    async def hear(self, count: int) -> None:
        """Wait until as many came; what somebody says who is none of ours, or comes twice, does not count."""
        while len(self.took) < count:
            kind, load = _read(await self._loop.sock_recv(self._line, 65535), self._line)
            left = self._left.pop(load[: _OURS.size], None) if kind == _ECHO[self._version] else None
            if left is not None:
                self.took.append(self._loop.time() - left)

    async def several(self, count: int) -> Sequence[float]:
        """Send as many, a moment apart, and return how long each echo took that came in time."""
        hearing = asyncio.ensure_future(self.hear(count))
        try:
            for _ in range(count):
                await self.send()
                await pause(_APART_S)
            async with asyncio.timeout(_WAIT_S):
                await hearing
        except TimeoutError:
            pass
        finally:
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)
        return self.took


def _line(family: socket.AddressFamily) -> socket.socket:
    protocol = socket.IPPROTO_ICMP if family is socket.AF_INET else socket.IPPROTO_ICMPV6
    for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
        try:
            return socket.socket(family, kind, protocol)
        except PermissionError:
            continue
    raise NotAsked(WHY["rights"])


def _packet(kind: int, number: int, load: bytes) -> bytes:
    """Return the request; of a ping socket, and for IPv6, the kernel writes the checksum anew."""
    bare = _HEADER.pack(kind, 0, 0, os.getpid() & 0xFFFF, number) + load
    return _HEADER.pack(kind, 0, _checksum(bare), os.getpid() & 0xFFFF, number) + load


def _checksum(packet: bytes) -> int:
    """Return the complement of the sum of its words, with what is carried added again (RFC 1071)."""
    even = packet + b"\0" * (len(packet) % 2)
    total: int = sum(struct.unpack(f"!{len(even) // 2}H", even))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def _read(got: bytes, line: socket.socket) -> tuple[int, bytes]:
    """Return the type and the load of what came; a raw socket of IPv4 hands out the header below it, too."""
    raw = line.type == socket.SOCK_RAW and line.family is socket.AF_INET
    packet = got[(got[0] & 0xF) * 4 :] if raw and got else got
    if len(packet) < _HEADER.size:
        return -1, b""
    return packet[0], packet[_HEADER.size :]
