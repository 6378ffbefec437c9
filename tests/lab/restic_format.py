"""What restic writes when it makes a repository: a key, sealed by the password, and a configuration, sealed by the key.

Format: restic's design.rst, "Keys, Encryption and MAC" and "Repository Format". Only for repositories of tests: their
keys have the smallest cost that scrypt has.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_CHEAP = {"N": 2, "r": 8, "p": 1}
_R_MASK = 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF  # Poly1305: bits of r that must be clear, as a little-endian number
_DEGREE = 53  # of the chunker's polynomials (restic's chunker.RandomPolynomial)


@dataclass(frozen=True, kw_only=True)
class Made:
    """A new repository: its two files by their names in the repository, and its full id."""

    files: dict[str, bytes]
    id: str


def new_repository(password: str, polynomial: str = "") -> Made:
    """Return a repository of version 2; with a ``polynomial`` (hexadecimal) it cuts files as the one it comes from."""
    master = secrets.token_bytes(64)
    opened = _masked(master)
    identity = secrets.token_hex(32)
    config = {"version": 2, "id": identity, "chunker_polynomial": polynomial or f"{_irreducible():x}"}
    name, key = new_key(password, json.dumps(_written(opened)).encode())
    return Made(files={f"keys/{name}": key, "config": seal(opened, json.dumps(config).encode())}, id=identity)


def new_key(password: str, master: bytes) -> tuple[str, bytes]:
    """Return name and content of a key by which the password opens what the master key opens."""
    now = datetime.now(UTC).isoformat()
    head = {"created": now, "username": "root", "hostname": socket.gethostname(), "kdf": "scrypt"}
    key: dict[str, Any] = head | _CHEAP | {"salt": base64.b64encode(secrets.token_bytes(64)).decode()}
    key["data"] = base64.b64encode(seal(_derived(password, key), master)).decode()
    content = json.dumps(key).encode()
    return hashlib.sha256(content).hexdigest(), content


def master_of(password: str, key: bytes) -> bytes | None:
    """Return the master key as the key file holds it, or None where the password does not open it."""
    said = json.loads(key)
    return unseal(_derived(password, said), base64.b64decode(said["data"]))


def seal(key: bytes, plain: bytes) -> bytes:
    """Encrypt and sign, as restic does: nonce, text, signature."""
    nonce = os.urandom(16)
    text = _counted(key, nonce, plain)
    return nonce + text + _mac(key, nonce, text)


def unseal(key: bytes, sealed: bytes) -> bytes | None:
    """Return the plain bytes, or None where the key is another."""
    nonce, text, mac = sealed[:16], sealed[16:-16], sealed[-16:]
    return _counted(key, nonce, text) if _mac(key, nonce, text) == mac else None


def _masked(key: bytes) -> bytes:
    r = int.from_bytes(key[48:64], "little") & _R_MASK
    return key[:48] + r.to_bytes(16, "little")


def _written(key: bytes) -> dict[str, Any]:
    """Return a master key as it stands in a key file."""
    parts = {"k": base64.b64encode(key[32:48]).decode(), "r": base64.b64encode(key[48:64]).decode()}
    return {"mac": parts, "encrypt": base64.b64encode(key[:32]).decode()}


def _derived(password: str, key: dict[str, Any]) -> bytes:
    """Return 64 bytes: 32 to encrypt with, 16 (k) and 16 (r) to sign with."""
    salt = base64.b64decode(key["salt"])
    words = {"n": key["N"], "r": key["r"], "p": key["p"]}
    return hashlib.scrypt(password.encode(), salt=salt, maxmem=256 << 20, dklen=64, **words)


def _counted(key: bytes, nonce: bytes, text: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    worker = Cipher(algorithms.AES(key[:32]), modes.CTR(nonce)).encryptor()
    return worker.update(text) + worker.finalize()


def _mac(key: bytes, nonce: bytes, text: bytes) -> bytes:
    """Return Poly1305-AES (Bernstein 2005): one-time key r and AES_k(nonce)."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.poly1305 import Poly1305

    one = Cipher(algorithms.AES(key[32:48]), modes.ECB()).encryptor()
    return Poly1305.generate_tag(_masked(key)[48:64] + one.update(nonce), text)


def _irreducible() -> int:
    """Draw a polynomial over GF(2) that has no factors; bit n stands for x to the n."""
    while True:
        drawn = 1 << _DEGREE | secrets.randbits(_DEGREE) | 1
        if drawn.bit_count() % 2 and _prime(drawn):
            return drawn


def _prime(drawn: int) -> bool:
    """Rabin's test for a degree that is prime: x to the 2^53 is x; factors of degree 1 are ruled out before."""
    power = 2  # the polynomial x
    for _ in range(_DEGREE):
        power = _remainder(int(f"{power:b}", 4), drawn)  # squaring over GF(2) puts a zero between the bits
    return power == 2


def _remainder(dividend: int, divisor: int) -> int:
    while (above := dividend.bit_length() - divisor.bit_length()) >= 0:
        dividend ^= divisor << above
    return dividend
