"""The only source of random ids and nonces."""

from __future__ import annotations

import random
import secrets
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u to misread


class Ids(Protocol):
    """What hands may ask of chance."""

    def run_id(self, at: datetime) -> str:
        """Return 26 characters that sort by time (the ULID layout: 48 bits of milliseconds, 80 of chance)."""

    def nonce(self) -> bytes:
        """Return 32 unpredictable bytes."""


def _base32(value: int, length: int) -> str:
    return "".join(_ALPHABET[(value >> (5 * place)) & 31] for place in reversed(range(length)))


class SystemIds:
    """Ids from the operating system's random source."""

    def run_id(self, at: datetime) -> str:
        """Return 26 characters that sort by time."""
        return _base32(int(at.timestamp() * 1000), 10) + _base32(secrets.randbits(80), 16)

    def nonce(self) -> bytes:
        """Return 32 unpredictable bytes."""
        return secrets.token_bytes(32)


def repeatable(seed: str) -> random.Random:
    """Return chance that anybody can repeat from the recorded seed; never for a secret."""
    return random.Random(seed)  # noqa: S311 - repeatable by design
