"""Tokens that let others report one check each: whoever knows one can say how that check is, and nothing else.

They are derived from one random key in a file of the state, which only the service's user reads: nothing is kept for
each check, an address can be shown again whenever it is asked for, and a renamed check has another. The vault is not
asked, since whoever takes a call should hold no key to anything worth more. Without the file all addresses are new.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from typing import TYPE_CHECKING

from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from continuity.ground.ids import Ids
    from continuity.model.check import CheckSpec

_KEY_BYTES = 32
_KINDS = ("heartbeat", "submitted")


def reporting_key(state: Path, ids: Ids) -> bytes:
    """Return the key, made the first time. Raises ``Unavailable`` where it cannot be read or made."""
    path = state / "reporting.key"
    try:
        if not path.exists():
            _make(path, ids.nonce())
        key = path.read_bytes()
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error
    if len(key) != _KEY_BYTES:
        raise _unusable(path, f"{len(key)} B")
    return key


def token(key: bytes, check: CheckSpec) -> str:
    """Return the token of a check: 43 characters that nobody guesses."""
    made = hmac.digest(key, f"continuity check\0{check.kind}\0{check.reference}".encode(), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


class Tokens:
    """Finds the check that a token is for. What time it takes depends on the token given, hashed, and on no other."""

    def __init__(self, key: bytes, checks: Iterable[CheckSpec]) -> None:
        of = {token(key, one): one for one in checks if one.kind in _KINDS}
        self._checks = {_digest(one): (one.encode(), check) for one, check in of.items()}

    def check(self, given: str) -> CheckSpec | None:
        """Return the check; None for a token that is none."""
        known, check = self._checks.get(_digest(given), (b"", None))
        return check if hmac.compare_digest(known, given.encode(errors="replace")) else None


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode(errors="replace")).digest()


def _make(path: Path, key: bytes) -> None:
    """Write a key whole, unless somebody was faster."""
    new = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(new)
    except FileExistsError:
        pass
    finally:
        new.unlink()


def _unusable(path: Path, cause: str) -> Unavailable:
    return Unavailable(
        "the key of the checks that others report cannot be used: {path}: {cause}",
        hint="mend its rights, or remove it: each check then has a new address",
        path=path,
        cause=cause,
    )
