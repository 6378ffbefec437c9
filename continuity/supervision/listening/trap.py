"""Traps and informs of SNMP as they come (RFC 1157, 3416, 3412): what stands in a datagram. Pure; refuses nothing.

Whoever can reach the port decides what stands in a datagram, so nothing here raises: what is no trap is None. Traps of
version 1 are told by the OID that RFC 3584 gives them in version 2.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from continuity.supervision.checks.snmp_datagram import parts, whole

if TYPE_CHECKING:
    from collections.abc import Callable

_INTEGER, _OCTETS, _OID, _SEQUENCE = 0x02, 0x04, 0x06, 0x30
_ADDRESS, _COUNTS = 0x40, (0x41, 0x42, 0x43, 0x46)
_TRAP_V1, _INFORM, _TRAP_V2, _RESPONSE = 0xA4, 0xA6, 0xA7, 0xA2
_ENTERPRISE = 6  # the generic number of traps that are specific
_STANDARD = "1.3.6.1.6.3.1.1.5"
_TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0"
_AGENT = 4  # bytes of an address
_PLAIN, _V3 = (0, 1), 3  # how versions 1 and 2c, and version 3, are numbered
_MOST_VALUES, _MOST_ARCS, _ARC_BITS = 100, 128, 32
_LONGEST_NUMBER = 9  # bytes: Counter64 with its sign; SNMP has none that are longer
_USM, _AUTH_FLAG, _PRIVACY_FLAG = 3, 1, 2

_Part = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Trap:
    """What was told: the OID of the trap, and what it brings, by OID."""

    oid: str
    values: tuple[tuple[str, bytes], ...] = ()

    def shown(self, most: int, veil: Callable[[str], str]) -> str:
        """Return it as one line that can be shown; what is secret is veiled before it is cut."""
        words = [self.oid, *(f"{name}={said.decode(errors='replace')}" for name, said in self.values)]
        line = veil(" ".join(words))[: 4 * most]
        return "".join(one if one.isprintable() else " " for one in line).strip()[:most]


@dataclass(frozen=True, kw_only=True)
class Secured:
    """What version 3 says beside the trap: who signed it, with which clock, and where the signature lies."""

    engine: bytes
    boots: int
    time: int
    user: str
    flags: int
    salt: bytes

    @property
    def signed(self) -> bool:
        """Whether it says that it is signed."""
        return bool(self.flags & _AUTH_FLAG)

    @property
    def encrypted(self) -> bool:
        """Whether it says that it is encrypted."""
        return bool(self.flags & _PRIVACY_FLAG)


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message: by whom it wants to be believed (a ``community``, or ``secured``), and what it carries."""

    community: bytes = field(default=b"", repr=False)
    secured: Secured | None = None
    load: bytes = field(default=b"", repr=False)  # the PDU, or of version 3 the scoped PDU, encrypted or not


def message(datagram: bytes) -> Message | None:
    """Return what a datagram is; None for what is no message of SNMP."""
    if not whole(datagram):
        return None
    within = _within(datagram)
    if _whole(datagram, within[0]) == _V3:
        return _secured(datagram, within)
    if _whole(datagram, within[0]) not in _PLAIN or len(within) != 3 or within[1][0] != _OCTETS:  # noqa: PLR2004 - version, community, PDU
        return None
    return Message(community=_bytes(datagram, within[1]), load=_with_head(datagram, within[1], within[2]))


def _secured(datagram: bytes, within: list[_Part]) -> Message | None:
    head = parts(datagram, *within[1][1:])
    outer = parts(datagram, *within[2][1:])
    inner = parts(datagram, *outer[0][1:]) if outer else None
    if not head or not inner or [one[0] for one in head] != [_INTEGER, _INTEGER, _OCTETS, _INTEGER]:
        return None
    if [one[0] for one in inner] != [_OCTETS, _INTEGER, _INTEGER, _OCTETS, _OCTETS, _OCTETS]:
        return None
    if _whole(datagram, head[3]) != _USM:
        return None
    engine, boots, time, user, _, salt = inner
    return Message(
        secured=Secured(
            engine=_bytes(datagram, engine),
            boots=_whole(datagram, boots),
            time=_whole(datagram, time),
            user=_bytes(datagram, user).decode(errors="replace"),
            flags=int.from_bytes(_bytes(datagram, head[2])[:1], "big"),
            salt=_bytes(datagram, salt),
        ),
        load=_with_head(datagram, within[2], within[3]),
    )


def octets(load: bytes) -> bytes:
    """Return what an octet string carries; nothing for anything else."""
    found = parts(load, 0, len(load))
    return _bytes(load, found[0]) if found and found[0][0] == _OCTETS else b""


