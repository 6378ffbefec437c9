r"""C2SP tlog-cosignature: a witness's own dated signature of a checkpoint.

The witness signs ``cosignature/v1\ntime <unix seconds>\n`` and the text of the checkpoint; its line in the note holds
the key id (of key type 0x04), the time as a big-endian 64-bit number, and the Ed25519 signature. It says: I saw this
head at this time, and it continues every head of this log that I saw before.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from continuity.evidence.format.note import Verifier, decode
from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPE = b"\x04"
_BYTES = 4 + 8 + 64
_LATEST = 1 << 33  # in seconds: the year 2242; what is later is no time


@dataclass(frozen=True)
class Cosigner:
    """The public key of a witness."""

    name: str
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes of ``SHA-256(name || newline || 0x04 || public key)``."""
        return hashlib.sha256(self.name.encode() + b"\n" + _TYPE + self.public_key).digest()[:4]

    @classmethod
    def parse(cls, vkey: str) -> Cosigner:
        """Read a witness's vkey; raises :class:`NotProven` where it is not one."""
        name, key_id, key = [*vkey.strip().split("+", 2), "", ""][:3]
        raw = decode(key)
        cosigner = cls(name, raw[1:])
        if raw[:1] != _TYPE or len(raw) != 1 + 32 or cosigner.key_id.hex() != key_id:
            raise NotProven("{vkey} is not the key of a witness", vkey=vkey)
        return cosigner


@dataclass(frozen=True, kw_only=True)
class Cosignature:
    """One signature line of a witness, and the time that it states."""

    name: str
    line: str
    at: datetime


def cosignature(line: str, text: str, key: Cosigner) -> Cosignature | None:
    """Return what a signature line proves of a checkpoint's text; None where it is not this witness's.

    Raises :class:`NotProven` where it claims to be, and is false.
    """
    name, _, encoded = line.removeprefix("— ").partition(" ")
    raw = decode(encoded)
    if not line.startswith("— ") or name != key.name or raw[:4] != key.key_id:
        return None
    seconds = int.from_bytes(raw[4:12], "big")
    signed = f"cosignature/v1\ntime {seconds}\n{text}".encode()
    plain = len(raw) == _BYTES and seconds < _LATEST
    if not plain or not Verifier(key.name, key.public_key).accepts(signed, raw[12:]):
        raise NotProven("the signature of {name} is false", name=name)
    return Cosignature(name=name, line=f"{line}\n", at=datetime.fromtimestamp(seconds, UTC))


def cosignatures(note: str, keys: tuple[Cosigner, ...]) -> Iterator[Cosignature]:
    """Yield the cosignatures of these witnesses in a note; others are passed over. Raises :class:`NotProven`."""
    text, _, tail = note.rpartition("\n\n")
    for line in tail.splitlines():
        for key in keys:
            if found := cosignature(line, f"{text}\n", key):
                yield found
