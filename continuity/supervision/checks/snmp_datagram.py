"""Datagrams of SNMP as BER writes them: whether one is whole, before a library reads it. Pure.

Whoever can send to our port can send anything; what is not whole is dropped here, as if it had been lost.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_SEQUENCE, _INTEGER, _OCTETS, _CONSTRUCTED, _LONG = 0x30, 0x02, 0x04, 0x20, 0x80
_LONG_TAG = 0x1F  # a tag of several bytes; SNMP has none
_DEEPEST = 8
_V3 = 3  # however many bytes tell it: a reader that takes two for the number must not find the rest unlooked at
_SIGNED, _REPORT, _USM_PARTS = 1, 0xA8, 6
_V3_PARTS = 4  # RFC 3412: version, global data, security parameters, what is said


def whole(datagram: bytes) -> bool:
    """Tell whether it is one SNMP message whose every length fits, its security parameters included."""
    outer = parts(datagram, 0, len(datagram))
    if outer is None or len(outer) != 1 or outer[0][0] != _SEQUENCE:
        return False
    within = parts(datagram, outer[0][1], outer[0][2])
    if not within or within[0][0] != _INTEGER:
        return False
    version = int.from_bytes(datagram[within[0][1] : within[0][2]], "big", signed=True)
    if version == _V3 and not _secured(datagram, within):
        return False
    return all(_fits(datagram, part, 1) for part in within)


def authentic(datagram: bytes, digest: Callable[[bytes], bytes]) -> bool:
    """Tell whether a whole message of version 3 bears the digest of itself, or is a bare report, which has none.

    ``digest`` makes it, as long as it must be, of the message with zeros in its place (RFC 3414, 6.3.2).
    """
    outer = parts(datagram, 0, len(datagram))
    within = parts(datagram, *outer[0][1:]) if outer else None
    if not within or len(within) != _V3_PARTS:
        return False
    head, secured, said = (parts(datagram, *one[1:]) for one in within[1:])
    inner = parts(datagram, *secured[0][1:]) if secured else []
    if not head or len(head) != _V3_PARTS or inner is None or len(inner) != _USM_PARTS:
        return False
    _, begin, end = head[2]
    if not (end > begin and datagram[begin] & _SIGNED):
        return within[3][0] == _SEQUENCE and [tag for tag, _, _ in said or ()][-1:] == [_REPORT]
    _, begin, end = inner[4]
    blank = datagram[:begin] + bytes(end - begin) + datagram[end:]
    return end > begin and hmac.compare_digest(digest(blank), datagram[begin:end])


def _secured(datagram: bytes, within: list[tuple[int, int, int]]) -> bool:
    """Tell whether version 3 has its four parts, and security parameters that fit."""
    if len(within) != _V3_PARTS or within[2][0] != _OCTETS:
        return False
    inner = parts(datagram, within[2][1], within[2][2])
    return inner is not None and len(inner) == 1 and inner[0][0] == _SEQUENCE and _fits(datagram, inner[0], 1)


def _fits(datagram: bytes, part: tuple[int, int, int], depth: int) -> bool:
    """Tell whether a part and all that is in it fit."""
    tag, begin, end = part
    if not tag & _CONSTRUCTED:
        return tag != _INTEGER or end > begin
    if depth > _DEEPEST:
        return False
    within = parts(datagram, begin, end)
    return within is not None and all(_fits(datagram, one, depth + 1) for one in within)


def parts(datagram: bytes, at: int, end: int) -> list[tuple[int, int, int]] | None:
    """Return tag, begin and end of each part between two places; None where they do not fit."""
    found = []
    while at < end:
        if at + 2 > end:
            return None
        tag, length = datagram[at], datagram[at + 1]
        if tag & _LONG_TAG == _LONG_TAG:
            return None
        at += 2
        if length & _LONG:
            count = length & 0x7F
            if not 0 < count <= 4 or at + count > end:  # noqa: PLR2004 - four bytes tell any length of a datagram
                return None
            length, at = int.from_bytes(datagram[at : at + count], "big"), at + count
        if at + length > end:
            return None
        found.append((tag, at, at + length))
        at += length
    return found
