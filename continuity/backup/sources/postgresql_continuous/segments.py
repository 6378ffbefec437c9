"""Which segments of the write-ahead log a point needs, which may leave, and where the log stands. Pure.

A segment's name is its timeline and its number (``wal_names``); numbers go on over a switch of timelines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from continuity.backup.sources.wal_names import PARTIAL, missing, position

if TYPE_CHECKING:
    from collections.abc import Iterable

_SEGMENT = re.compile(r"[0-9A-F]{24}")
_HISTORY = re.compile(r"[0-9A-F]{8}\.history")
_HALF = 2**32


def name_at(timeline: int, lsn: str, segment_bytes: int) -> str:
    """Return the name of the segment that holds the last byte before a position."""
    number = (position(lsn) - 1) // segment_bytes
    high, low = divmod(number, _HALF // segment_bytes)
    return f"{timeline:08X}{high:08X}{low:08X}"


def just_before(lsn: str) -> str:
    """Return the position one byte earlier: ``pg_receivewal --endpos`` ends *behind* the position that it is given.

    So it ends at once where the server is idle, rather than with its next record.
    """
    high, low = divmod(position(lsn) - 1, _HALF)
    return f"{high:X}/{low:X}"


def is_segment(name: str) -> bool:
    """Tell whether this is the name of a whole segment."""
    return bool(_SEGMENT.fullmatch(name))


def needed(names: Iterable[str], first: str) -> set[str]:
    """Return what a point needs whose base begins in the segment ``first``: from there on, and all histories."""
    return {name for name in names if _HISTORY.fullmatch(name) or _from(name, first)}


def may_leave(names: Iterable[str], first: str) -> set[str]:
    """Return the whole segments that no base from ``first`` on needs; never one that is still being received."""
    return {name for name in names if is_segment(name) and not _from(name, first)}


def lacking(names: Iterable[str], first: str, last: str, segment_bytes: int) -> list[str]:
    """Return which segments lack from ``first`` to the one that ``last`` names, and between any that are there."""
    there = set(names)
    gone = missing(there, first, segment_bytes)
    reached = any(name[8:24] >= last[8:] for name in there if is_segment(name.removesuffix(PARTIAL)))
    return gone if reached else [*gone, last]


def being_received(names: Iterable[str]) -> str:
    """Return the newest segment that is not whole; empty where there is none."""
    partial = (name for name in names if name.endswith(PARTIAL) and is_segment(name.removesuffix(PARTIAL)))
    return max(partial, default="", key=lambda name: (name[8:24], name[:8]))


def _from(name: str, first: str) -> bool:
    bare = name.removesuffix(PARTIAL)
    return is_segment(bare) and bare[8:] >= first[8:]
