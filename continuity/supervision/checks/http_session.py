"""aiohttp as the check ``http`` uses it; imported when the first of them asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import aiohttp

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping


class Answered(aiohttp.ClientResponse):
    """An answer that still knows its server's certificate when its connection is gone, as after any short one."""

    certificate: Mapping[str, Any] | None = None

    async def start(self, connection: Any) -> Self:
        """Note the certificate down, and read on."""
        line = connection.transport.get_extra_info("ssl_object") if connection.transport else None
        self.certificate = line.getpeercert() if line else None
        await super().start(connection)
        return self


def opened(trust: ssl.SSLContext, *, reuse: bool) -> aiohttp.ClientSession:
    """Return a session of one check: no cookies, no proxies, no limit of time, for that is of whoever asks."""
    connector = aiohttp.TCPConnector(limit=0, force_close=not reuse, ssl=trust, use_dns_cache=False)
    return aiohttp.ClientSession(
        connector=connector,
        response_class=Answered,
        timeout=aiohttp.ClientTimeout(total=None, connect=None, sock_connect=None),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": "continuity"},
        auto_decompress=False,
    )


async def beginning(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """Return the beginning of the body; what comes after it is not waited for."""
    found = b""
    while len(found) < most and (more := await answer.content.read(most - len(found))):
        found += more
    return found
