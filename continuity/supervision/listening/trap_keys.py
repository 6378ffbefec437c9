"""Whether a trap is by whom it says: the community of a device, or its user's keys (RFC 3414, 7860, 3826).

Of a trap the sender's clock counts, not ours: what is more than 150 s behind the newest that this engine signed is
played back, and refused. Keys are made for each engine from the password, so that no document must name engines.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from continuity.ground.errors import UsageError
from continuity.supervision.checks.snmp_datagram import authentic
from continuity.supervision.listening.trap import octets, unscoped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.supervision.checks.snmp_access import Access
    from continuity.supervision.listening.trap import Message, Secured

#: The hash of each algorithm, and how much of a digest is sent.
_DIGESTS = {
    "md5": ("md5", 12),
    "sha": ("sha1", 12),
    "sha224": ("sha224", 16),
    "sha256": ("sha256", 24),
    "sha384": ("sha384", 32),
    "sha512": ("sha512", 48),
}
_CIPHERS = {"aes": 16, "aes192": 24, "aes256": 32}  # bytes of a key
_STRETCHED, _BLOCK = 1 << 20, 16
_WINDOW_S, _MOST_ENGINES, _LAST = 150, 64, (1 << 31) - 1
_T = TypeVar("_T")
#: The newest boots and time that each engine of one device signed. It outlives what documents say of the device: what
#: was played back once must not be believed after they changed.
Clocks = dict[bytes, tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class _Signing:
    """A password that signs, by a hash of which so much is sent."""

    password: str = field(repr=False)
    hash: str
    length: int

    def signs(self, datagram: bytes, engine: bytes) -> bool:
        """Tell whether a message bears the digest of itself."""
        key = _localized(self.password, self.hash, engine)
        return authentic(datagram, lambda blank: hmac.digest(key, blank, self.hash)[: self.length])


@dataclass(frozen=True, kw_only=True)
class _Hiding:
    """A password that encrypts; its key is made by the hash that signs, too."""

    password: str = field(repr=False)
    hash: str
    length: int

    def deciphered(self, load: bytes, said: Secured) -> bytes:
        """Return what was encrypted by AES in CFB mode (RFC 3826, 3.1.4)."""
        if len(said.salt) != _BLOCK // 2:
            return b""
        key = _localized(self.password, self.hash, said.engine)[: self.length]
        # the mode itself is leaving the library's main part; it is an exclusive or with the block before, encrypted
        encrypted = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - a part of CFB, never alone
        before = said.boots.to_bytes(4, "big") + said.time.to_bytes(4, "big") + said.salt
        found = bytearray()
        for at in range(0, len(load), _BLOCK):
            block = load[at : at + _BLOCK]
            found += bytes(one ^ other for one, other in zip(block, encrypted.update(before), strict=False))
            before = block
        return bytes(found)


class TrapKeys:
    """What one device's traps are held against; its ``newest`` clocks are read and kept up to date.

    Raises ``UsageError`` for algorithms of which no trap can be read.
    """

    def __init__(self, access: Access, newest: Clocks) -> None:
        self._community, self._user = access.community.encode(), access.user
        self._signing, self._hiding = _keys(access)
        self._newest = newest

    def opened(self, datagram: bytes, message: Message) -> bytes | None:
        """Return the PDU of a message that is by this device; None for any other."""
        said = message.secured
        if said is None:
            mine = self._community
            return message.load if mine and hmac.compare_digest(mine, message.community) else None
        if not self._user or said.user != self._user or not said.engine:
            return None
        if (said.signed, said.encrypted) != (self._signing is not None, self._hiding is not None):
            return None  # less than was agreed upon is not taken, and more cannot be read
        if self._signing and not (self._signing.signs(datagram, said.engine) and self._new(said)):
            return None
        return unscoped(self._hiding.deciphered(octets(message.load), said) if self._hiding else message.load)

    def _new(self, said: Secured) -> bool:
        """Tell whether it is not played back, and remember how late its engine's clock is."""
        boots, time = self._newest.get(said.engine, (0, 0))
        if not 0 <= said.boots < _LAST or not 0 <= said.time <= _LAST:
            return False
        if said.boots < boots or (said.boots == boots and said.time < time - _WINDOW_S):
            return False
        if said.engine not in self._newest and len(self._newest) >= _MOST_ENGINES:
            return False
        self._newest[said.engine] = max((boots, time), (said.boots, said.time))
        return True


def _keys(access: Access) -> tuple[_Signing | None, _Hiding | None]:
    auth, privacy = access.auth, access.privacy
    if not auth:
        if privacy:
            raise UsageError("privacy needs auth, too", hint="give both, each with protocol and password")
        return None, None
    name, length = _known(auth.protocol, _DIGESTS)
    signing = _Signing(password=auth.password, hash=name, length=length)
    if not privacy:
        return signing, None
    wide = _known(privacy.protocol, _CIPHERS)
    if hashlib.new(name).digest_size < wide:
        raise UsageError(
            "{cipher} needs a longer hash than {protocol}",
            hint="use sha256, sha384 or sha512 with it",
            cipher=privacy.protocol,
            protocol=auth.protocol,
        )
    return signing, _Hiding(password=privacy.password, hash=name, length=wide)


def _known(protocol: str, known: Mapping[str, _T]) -> _T:
    if protocol not in known:
        raise UsageError(
            "traps cannot be read by {protocol}", hint="use one of {names}", protocol=protocol, names=", ".join(known)
        )
    return known[protocol]


@lru_cache(maxsize=1024)
def _localized(password: str, name: str, engine: bytes) -> bytes:
    """Return the key of a password for one engine (RFC 3414, A.2); without an engine, the one they are all made of."""
    if not engine:
        plain = password.encode()
        return hashlib.new(name, (plain * (_STRETCHED // max(len(plain), 1) + 1))[:_STRETCHED]).digest()
    master = _localized(password, name, b"")
    return hashlib.new(name, master + engine + master).digest()
