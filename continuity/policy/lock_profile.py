"""What a store said of its locks, small enough to keep: objects counted by class, day of upload and day of lock end.

A million objects that were uploaded over a year come to some hundred rows; of each row the earliest lock end is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from continuity.ground.timestamps import read_time, write_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime


class Part(StrEnum):
    """What an object of a repository is for."""

    CONFIG = "config"
    KEYS = "keys"
    INDEX = "index"
    SNAPSHOTS = "snapshots"
    DATA = "data"
    #: a version that nothing needs any more: removed, and hidden by a delete marker, or written over
    HIDDEN = "hidden"


#: Without these, nothing of the repository can be read, whenever they were uploaded.
ALWAYS = (Part.CONFIG, Part.KEYS)
#: What points share with each other: of these a point needs some that were uploaded before it.
SHARED = (Part.INDEX, Part.DATA)


@dataclass(frozen=True, kw_only=True)
class Stored:
    """Objects of one class, uploaded on one day: how many, how many bytes, and the earliest end of their locks.

    ``until`` is None where they have no lock that counts.
    """

    part: Part
    uploaded: date
    until: datetime | None
    objects: int
    bytes: int


@dataclass(frozen=True, kw_only=True)
class Profile:
    """All that a store lists of one repository; ``rewritten`` is when index or data were last removed from there.

    What is removed from there was written anew before, so that older points need younger objects since.
    """

    rows: tuple[Stored, ...]
    rewritten: datetime | None = None

    def of(self, *parts: Part) -> tuple[Stored, ...]:
        """Return the rows of these classes."""
        return tuple(row for row in self.rows if row.part in parts)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data, for :func:`read_profile`."""
        rows = [
            [str(row.part), row.uploaded.isoformat(), _written(row.until), row.objects, row.bytes] for row in self.rows
        ]
        return {"rows": rows, "rewritten": _written(self.rewritten)}


def read_profile(facts: Mapping[str, Any]) -> Profile:
    """Return what :meth:`Profile.as_json` wrote."""
    rows = tuple(
        Stored(part=Part(part), uploaded=date.fromisoformat(day), until=_read(until), objects=objects, bytes=count)
        for part, day, until, objects, count in facts["rows"]
    )
    return Profile(rows=rows, rewritten=_read(facts["rewritten"]))


def counted(rows: Iterable[Stored]) -> tuple[int, int]:
    """Return how many objects and bytes these are together."""
    objects = size = 0
    for row in rows:
        objects, size = objects + row.objects, size + row.bytes
    return objects, size


def _written(when: datetime | None) -> str | None:
    return write_time(when) if when else None


def _read(text: str | None) -> datetime | None:
    return read_time(text) if text else None
