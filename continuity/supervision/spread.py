"""When a check is due: each has its own place within its interval, so that not all begin at once. Pure."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


def place(name: str, every: timedelta) -> timedelta:
    """Return how far into its interval a check is asked; the same at every start, so that its rhythm stays."""
    share = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8]) / 2**64
    return timedelta(microseconds=int(share * (every // _MICRO)))


def next_due(name: str, every: timedelta, after: datetime) -> datetime:
    """Return when it is due next, strictly after a moment. A clock that jumps moves nobody's place."""
    offset = place(name, every)
    count = (after - _EPOCH - offset) // every + 1
    return _EPOCH + offset + count * every
