"""What a listing comes to, as one hash and as bytes. Pure.

The hash is taken over every object that is needed, in the order in which the store lists them: by key, a line each of
key, version id, mode and lock end (``YYYY-MM-DDTHH:MM:SSZ``, or nothing), with NUL between and a line feed behind. Who
may list the store can take it again, and so knows that these very versions had these very locks.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from continuity.storage.ports import LockedObject

_REMOVABLE = "locks/"


class Ledger:
    """Counts what passes by."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._counts = dict.fromkeys(("current_bytes", "older_versions", "older_bytes", "markers"), 0)

    def watch(self, seen: Iterable[LockedObject]) -> Iterator[LockedObject]:
        """Pass everything on, and count it."""
        for one in seen:
            self._count(one)
            if one.latest and not one.delete_marker and not one.key.startswith(_REMOVABLE):
                until = one.locked_until.strftime("%Y-%m-%dT%H:%M:%SZ") if one.locked_until else ""
                self._hash.update(f"{one.key}\0{one.version}\0{one.mode}\0{until}\n".encode())
            yield one

    def as_json(self) -> dict[str, Any]:
        """Return what was seen so far."""
        return {"objects_hash": self._hash.hexdigest(), "space": dict(self._counts)}

    def _count(self, one: LockedObject) -> None:
        if one.delete_marker:
            self._counts["markers"] += 1
        elif one.latest:
            self._counts["current_bytes"] += one.size
        else:
            self._counts["older_versions"] += 1
            self._counts["older_bytes"] += one.size
