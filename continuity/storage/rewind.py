"""What makes a repository again what it was at a moment: decided from its versions, key by key. Pure.

The versions come as a store lists them, by key and the newest first, and nothing is kept of a key that is past: a
listing of any length takes the same memory. What is done is only ever on top (a marker removed, an old version copied
forward, a marker put), so the plan follows from the listing alone: made anew after an interruption it holds what is
left to do, and after the end nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from continuity.storage.versions import Version

#: What is brought back. ``locks/`` is not: restic's old lock files must stay hidden, or they would lock it for ever.
KEPT = frozenset({"config", "data", "index", "keys", "snapshots"})
#: Where objects that came later can do harm: restic reads all of them. Packs that no index names harm nobody.
READ_WHOLE = frozenset({"index", "keys", "snapshots"})

_MOST = 10  # markers on one object that are removed one by one; above that, its content is copied on top of them


class Deed(StrEnum):
    """What is to be done about one object."""

    #: remove the delete markers on top of its good version
    UNHIDE = "unhide"
    #: copy its good version on top of what was written over it
    FORWARD = "forward"
    #: it came after the moment: put a delete marker on top
    HIDE = "hide"
    #: it came after the moment, and stays
    NEWER = "newer"
    #: it is as it was
    SAME = "same"
    #: it is hidden, and nothing is left behind the delete marker
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class Step:
    """What is to be done about one object; ``good`` is its version at the moment, where there is one."""

    deed: Deed
    key: str
    good: Version | None = None
    markers: tuple[Version, ...] = ()
    latest: Version

    @property
    def part(self) -> str:
        """Return the part of the repository that it belongs to."""
        return part_of(self.key)


def part_of(key: str) -> str:
    """Return the part of a repository that a key belongs to: its first folder, or ``config``."""
    return key.partition("/")[0]


def steps(
    listed: Iterable[Version], at: datetime, *, hide_newer: bool = False, began: datetime | None = None
) -> Iterator[Step]:
    """Yield what is to be done about each object of a restic repository, so that it is what it was ``at`` a moment.

    ``hide_newer``: what restic reads whole and came later is hidden; not what came after the rewind itself ``began``,
    which may be a backup. Of ``locks/`` and of what is not restic's,
    nothing is said.
    """
    for key, versions in groupby(listed, key=lambda one: one.key):
        if part_of(key) in KEPT:
            found = _History.read(versions, at)
            recent = began is not None and found.latest.modified > began
            yield _decided(found, key, hide_newer=hide_newer and not recent)


@dataclass(kw_only=True)
class _History:
    """What must be known of one key: a few versions, however many there are."""

    latest: Version
    top: Version | None = None  # the newest that holds content
    markers: list[Version]  # above it, as far as they are kept
    then: Version | None = None  # the newest at the moment
    good: Version | None = None  # the same, if it holds content

    @classmethod
    def read(cls, versions: Iterable[Version], at: datetime) -> _History:
        """Look at one key's versions, the newest first."""
        found: _History | None = None
        for one in versions:
            found = found or cls(latest=one, markers=[])
            if found.top is None and one.marker and len(found.markers) <= _MOST:
                found.markers.append(one)
            if found.top is None and not one.marker:
                found.top = one
            if found.then is None and one.modified <= at:
                found.then = one
                found.good = None if one.marker else one
        if found is None:
            msg = "a key without a version"
            raise ValueError(msg)
        return found


def _decided(found: _History, key: str, *, hide_newer: bool) -> Step:
    step = Step(deed=Deed.SAME, key=key, latest=found.latest)
    if found.good and found.top and found.top.holds_what(found.good) and len(found.markers) <= _MOST:
        deed = Deed.UNHIDE if found.markers else Deed.SAME
        return Step(deed=deed, key=key, good=found.good, markers=tuple(found.markers), latest=found.latest)
    if found.good:
        return Step(deed=Deed.FORWARD, key=key, good=found.good, latest=found.latest)
    if found.top is None:
        lost = found.then is None  # hidden before the moment already: it was not there then
        return Step(deed=Deed.LOST, key=key, latest=found.latest) if lost else step
    if found.latest.marker:
        return step
    deed = Deed.HIDE if hide_newer and step.part in READ_WHOLE else Deed.NEWER
    return Step(deed=deed, key=key, latest=found.latest)
