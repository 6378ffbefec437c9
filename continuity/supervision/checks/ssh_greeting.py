"""The first words of an SSH server, waited for on the loop: whoever accepts and says nothing takes no thread."""

from __future__ import annotations

import asyncio
import socket

from continuity.ground.ticking import pause
from continuity.supervision.checks.names import addresses_of
from continuity.supervision.checks.ports import BadAnswer
from continuity.supervision.checks.readable import readable

WHY = {
    "way": "{where} cannot be reached by SSH: {cause}",
    "other": "{where} answers, and not as SSH does",
    "closed": "{where} hangs up at once: too many connections, or filtered",
}
_BEGINS, _MOST = b"SSH-", 4096  # RFC 4253, 4.2: other lines may come first
_V6 = 6
_PATIENCE_S, _LOOK_S = 1.0, 0.05  # what has begun to speak


async def greeted(host: str, port: int) -> socket.socket:
    """Return a connection to a server that spoke, of which nothing is read yet; it is the caller's.

    Raises ``BadAnswer`` where nobody listens, or who does is no SSH server, ``NotAsked`` for a name without an address;
    silence has no end here.
    """
    loop = asyncio.get_running_loop()
    cause: object = "-"
    for address in await addresses_of(host):
        line = socket.socket(socket.AF_INET6 if address.version == _V6 else socket.AF_INET)
        try:
            line.settimeout(0)
            await loop.sock_connect(line, (str(address), port))
            await _spoken(line, f"{host}:{port}")
        except OSError as error:
            line.close()
            cause = error.strerror or error
        except BaseException:
            line.close()
            raise
        else:
            return line
    raise BadAnswer(WHY["way"].format(where=f"{host}:{port}", cause=cause))


async def _spoken(line: socket.socket, where: str) -> None:
    """Wait for the line by which a server names itself, and leave it where it is."""
    loop = asyncio.get_running_loop()
    await readable(line.fileno())
    begun = loop.time()
    while True:
        said = line.recv(_MOST, socket.MSG_PEEK)
        if said.startswith(_BEGINS) or b"\n" + _BEGINS in said:
            return
        if not said:
            raise BadAnswer(WHY["closed"].format(where=where))
        if len(said) == _MOST or loop.time() - begun > _PATIENCE_S:
            raise BadAnswer(WHY["other"].format(where=where))
        await pause(_LOOK_S)
