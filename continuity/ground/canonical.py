"""Canonical JSON (RFC 8785) and SHA-256: what digests and evidence records are made of.

The canonical form comes from the ``rfc8785`` library; this room only fixes what may enter it. Times go
in as RFC 3339 strings, money as decimal strings, sizes as integers below 2**53; a value that JSON cannot
carry exactly is refused instead of rounded.
"""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785


def canonical_json(value: Any) -> bytes:
    """Return the one RFC 8785 form of ``value``; raises ``ValueError`` for what JSON cannot carry exactly."""
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as error:
        raise ValueError(str(error)) from error


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical form: the same value, the same digest, on every machine."""
    return sha256_hex(canonical_json(value))
