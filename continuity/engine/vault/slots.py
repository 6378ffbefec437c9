"""Slots: each seals the vault's master key under a key of its own, so that any one of several things opens it.

``scrypt`` derives the slot's key from a passphrase with the parameters stored in the slot (RFC 7914; n = 2**17, r = 8,
p = 1: 128 MiB and about half a second, on purpose); ``key-file`` expands the random bytes of a file (HKDF, RFC 5869)
at no cost. A slot authenticates its own parameters.
"""

from __future__ import annotations

import base64
import hashlib
import os
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from continuity.engine.vault.sealing import seal, text, unseal
from continuity.ground.canonical import canonical_json
from continuity.ground.errors import Refused, Unavailable, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FORMAT = "continuity.vault/1"
MOST_SLOTS = 8  # each costs half a second to try: more would be a vault that only pretends to open
_SCRYPT = {"n": 2**17, "r": 8, "p": 1}
_MOST_MEMORY = 2**29  # a vault that asks for more to be opened is not one of ours
_LEAST_KEY, _MOST_KEY = 32, 65536  # bytes of a key file


@dataclass(frozen=True)
class Unlock:
    """What opens a vault: a passphrase, or the bytes of a key file."""

    kind: str  # scrypt or key-file
    secret: bytes = field(repr=False)


def read_key_file(path: Path) -> Unlock:
    """Read a key file.

    Raises ``Unavailable`` where it cannot be read, ``Refused`` where everybody on the machine may read or change it
    (as ssh does with private keys), ``UsageError`` where it cannot be a key. The group's rights are not judged: they
    are given on purpose, and an access list shows as them (acl(5)).
    """
    try:
        with path.open("rb") as file:
            secret, mode = file.read(_MOST_KEY + 1), stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        raise Unavailable(
            "the vault key file {path} cannot be read: {cause}",
            hint="name the file that `continuity init` made",
            path=path,
            cause=error.strerror,
        ) from error
    if mode & (stat.S_IROTH | stat.S_IWOTH):
        raise Refused(
            "everybody on this machine may read or change the vault key file {path}",
            hint="chmod 600 {path}; if somebody else may have read it: continuity vault rotate",
            path=path,
        )
    if not _LEAST_KEY <= len(secret) <= _MOST_KEY:
        raise UsageError(
            "{path} is no key file: one holds 32 to 65536 random bytes",
            hint="name the file that `continuity init` made; a password is given as a passphrase",
            path=path,
        )
    return Unlock("key-file", secret)


def make_key_file(path: Path, key: bytes) -> None:
    """Write a key file that only its owner may read, whole or not at all; raises ``Refused``, also where it exists."""
    partial = path.with_name(f"{path.name}.partial-{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(partial, path)
        finally:
            partial.unlink()
    except OSError as error:
        raise Refused("the key file {path} cannot be made: {cause}", path=path, cause=error.strerror) from error


def make_slot(unlock: Unlock, master: bytes, random: Callable[[], bytes]) -> dict[str, Any]:
    """Return a slot, as it stands in the file, by which ``unlock`` gives the master key."""
    parameters: dict[str, Any] = {"kind": unlock.kind, "salt": text(random())}
    if unlock.kind == "scrypt":
        parameters |= _SCRYPT
    return parameters | {"key": seal(_key(unlock, parameters), master, canonical_json(parameters), random)}


def open_slot(slot: dict[str, Any], unlock: Unlock) -> bytes | None:
    """Return the master key, None where this does not open this slot.

    Raises ``Unavailable`` where the slot asks for more memory or time than one of ours would.
    """
    if slot["kind"] != unlock.kind:
        return None
    parameters = {name: value for name, value in slot.items() if name != "key"}
    try:
        return unseal(_key(unlock, parameters), slot["key"], canonical_json(parameters))
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


def _key(unlock: Unlock, parameters: dict[str, Any]) -> bytes:
    salt = base64.b64decode(parameters["salt"])
    if unlock.kind == "key-file":
        return HKDF(SHA256(), 32, salt, FORMAT.encode()).derive(unlock.secret)
    n, r, p = (int(parameters[name]) for name in "nrp")
    if 128 * n * r * p > _MOST_MEMORY:
        raise Unavailable("the vault asks for more memory to open than one of ours would")
    return hashlib.scrypt(unlock.secret, salt=salt, n=n, r=r, p=p, maxmem=2 * _MOST_MEMORY - 1, dklen=32)
