"""A store's listing, counted as it passes by: however many objects there are, memory holds days. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from continuity.policy.horizon import Own
from continuity.policy.lock_profile import SHARED, Part, Profile, Stored

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date, datetime

    from continuity.storage.ports import LockedObject

_PARTS = {str(part): part for part in Part if part is not Part.HIDDEN}
_Key = tuple[Part, "date", "date | None"]


@dataclass(kw_only=True)
class _Row:
    """A row of the profile while it is counted: changed a million times, so it is no frozen one."""

    until: datetime | None
    objects: int = 0
    bytes: int = 0


class Profiler:
    """Counts what it sees. ``snapshots`` names those whose own upload and lock are kept apart.

    ``compliance``: a weaker lock is none. ``rewritten``: what an earlier look found; a later one never forgets it.
    """

    def __init__(
        self, snapshots: Collection[str], *, compliance: bool = False, rewritten: datetime | None = None
    ) -> None:
        self._snapshots, self._compliance, self._rewritten = snapshots, compliance, rewritten
        self._rows: dict[_Key, _Row] = {}
        self._current: LockedObject | None = None
        self.own: dict[str, Own] = {}

    def watch(self, seen: Iterable[LockedObject]) -> Iterator[LockedObject]:
        """Pass everything on, and count it."""
        for one in seen:
            if one.delete_marker:
                self._marked(one)
            elif one.latest:
                self._settle()
                self._current = one
            else:
                self._replaced(one)
            yield one
        self._settle()

    def profile(self) -> Profile:
        """Return what was counted so far."""
        rows = (
            Stored(part=part, uploaded=day, until=row.until, objects=row.objects, bytes=row.bytes)
            for (part, day, _), row in self._rows.items()
        )
        return Profile(rows=tuple(rows), rewritten=self._rewritten)

    def _marked(self, one: LockedObject) -> None:
        if _part(one) in SHARED:
            self._rewritten = max(self._rewritten or one.modified, one.modified)

    def _replaced(self, one: LockedObject) -> None:
        """Count a version that is not current; an object that was written over is as old as its first version.

        Stores list the versions of a key one after the other, the current one first.
        """
        if self._current is not None and self._current.key == one.key:
            self._current = replace(self._current, modified=min(self._current.modified, one.modified))
        self._count(Part.HIDDEN, one, one.locked_until)

    def _settle(self) -> None:
        """Count the current version whose key is done with."""
        one, self._current = self._current, None
        part = _part(one) if one else None
        if one is None or part is None:
            return
        self._count(part, one, self._until(one))
        name = one.key.rpartition("/")[2]
        if part is Part.SNAPSHOTS and name in self._snapshots:
            self.own[name] = Own(uploaded=one.modified, until=self._until(one))

    def _until(self, one: LockedObject) -> datetime | None:
        return one.locked_until if one.mode == "compliance" or not self._compliance else None

    def _count(self, part: Part, one: LockedObject, until: datetime | None) -> None:
        day = one.modified.date()
        key = (part, day, until.date() if until else None)
        row = self._rows.setdefault(key, _Row(until=until))
        row.objects, row.bytes = row.objects + 1, row.bytes + one.size
        if row.until and until and until < row.until:
            row.until = until


def _part(one: LockedObject) -> Part | None:
    """Return what an object is for; None for restic's own lock files, which must go."""
    return _PARTS.get(one.key.partition("/")[0])
