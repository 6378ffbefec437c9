"""SNTP as RFC 5905 writes it: the request of a client, and what an answer to it says of two clocks. Pure.

A packet has 48 bytes: leap, version and mode; stratum, poll, precision; root delay and dispersion; the reference; and
four timestamps of 64 bits, seconds since 1900 and their fractions, which begin again in 2036 (section 6). What we send
as our own time is a number that nobody can guess: an answer that does not bring it back is not one to us.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

SIZE = 48
_PACKET = struct.Struct("!BBbb4s4s4sQQQQ")
_FIRST = 4 << 3 | 3  # version 4, mode 3: a client's
_SERVER, _UNSYNCHRONIZED, _FARTHEST = 4, 3, 15
_1900 = 2_208_988_800  # seconds from there to 1970
_ERA = 1 << 32


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a server told; ``offset_s`` is by how much its clock is before ours, ``delay_s`` the way there and back."""

    stratum: int
    synchronized: bool
    kiss: str  # why it wants us to go away (stratum 0), such as RATE or DENY
    offset_s: float
    delay_s: float
    dispersion_s: float


def request(nonce: int) -> bytes:
    """Return what a client sends; ``nonce`` has 64 bits."""
    return _PACKET.pack(_FIRST, 0, 0, 0, b"", b"", b"", 0, 0, 0, nonce)


def read(packet: bytes, nonce: int, sent: float, came: float) -> Told | None:
    """Return what an answer says, ``sent`` and ``came`` by our clock since 1970; None for what is no answer to us."""
    if len(packet) < SIZE:
        return None
    first, stratum, _, _, _, dispersion, reference, _, origin, received, left = _PACKET.unpack_from(packet)
    if first & 7 != _SERVER or origin != nonce or (not left and stratum):
        return None
    there = [_since_1970(one, came) for one in (received, left)]
    return Told(
        stratum=stratum,
        synchronized=first >> 6 != _UNSYNCHRONIZED and 0 < stratum <= _FARTHEST,
        kiss=reference.decode() if stratum == 0 and reference.isalnum() else "",
        offset_s=((there[0] - sent) + (there[1] - came)) / 2,
        delay_s=max((came - sent) - (there[1] - there[0]), 0.0),
        dispersion_s=int.from_bytes(dispersion) / (1 << 16),
    )


def _since_1970(stamp: int, near: float) -> float:
    """Return a timestamp as seconds since 1970, of the era that is the nearest to now."""
    bare = stamp / _ERA - _1900
    return bare + round((near - bare) / _ERA) * _ERA