def unscoped(load: bytes) -> bytes:
    """Return the PDU of a scoped PDU; nothing where there is none."""
    outer = parts(load, 0, len(load))
    within = parts(load, *outer[0][1:]) if outer and outer[0][0] == _SEQUENCE else None
    if not within or len(within) != 3:  # noqa: PLR2004 - engine, name of the context, PDU
        return b""
    return _with_head(load, within[1], within[2])


def trap(pdu: bytes) -> Trap | None:
    """Return the trap of a PDU; None for what is none."""
    outer = parts(pdu, 0, len(pdu))
    if not outer or len(outer) != 1:
        return None
    kind, begin, end = outer[0]
    within = parts(pdu, begin, end) or []
    if kind == _TRAP_V1:
        return _first(pdu, within)
    if kind not in (_TRAP_V2, _INFORM) or [one[0] for one in within] != [_INTEGER] * 3 + [_SEQUENCE]:
        return None
    pairs = _pairs(pdu, within[3])
    named = next((_oid(_bytes(pdu, one)) for name, one in pairs if name == _TRAP_OID and one[0] == _OID), "")
    return Trap(oid=named, values=_values(pdu, pairs[2:])) if named else None


def acknowledged(datagram: bytes) -> bytes:
    """Return the answer to a whole inform of version 2; nothing for what asks for none (RFC 3416, 4.2.7)."""
    _, community, pdu = _within(datagram)
    at = community[2]
    return datagram[:at] + bytes([_RESPONSE]) + datagram[at + 1 :] if pdu[0] == _INFORM else b""


def _first(pdu: bytes, within: list[_Part]) -> Trap | None:
    """Return a trap of version 1."""
    if [one[0] for one in within] != [_OID, _ADDRESS, _INTEGER, _INTEGER, 0x43, _SEQUENCE]:
        return None
    enterprise, generic, specific = _oid(_bytes(pdu, within[0])), _whole(pdu, within[2]), _whole(pdu, within[3])
    if not enterprise or not 0 <= generic <= _ENTERPRISE or specific.bit_length() > _ARC_BITS:
        return None
    oid = f"{enterprise}.0.{specific}" if generic == _ENTERPRISE else f"{_STANDARD}.{generic + 1}"
    return Trap(oid=oid, values=_values(pdu, _pairs(pdu, within[5])))


def _within(datagram: bytes) -> list[_Part]:
    """Return the parts of a whole message."""
    outer = parts(datagram, 0, len(datagram)) or [(0, 0, 0)]
    return parts(datagram, *outer[0][1:]) or []


def _values(pdu: bytes, pairs: list[tuple[str, _Part]]) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, _said(pdu, one)) for name, one in pairs)


def _pairs(pdu: bytes, bindings: _Part) -> list[tuple[str, _Part]]:
    """Return the name of each value, and where it lies."""
    found = []
    for one in (parts(pdu, bindings[1], bindings[2]) or [])[:_MOST_VALUES]:
        pair = parts(pdu, one[1], one[2]) or []
        if len(pair) == 2 and pair[0][0] == _OID:  # noqa: PLR2004 - a name and a value
            found.append((_oid(_bytes(pdu, pair[0])), pair[1]))
    return found


def _said(pdu: bytes, part: _Part) -> bytes:
    kind, load = part[0], _bytes(pdu, part)
    if kind == _INTEGER and len(load) <= _LONGEST_NUMBER:
        return b"%d" % _whole(pdu, part)
    if kind in _COUNTS and len(load) <= _LONGEST_NUMBER:
        return b"%d" % int.from_bytes(load, "big")
    if kind == _OID:
        return _oid(load).encode()
    if kind == _ADDRESS and len(load) == _AGENT:
        return str(IPv4Address(load)).encode()
    text = load.rstrip(b"\0")
    return text if kind == _OCTETS and text.decode(errors="replace").isprintable() else load.hex().encode()


def _oid(load: bytes) -> str:
    """Return an OID with its points; nothing for what is none."""
    arcs, arc = [], 0
    for byte in load:
        arc = (arc << 7) | (byte & 0x7F)
        if arc >> _ARC_BITS:
            return ""
        if not byte & 0x80:
            arcs.append(arc)
            arc = 0
    if not arcs or load[-1] & 0x80 or len(arcs) >= _MOST_ARCS:
        return ""
    top = min(arcs[0] // 40, 2)
    return ".".join(map(str, [top, arcs[0] - 40 * top, *arcs[1:]]))


def _whole(datagram: bytes, part: _Part) -> int:
    return int.from_bytes(_bytes(datagram, part), "big", signed=True)


def _bytes(datagram: bytes, part: _Part) -> bytes:
    return datagram[part[1] : part[2]]


def _with_head(datagram: bytes, before: _Part, part: _Part) -> bytes:
    """Return a part with its tag and length, which begin where the part before it ends."""
    return datagram[before[2] : part[2]]
