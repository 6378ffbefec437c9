"""The vault: secrets at rest in one file, sealed with AES-256-GCM.

The file is JSON. A random 256-bit data key seals each entry under its own nonce; the entry's name and the vault's
id are authenticated with it, so entries cannot be swapped, renamed or carried into another vault. The data key is
itself sealed by a slot: ``scrypt`` derives the slot's key from a passphrase with the parameters stored in the slot
(RFC 7914; n = 2**17, r = 8, p = 1, about half a second, on purpose), ``key-file`` expands 32 random bytes of a file
(HKDF, RFC 5869) at no cost. A slot authenticates its own parameters. Writes are atomic, one at a time, and keep the
previous version beside the file.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from continuity.ground.canonical import canonical_json
from continuity.ground.errors import Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FORMAT = "continuity.vault/1"
_SCRYPT = {"n": 2**17, "r": 8, "p": 1}
_MOST_MEMORY = 2**29  # a vault that asks for more to be opened is not one of ours
_NONCE = 12


@dataclass(frozen=True)
class Unlock:
    """What opens a vault: a passphrase, or the bytes of a key file."""

    kind: str  # scrypt or key-file
    secret: bytes = field(repr=False)


class Vault:
    """An open vault. ``random`` gives that many unpredictable bytes."""

    def __init__(self, path: Path, plain: dict[str, Any], key: bytes, random: Callable[[], bytes]) -> None:
        self._path, self._plain, self._key, self._random = path, plain, key, random

    @classmethod
    def create(cls, path: Path, unlock: Unlock, random: Callable[[], bytes]) -> Vault:
        """Make an empty vault; raises ``Refused`` where there is a file already."""
        _refuse_another(path)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = random()
        parameters: dict[str, Any] = {"kind": unlock.kind, "salt": _text(random())}
        if unlock.kind == "scrypt":
            parameters |= _SCRYPT
        slot = parameters | {"key": _seal(_slot_key(unlock, parameters), key, canonical_json(parameters), random)}
        vault = cls(path, {"format": FORMAT, "id": random().hex(), "slots": [slot], "entries": {}}, key, random)
        with vault._alone():
            _refuse_another(path)  # somebody may have been faster
            vault._write()
        return vault

    @classmethod
    def open(cls, path: Path, unlock: Unlock, random: Callable[[], bytes]) -> Vault:
        """Open a vault; raises ``Unavailable`` where it is missing, damaged, or does not open with this."""
        plain = _read(path)
        for slot in plain["slots"]:
            parameters = {name: value for name, value in slot.items() if name != "key"}
            if slot["kind"] == unlock.kind:
                try:
                    key = _unseal(_slot_key(unlock, parameters), slot["key"], canonical_json(parameters))
                except (InvalidTag, ValueError, KeyError, TypeError, OverflowError):
                    continue
                return cls(path, plain, key, random)
        raise Unavailable(
            "the vault {path} does not open with this {kind}",
            hint="give the one it was made with: $CONTINUITY_VAULT_PASSPHRASE or --vault-key-file",
            path=path,
            kind="key file" if unlock.kind == "key-file" else "passphrase",
        )

    def names(self) -> tuple[str, ...]:
        """Return the names of the entries, in order."""
        return tuple(sorted(self._plain["entries"]))

    def get(self, name: str) -> str:
        """Return one secret; raises ``Unavailable`` where there is none of that name, or it was tampered with."""
        sealed = self._plain["entries"].get(name)
        if sealed is None:
            raise Unavailable(
                "the vault has no entry {name}", hint="put it there: continuity vault set {name}", name=name
            )
        try:
            return _unseal(self._key, sealed, self._bound_to(name)).decode()
        except (InvalidTag, ValueError) as error:
            raise Unavailable(
                "the vault's entry {name} was damaged or changed by someone else",
                hint="take the previous version of the vault beside it, or set the entry again",
                name=name,
            ) from error

    def set(self, name: str, secret: str) -> None:
        """Seal a secret under this name, in the file as it is now: another writer's entries are kept."""
        with self._alone():
            now = _read(self._path)
            if now["id"] != self._plain["id"]:
                raise Unavailable(
                    "the vault {path} was replaced by another one while it was open",
                    hint="run the command again",
                    path=self._path,
                )
            self._plain = now
            self._plain["entries"][name] = _seal(self._key, secret.encode(), self._bound_to(name), self._random)
            self._write()

    def _bound_to(self, name: str) -> bytes:
        return canonical_json([FORMAT, self._plain["id"], name])

    @contextmanager
    def _alone(self) -> Iterator[None]:
        descriptor = os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _write(self) -> None:
        partial = self._path.with_suffix(".partial")
        partial.unlink(missing_ok=True)  # a dead writer's, and whoever may read that file must not read this one
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(self._plain, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        if self._path.exists():
            previous = self._path.with_suffix(".previous")
            previous.unlink(missing_ok=True)
            os.link(self._path, previous)
        partial.replace(self._path)


def _refuse_another(path: Path) -> None:
    if path.exists():
        raise Refused("there is a vault at {path} already", hint="open it instead", path=path)


def _read(path: Path) -> dict[str, Any]:
    try:
        plain = json.loads(path.read_text())
        if not _whole(plain):
            raise KeyError(FORMAT)  # noqa: TRY301 - told with the other ways a file can be wrong, below
    except FileNotFoundError as error:
        raise Unavailable("there is no vault at {path} yet", hint="make it: continuity init", path=path) from error
    except OSError as error:
        raise Unavailable(
            "the vault {path} cannot be read: {cause}",
            hint="run the command as the user that owns the state directory",
            path=path,
            cause=error.strerror,
        ) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unavailable(
            "the vault {path} is damaged", hint="take the previous version beside it (….previous)", path=path
        ) from error
    return dict(plain)


def _whole(plain: Any) -> bool:
    """Tell whether every part is there and of its kind; whether it is genuine, only the keys can tell."""
    slots, entries = plain["slots"], plain["entries"]
    if not (plain["format"] == FORMAT and slots and isinstance(slots, list) and isinstance(entries, dict)):
        return False
    texts = [plain["id"], *entries.values(), *(slot[name] for slot in slots for name in ("kind", "salt", "key"))]
    return all(isinstance(text, str) for text in texts)


def _slot_key(unlock: Unlock, parameters: dict[str, Any]) -> bytes:
    salt = base64.b64decode(parameters["salt"])
    if unlock.kind == "key-file":
        return HKDF(SHA256(), 32, salt, FORMAT.encode()).derive(unlock.secret)
    n, r, p = (int(parameters[name]) for name in "nrp")
    if 128 * n * r * p > _MOST_MEMORY:
        raise Unavailable("the vault asks for more memory to open than one of ours would")
    return hashlib.scrypt(unlock.secret, salt=salt, n=n, r=r, p=p, maxmem=2 * _MOST_MEMORY - 1, dklen=32)


def _seal(key: bytes, secret: bytes, bound_to: bytes, random: Callable[[], bytes]) -> str:
    nonce = random()[:_NONCE]
    return _text(nonce + AESGCM(key).encrypt(nonce, secret, bound_to))


def _unseal(key: bytes, sealed: str, bound_to: bytes) -> bytes:
    raw = base64.b64decode(sealed)
    return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], bound_to)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
