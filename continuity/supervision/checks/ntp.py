"""``ntp``: by how much a time server's clock and ours differ, and how far it is from one that is right by itself."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from continuity.ground.clock import SystemClock
from continuity.ground.errors import UsageError
from continuity.ground.ids import SystemIds
from continuity.model.parameters import duration, port, whole
from continuity.supervision.checks import ntp_packet
from continuity.supervision.checks.ports import Answer, BadAnswer, Figure, NotAsked, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WHY = {
    "said": "offset {offset:+.6f} s, stratum {stratum}",
    "kiss": "it does not want to be asked: {kiss}",
    "lost": "it says that its own clock is not right (stratum {stratum})",
    "no name": "the time server {host} has no address",
}
_PORT, _STRATUM = 123, 15
_WARNING, _CRITICAL = timedelta(milliseconds=500), timedelta(seconds=60)


class NtpCheck:
    """Asks the time server ``host`` (``port`` 123) once, as RFC 5905 has simple clients do.

    ``warning`` (500ms) and ``critical`` (60s) say how far the clocks may be apart, ``stratum`` (15) how far the server
    may be from a clock that is right by itself. A server that says that its own clock is not right is critical.
    """

    required: Sequence[str] = ("host",)
    optional: Sequence[str] = ("port", "warning", "critical", "stratum")

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._host = str(parameters["host"])
        self._port = port({"port": _PORT} | dict(parameters))
        self._warning = duration(parameters, "warning", _WARNING)
        self._critical = duration(parameters, "critical", _CRITICAL)
        self._farthest = whole(parameters, "stratum", _STRATUM)
        self._clock = SystemClock()
        if not 0 < self._farthest <= _STRATUM:
            raise UsageError("{name} is a whole number from 1 to 15", hint="write digits only", name="stratum")

    async def once(self) -> Answer:
        """Ask it once."""
        loop, nonce = asyncio.get_running_loop(), int.from_bytes(SystemIds().nonce()[:8])
        family, _, _, _, address = (await self._addresses(loop))[0]
        with socket.socket(family, socket.SOCK_DGRAM) as line:
            line.settimeout(0)
            line.connect(address)  # what others send does not reach us, and a port that is closed is told
            sent = self._now()
            await loop.sock_sendall(line, ntp_packet.request(nonce))
            while True:
                packet = await loop.sock_recv(line, 1024)
                told = ntp_packet.read(packet, nonce, sent, self._now())
                if told:
                    return self._judged(told)

    async def _addresses(self, loop: asyncio.AbstractEventLoop) -> list[tuple[Any, ...]]:
        try:
            return list(await loop.getaddrinfo(self._host, self._port, type=socket.SOCK_DGRAM))
        except socket.gaierror:
            raise NotAsked(WHY["no name"].format(host=self._host)) from None

    async def close(self) -> None:
        """Nothing is kept."""

    def _now(self) -> float:
        return self._clock.now().astimezone(UTC).timestamp()

    def _judged(self, told: ntp_packet.Told) -> Answer:
        if told.kiss:
            raise NotAsked(WHY["kiss"].format(kiss=told.kiss))
        if not told.synchronized:
            raise BadAnswer(WHY["lost"].format(stratum=told.stratum))
        apart = timedelta(seconds=abs(told.offset_s))
        state = State.OK
        if apart > self._warning or told.stratum > self._farthest:
            state = State.WARNING
        if apart > self._critical:
            state = State.CRITICAL
        figures = (
            Figure(name="offset", value=round(abs(told.offset_s), 9), unit="s"),
            Figure(name="stratum", value=told.stratum),
            Figure(name="delay", value=round(told.delay_s, 9), unit="s"),
            Figure(name="dispersion", value=round(told.dispersion_s, 9), unit="s"),
        )
        said = WHY["said"].format(offset=told.offset_s, stratum=told.stratum)
        return Answer(said=said, figures=figures, state=state)
