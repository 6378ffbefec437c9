"""The port of a place whose locks can be read one by one, and extended; asked for with ``isinstance``, as in ``ports``.

What lists has no locks, what reads one asks for one version: whoever needs a sample, or to extend while it reads, pays
for that and no more. Nothing here shortens or weakens a lock, and restic's own lock files are never locked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from continuity.storage.ports import LockedObject

#: restic's own lock files: they must go when their process ends.
REMOVABLE = "locks/"
#: How strong a lock is, by its mode.
STRENGTH = {"": 0, "governance": 1, "compliance": 2}
#: How many requests a place answers at once.
AT_ONCE = 16


@runtime_checkable
class Locks(Protocol):
    """Every version of a repository, its lock where it is asked for, and how it becomes a longer one.

    All but the listing may be called from several threads at once.
    """

    def entries(self) -> Iterator[LockedObject]:
        """Yield every version and delete marker as the store lists them, their locks untold. Raises ``Unavailable``."""

    def with_lock(self, one: LockedObject) -> LockedObject:
        """Return the version with its lock as the store reports it now. Raises ``Unavailable``."""

    def extend(self, one: LockedObject, until: datetime, mode: str) -> LockedObject:
        """Have the store lock the version until then, in that mode, and return it so. Repeatable.

        Raises ``ValueError``, without asking the store, for what would end sooner or be weaker than the lock told of
        it, for delete markers and for what is removable; ``Unavailable`` where the store refuses.
        """


def must_grow(one: LockedObject, until: datetime, mode: str) -> None:
    """Raise ``ValueError`` unless the new lock is longer, at least as strong, and of something that may be locked."""
    if one.delete_marker or one.key.startswith(REMOVABLE):
        msg = f"{one.key} must not be locked"
        raise ValueError(msg)
    weaker = STRENGTH[mode] < STRENGTH[one.mode]
    shorter = one.locked_until is not None and until < one.locked_until
    if not mode or weaker or shorter:
        msg = f"a lock is never shortened nor weakened: {one.key}"
        raise ValueError(msg)
