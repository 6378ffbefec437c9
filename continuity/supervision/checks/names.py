"""Names of hosts, looked up anew by each question, with a limit: a resolver that hangs holds up nothing else."""

from __future__ import annotations

import asyncio
import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address

from continuity.supervision.checks.hands import Hands
from continuity.supervision.checks.ports import NotAsked

WHY = {
    "none": "{host} has no address",
    "late": "the name {host} was not resolved in time",
}
_AT_ONCE, _LIMIT_S = 16, 3.0
_HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?")
_hands = Hands(_AT_ONCE, "names")


def named(host: str) -> bool:
    """Tell whether it may be the name of a host, or is an address."""
    return is_address(host) or (_HOST.fullmatch(host) is not None and ".." not in host)


def is_address(host: str) -> bool:
    """Tell whether it is an address already."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


async def addresses_of(host: str) -> list[IPv4Address | IPv6Address]:
    """Return the addresses of a host, in the order in which the system's resolver tells them.

    Raises ``NotAsked`` where it has none, or none came in time: that is the resolver's, not the host's.
    """
    if is_address(host):
        return [ip_address(host)]
    try:
        async with asyncio.timeout(_LIMIT_S):
            found = await _hands.do(lambda _: socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM))
    except TimeoutError:
        raise NotAsked(WHY["late"].format(host=host)) from None
    except (OSError, UnicodeError):
        raise NotAsked(WHY["none"].format(host=host)) from None
    return [ip_address(str(address[0])) for *_, address in found]
