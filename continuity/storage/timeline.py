"""When a repository was added to, hidden and written over, hour by hour, from its versions. Pure.

restic never writes over an object with other content, and only removals of ours hide any: whatever else did so is what
a person looks for who must say when an attack began.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import write_time
from continuity.storage.rewind import KEPT, part_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from continuity.storage.immutability import Removal
    from continuity.storage.versions import Version


class Event(StrEnum):
    """What happened to an object."""

    ADDED = "added"
    HIDDEN = "hidden"
    WRITTEN_OVER = "written_over"
    #: one of the last two, by a run of ours
    OURS = "ours"


@dataclass(frozen=True, kw_only=True)
class First:
    """The first event that no run of ours explains."""

    event: Event
    key: str
    at: datetime

    @property
    def before(self) -> datetime:
        """Return the last moment before it that the store's times can tell apart from it."""
        return self.at - timedelta(milliseconds=1 if self.at.microsecond else 1000)


@dataclass(kw_only=True)
class Timeline:
    """What happened when; ``first`` is None where runs of ours explain all of it, after ``settled`` at least."""

    settled: datetime
    hours: dict[datetime, Counter[Event]] = field(default_factory=dict)
    first: First | None = None

    def note(self, event: Event, version: Version) -> None:
        """Take note of one event."""
        hour = version.modified.replace(minute=0, second=0, microsecond=0)
        self.hours.setdefault(hour, Counter())[event] += 1
        if event not in (Event.HIDDEN, Event.WRITTEN_OVER) or version.modified <= self.settled:
            return
        if self.first is None or version.modified < self.first.at:
            self.first = First(event=event, key=version.key, at=version.modified)

    def as_json(self) -> list[dict[str, Any]]:
        """Return ``timeline`` of ``continuity.storage-rewind-times/1``, oldest hour first."""
        return [
            {"hour": write_time(hour)} | {str(event): counted[event] for event in Event}
            for hour, counted in sorted(self.hours.items())
        ]


def timeline(listed: Iterable[Version], own: Sequence[Removal], settled: datetime) -> Timeline:
    """Read every version, by key and the newest first.

    ``own`` are the times in which runs of ours changed things; what happened until ``settled`` was dealt with since.
    """
    found = Timeline(settled=settled)
    for key, versions in groupby(listed, key=lambda one: one.key):
        if part_of(key) not in KEPT:
            continue
        for event, version in _events(versions):
            ours = event is not Event.ADDED and any(_covers(one, event, version) for one in own)
            found.note(Event.OURS if ours else event, version)
    return found


def _covers(own: Removal, event: Event, version: Version) -> bool:
    if event is Event.WRITTEN_OVER and not own.writes_over:
        return False
    return part_of(version.key) in own.folders and own.begins <= version.modified <= own.ends


def _events(versions: Iterable[Version]) -> Iterator[tuple[Event, Version]]:
    """Yield what happened to one object; a version that holds what the one below it does is no event."""
    above: Version | None = None
    for one in versions:
        if one.marker:
            yield Event.HIDDEN, one
            continue
        if above and not above.holds_what(one):
            yield Event.WRITTEN_OVER, above
        above = one
    if above:
        yield Event.ADDED, above
