"""What differs between two snapshots: restic's words for it, read by pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What became of a path from one snapshot to the next."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    #: a file became a directory, a link, or the other way round
    TYPE = "type"
    METADATA = "metadata"
    #: the content differs though everything else is the same: newer restics call it bit rot
    SUSPECT = "suspect"


#: restic's letters, the weightiest first: it may write several for one path.
_LETTERS = {
    "?": Kind.SUSPECT,
    "+": Kind.ADDED,
    "-": Kind.REMOVED,
    "T": Kind.TYPE,
    "M": Kind.CHANGED,
    "U": Kind.METADATA,
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One path that is not the same in both; a directory's ends in a slash."""

    path: str
    kind: Kind


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """Bytes of data that only the second snapshot needs, and that only the first needed."""

    added_bytes: int
    removed_bytes: int


def arguments(first: str, second: str, *, metadata: bool) -> tuple[str, ...]:
    """Compare two snapshots as JSON lines, taking no lock; ``metadata``: owners, permissions and times, too."""
    return ("diff", "--json", "--no-lock", *(("--metadata",) if metadata else ()), first, second)


def change(plain: dict[str, Any]) -> Change | None:
    """Read a ``change`` message; None for any other. Raises ``ValueError`` for a letter that is not known."""
    if plain.get("message_type") != "change":
        return None
    letters = str(plain.get("modifier", ""))
    found = next((kind for letter, kind in _LETTERS.items() if letter in letters), None)
    if found is None:
        msg = f"restic marks {plain.get('path')} as {letters!r}"
        raise ValueError(msg)
    return Change(path=str(plain.get("path", "")), kind=found)


def statistics(plain: dict[str, Any]) -> Statistics | None:
    """Read the ``statistics`` message, the last; None for any other."""
    if plain.get("message_type") != "statistics":
        return None
    return Statistics(added_bytes=_bytes(plain, "added"), removed_bytes=_bytes(plain, "removed"))


def _bytes(plain: dict[str, Any], side: str) -> int:
    counts = plain.get(side)
    found = counts.get("bytes") if isinstance(counts, dict) else None
    return found if isinstance(found, int) else 0
