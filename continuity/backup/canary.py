"""The sidecar canary: one extra file in the same snapshot, which proves *which* snapshot a restore brought. Pure.

The log holds the SHA-256 of the nonce; the nonce itself exists only inside the snapshot until a restore brings
it back. So restoring yesterday's point fails today's canary. It does not prove that the source was read: the
manifest does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.ground.canonical import sha256_hex

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = "continuity.canary/1"
_NONCE = 32


@dataclass(frozen=True, kw_only=True)
class Canary:
    """What stands in the file: whose it is, and 32 random bytes in hexadecimal."""

    run: str
    asset: str
    nonce: str

    @property
    def digest(self) -> str:
        """Return what the log may show of it."""
        return sha256_hex(bytes.fromhex(self.nonce))


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a point must bring back: where the file stood in the source, and the digest that was announced."""

    path: Path
    sha256: str


def write(canary: Canary) -> str:
    """Return the content of the file."""
    return json.dumps({"schema": SCHEMA, **vars(canary)}) + "\n"


def read(text: str) -> Canary:
    """Read it back; raises ``ValueError`` for anything else."""
    try:
        plain = json.loads(text)
        if plain.pop("schema") != SCHEMA or not all(isinstance(value, str) for value in plain.values()):
            raise ValueError(SCHEMA)  # noqa: TRY301 - told with the other ways a file can be wrong, below
        canary = Canary(**plain)
        if len(bytes.fromhex(canary.nonce)) != _NONCE:
            raise ValueError(canary.nonce)  # noqa: TRY301 - the same
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        msg = f"not a canary: {error}"
        raise ValueError(msg) from error
    return canary
