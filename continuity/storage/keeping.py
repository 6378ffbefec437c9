"""Which objects must be locked anew, and until when. Pure.

A point needs the repository's config, keys and index, packs that restic alone knows, and its own snapshot. The safe
bound is taken: all of the first four, and of the snapshots those that are promised (ADR 0021 has the figures).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from continuity.storage.ports import LockedObject

_SHARED = frozenset({"config", "data", "index", "keys"})


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """What a repository's locks must be, on the store's own clock.

    ``needed``: what points share must be locked until then at least (None: nothing is promised); ``snapshots``: by
    name, until when each of these must be. What falls short is locked ``until`` then. ``compliance``: a weaker lock
    is none, and a stronger one is asked for, which ends no sooner than the weaker one. Beyond ``longest`` (None: no
    bound) a weaker lock stays as it is: made strong, somebody else's date in 2099 could never be taken back.
    """

    until: datetime
    needed: datetime | None = None
    snapshots: Mapping[str, datetime] = field(default_factory=dict)
    compliance: bool = False
    longest: datetime | None = None

    def short(self, one: LockedObject) -> bool:
        """Tell whether this version must be locked anew, and can be."""
        if one.delete_marker or not one.latest:
            return False
        part, _, name = one.key.partition("/")
        needed = self.needed if part in _SHARED else self.snapshots.get(name) if part == "snapshots" else None
        if needed is None or one.locked_until is None:
            return needed is not None
        if self.mode(one) != one.mode:  # stronger: it is never weaker
            return self.longest is None or one.locked_until <= self.longest
        return one.locked_until < min(needed, self.until)

    def end(self, one: LockedObject) -> datetime:
        """Return until when its next lock lasts: never shorter than the one it has."""
        return max(self.until, one.locked_until or self.until)

    def mode(self, one: LockedObject) -> str:
        """Return the mode of its next lock: the promised one, and never a weaker one than it has."""
        return "compliance" if self.compliance or one.mode == "compliance" else "governance"
