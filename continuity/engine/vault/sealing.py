"""Sealing: AES-256-GCM (NIST SP 800-38D), written as the base64 of nonce, ciphertext and tag.

Each sealing takes a fresh random nonce of 96 bits (8.2.2); one key seals far fewer than the 2**32 texts that allows.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from collections.abc import Callable

_NONCE = 12


def seal(key: bytes, secret: bytes, bound_to: bytes, random: Callable[[], bytes]) -> str:
    """Seal a secret; ``bound_to`` is authenticated with it, and must be given again to unseal it."""
    nonce = random()[:_NONCE]
    return text(nonce + AESGCM(key).encrypt(nonce, secret, bound_to))


def unseal(key: bytes, sealed: str, bound_to: bytes) -> bytes:
    """Return the secret; raises ``ValueError`` where key, text or ``bound_to`` is not what sealed it."""
    try:
        raw = base64.b64decode(sealed)
        return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], bound_to)
    except InvalidTag as error:
        raise ValueError("sealed otherwise") from error


def text(raw: bytes) -> str:
    """Return bytes as they stand in the file."""
    return base64.b64encode(raw).decode()
