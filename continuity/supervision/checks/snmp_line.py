"""gufo-snmp as the check ``snmp`` uses it; imported when the first agent is asked."""

from __future__ import annotations

import asyncio
import hmac
import os
import socket
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from gufo.snmp import SnmpDecodeError, SnmpVersion, User
from gufo.snmp import user as keys
from gufo.snmp.aio import SnmpSession
from gufo.snmp.user import KeyType

from continuity.ground.errors import UsageError
from continuity.supervision.checks.ports import BadAnswer
from continuity.supervision.checks.readable import readable
from continuity.supervision.checks.snmp_access import Key
from continuity.supervision.checks.snmp_datagram import authentic, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.supervision.checks.snmp_access import Access

WHY = {"endless": "a table of it has no end"}
_AUTH: dict[str, type[keys.BaseAuthKey]] = {
    "md5": keys.Md5Key,
    "sha": keys.Sha1Key,
    "sha224": keys.Sha224Key,
    "sha256": keys.Sha256Key,
    "sha384": keys.Sha384Key,
    "sha512": keys.Sha512Key,
}
#: The digest of each, and how much of it is sent (RFC 3414, RFC 7860).
_DIGESTS = {
    "md5": ("md5", 12),
    "sha": ("sha1", 12),
    "sha224": ("sha224", 16),
    "sha256": ("sha256", 24),
    "sha384": ("sha384", 32),
    "sha512": ("sha512", 48),
}
_PRIVACY: dict[str, type[keys.BasePrivKey]] = {
    "des": keys.DesKey,
    "aes": keys.Aes128Key,
    "aes192": keys.Aes192Key,
    "aes256": keys.Aes256Key,
}
_LARGEST, _ROWS = 65535, 4096
_T = TypeVar("_T")


class Line(SnmpSession):
    """A session that shows its library whole and signed datagrams only: it panics at some others (0.13)."""

    wait_s = 0.0
    garbage = 0
    greeted = False
    auth: Key | None = None
    _signing = b""
    _own: socket.socket | None = None

    def __del__(self) -> None:
        if self._own:
            self._own.close()

    async def table(self, oid: str) -> dict[str, object]:
        """Return a column by index. Raises ``BadAnswer`` for one that has no end."""
        found: dict[str, object] = {}
        async for name, value in self.getbulk(oid):
            found[name[len(oid) + 1 :]] = value
            if len(found) > _ROWS:
                raise BadAnswer(WHY["endless"])
        return found

    async def _recv(self, receiver: Callable[[], _T]) -> _T:
        """Wait for an answer to what was sent; whatever else arrives is dropped, as if it had been lost."""
        if self._own is None:
            self._own = socket.socket(fileno=os.dup(self._fd))
            self._own.settimeout(0)
        async with asyncio.timeout(self.wait_s):
            while True:
                await readable(self._own.fileno())
                try:
                    if self._credible(self._own.recv(_LARGEST, socket.MSG_PEEK)):
                        return receiver()
                    self._own.recv(1)
                except BlockingIOError:
                    continue
                except SnmpDecodeError:
                    pass
                self.garbage += 1

    def _credible(self, datagram: bytes) -> bool:
        """Tell whether a datagram may be read: whole, and signed where we sign; the library does not look (0.13)."""
        return whole(datagram) and (self.auth is None or authentic(datagram, self._digest))

    def _digest(self, message: bytes) -> bytes:
        if self.auth is None or not self.get_engine_id():
            return b""
        if not self._signing:
            self._signing = _AUTH[self.auth.protocol].get_localized_key(_master(self.auth), self.get_engine_id())
        name, length = _DIGESTS[self.auth.protocol]
        return hmac.digest(self._signing, message, name)[:length]


def line_of(access: Access, address: str, wait_s: float) -> Line:
    """Return a line to an agent at an IP address; nothing is sent yet."""
    if access.user:
        line = Line(address, access.port, user=user_of(access), version=SnmpVersion.v3)
        line.auth = access.auth
    else:
        line = Line(address, access.port, community=access.community, version=SnmpVersion.v2c)
    line.wait_s = wait_s
    return line


def user_of(access: Access) -> User:
    """Return the user with keys. Raises ``UsageError`` for algorithms that are none, or privacy without them."""
    if not access.auth:
        if access.privacy:
            raise UsageError("privacy needs auth, too", hint="give both, each with protocol and password")
        return User(access.user)
    auth = _algorithm(_AUTH, access.auth, "auth")
    own = auth(_master(access.auth), KeyType.Master)
    if not access.privacy:
        return User(access.user, auth_key=own)
    privacy = _algorithm(_PRIVACY, access.privacy, "privacy")
    # RFC 3414: the privacy key is made by the hash of the other one
    other = privacy(_master(Key(protocol=access.auth.protocol, password=access.privacy.password)), KeyType.Master)
    return User(access.user, auth_key=own, priv_key=other)


def _algorithm(known: dict[str, type[_T]], key: Key, part: str) -> type[_T]:
    if key.protocol not in known:
        raise UsageError("{part} is one of {names}", part=part, names=", ".join(known))
    return known[key.protocol]


@lru_cache(maxsize=1024)
def _master(key: Key) -> bytes:
    """Return the key of a password, which takes a megabyte of hashing: once for all devices that share it."""
    return _AUTH[key.protocol].get_master_key(key.password.encode())
