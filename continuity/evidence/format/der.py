"""As much of DER (X.690) as time-stamps need: what authorities write loosely is put in order, and a token made whole.

RFC 3161 wants DER. Authorities built on ``openssl ts`` write the certificates in the order of their configuration,
where DER wants them sorted; nothing signed covers that order. A token travels inside of a response; the response
around it says no more than "granted".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Iterator

_GRANTED = bytes.fromhex("3003020100")  # PKIStatusInfo: status granted (0)
_CERTIFICATES = 0xA0  # CMS SignedData: certificates [0] IMPLICIT
_SEQUENCE = 0x30
_LONG = 0x80  # the bit of a length that says how many bytes of length follow


def response_of(token: bytes) -> bytes:
    """Return the granted response that carries a token; its certificates in DER's order.

    Raises :class:`NotProven` for what is no token.
    """
    return _sorted(_wrapped(_GRANTED + token))


def token_in(response: bytes) -> bytes:
    """Return the token of a response, as the authority wrote it; raises :class:`NotProven` where there is none."""
    parts = list(_items(response, *_content(response, 0)))
    if len(parts) != 2:  # noqa: PLR2004 - RFC 3161, 2.4.2: status, and the token where it is granted
        raise NotProven("the authority gave no time-stamp: {status}", status=_status(response))
    return response[parts[1][1] : parts[1][3]]


def _status(response: bytes) -> str:
    """Return what a refusal says of its reason: the texts in it."""
    start, end = _content(response, 0)
    words = bytes(byte if 32 <= byte < 127 else 32 for byte in response[start:end])  # noqa: PLR2004 - printable ASCII
    return " ".join(words.decode().split()) or "-"


def _sorted(response: bytes) -> bytes:
    try:
        (_, (_, _, *token)) = _items(response, *_content(response, 0))
        (_, (_, _, *content)) = _items(response, *token)  # CMS ContentInfo: type and content
        ((_, _, *signed),) = _items(response, *content)
    except ValueError as error:
        raise NotProven("this is no time-stamp token") from error
    for tag, _, first, last in _items(response, *signed):
        if tag == _CERTIFICATES:
            found = sorted(response[one[1] : one[3]] for one in _items(response, first, last))
            return response[:first] + b"".join(found) + response[last:]
    return response


def _wrapped(content: bytes) -> bytes:
    size = len(content)
    if size < _LONG:
        return bytes([_SEQUENCE, size]) + content
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([_SEQUENCE, _LONG | len(digits)]) + digits + content


def _items(der: bytes, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield tag, beginning, beginning of the content, and end of each value."""
    while start < end:
        first, last = _content(der, start)
        if last > end:
            raise NotProven("this is no time-stamp token")
        yield der[start], start, first, last
        start = last


def _content(der: bytes, at: int) -> tuple[int, int]:
    """Return where the content of the value at ``at`` begins and ends."""
    head = der[at + 1 : at + 2]
    more = head[0] & ~_LONG if head and head[0] & _LONG else 0
    digits = der[at + 2 : at + 2 + more]
    length = int.from_bytes(digits, "big") if more else head[0] if head else 0
    first = at + 2 + more
    if not head or head[0] == _LONG or len(digits) != more or first + length > len(der):
        raise NotProven("this is no time-stamp token")
    return first, first + length
