"""``http``: what a web server answers to one request, by a connection of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.ground.errors import UsageError
from continuity.model.parameters import switch, whole
from continuity.supervision.checks.certificate import TRUST, Trust, judged, refused
from continuity.supervision.checks.ports import Answer, BadAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aiohttp import ClientSession

    from continuity.supervision.checks.http_session import Answered

WHY = {
    "text": "the text that is expected is not there",
    "to": "HTTP {code} to {where}",
    "cut": "its answer was cut off",
}
_OK = 200
_BYTES = 65536


class HttpCheck:
    """Asks for ``url``: wants ``status`` (200), and a body that ``contains`` a text in its first 64 KiB.

    Of https, chain, name and end of the certificate count, too (``ca``, ``warning``, ``critical``: as of ``tls``).
    No redirect is followed. Each request has a connection of its own, unless ``reuse`` says yes.
    """

    required: Sequence[str] = ("url",)
    optional: Sequence[str] = ("status", "contains", "reuse", *TRUST)

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._url = str(parameters["url"])
        if not self._url.startswith(("http://", "https://")):
            raise UsageError("{url} is no address of the web", hint="write http://… or https://…", url=self._url)
        self._status, self._part = whole(parameters, "status", _OK), str(parameters.get("contains", "")).encode()
        self._reuse, self._trust = switch(parameters, "reuse"), Trust.of(parameters)
        self._session: ClientSession | None = None

    async def once(self) -> Answer:
        """Ask for it."""
        import aiohttp

        try:
            async with self._opened().get(self._url, allow_redirects=False) as got:
                return await self._held(got)  # type: ignore[arg-type] # the session makes them so
        except aiohttp.ClientConnectorCertificateError as error:
            raise BadAnswer(refused(error.certificate_error)) from None
        except aiohttp.ClientConnectorError as error:
            raise error.os_error from None
        except aiohttp.ClientPayloadError:
            raise BadAnswer(WHY["cut"]) from None
        except aiohttp.ClientError as error:
            raise BadAnswer(type(error).__name__) from None

    async def close(self) -> None:
        """Let its connections go."""
        if self._session:
            await self._session.close()
            self._session = None

    async def _held(self, got: Answered) -> Answer:
        """Hold what was answered against what is wanted."""
        from continuity.supervision.checks.http_session import beginning

        if got.status != self._status:
            where = got.headers.get("Location", "")
            raise BadAnswer(WHY["to"].format(code=got.status, where=where) if where else f"HTTP {got.status}")
        if self._part not in await beginning(got, _BYTES):
            raise BadAnswer(WHY["text"])
        said = f"HTTP {got.status}"
        return judged(got.certificate, self._trust, said) if got.certificate else Answer(said=said)

    def _opened(self) -> ClientSession:
        if self._session is None:
            from continuity.supervision.checks.http_session import opened

            self._session = opened(self._trust.context(), reuse=self._reuse)
        return self._session
