"""``tcp``: whether a port lets us in; ``tls``: and shows a certificate that we accept, for as long as it is wanted."""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING, Any

from continuity.model.parameters import port
from continuity.supervision.checks.certificate import TRUST, Trust, judged, refused
from continuity.supervision.checks.ports import Answer, BadAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class TcpCheck:
    """Connects to ``host`` and ``port``, and hangs up."""

    required: Sequence[str] = ("host", "port")
    optional: Sequence[str] = ()

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._host, self._port = str(parameters["host"]), port(parameters)

    async def once(self) -> Answer:
        """Connect."""
        line, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, self._host, self._port)
        line.abort()  # nothing is on its way: no reason to wait for the other side's farewell
        return Answer(said="open")

    async def close(self) -> None:
        """Nothing is kept."""


class TlsCheck:
    """Connects to ``host`` and ``port`` and agrees on a secret: the chain is one that we trust, the name is ``name``.

    ``ca`` is a file of certificates to trust, else the system's count; ``warning`` (30d) and ``critical`` (7d) say how
    much time the certificate must have left.
    """

    required: Sequence[str] = ("host", "port")
    optional: Sequence[str] = ("name", *TRUST)

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._host, self._port = str(parameters["host"]), port(parameters)
        self._name, self._trust = str(parameters.get("name") or self._host), Trust.of(parameters)

    async def once(self) -> Answer:
        """Connect, and look at the certificate."""
        loop = asyncio.get_running_loop()
        try:
            line, _ = await loop.create_connection(
                asyncio.Protocol, self._host, self._port, ssl=self._trust.context(), server_hostname=self._name
            )
        except ssl.SSLError as error:
            raise BadAnswer(refused(error)) from None
        certificate = line.get_extra_info("ssl_object").getpeercert()
        said = str(line.get_extra_info("ssl_object").version())
        line.abort()
        return judged(certificate, self._trust, said)

    async def close(self) -> None:
        """Nothing is kept."""
