"""What the names of write-ahead log segments say: in which order they follow, and which are missing. Pure.

A segment's name is 24 hexadecimal digits: the timeline, the high and the low half of its number. Source:
https://www.postgresql.org/docs/current/wal-internals.html, and ``XLogFileName`` in PostgreSQL's own headers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PARTIAL = ".partial"
# The sizes of PostgreSQL's own builds: XLOG_BLCKSZ, SizeOfXLogShortPHD, SizeOfXLogLongPHD.
_PAGE, _HEADER, _LONG_HEADER = 8192, 24, 40
_SEGMENT = re.compile(r"([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})")
_START = re.compile(r"^START WAL LOCATION: [0-9A-F/]+ \(file ([0-9A-F]{24})\)$", re.MULTILINE)


def position(lsn: str) -> int:
    """Return a log sequence number (``16/B374D848``) as a byte position, to compare it. Raises ``ValueError``."""
    high, _, low = lsn.partition("/")
    return int(high, 16) << 32 | int(low, 16)


def started_in(backup_label: str) -> str:
    """Return the first segment that a base backup needs; empty where its label does not say so."""
    found = _START.search(backup_label)
    return found[1] if found else ""


def missing(names: Iterable[str], first: str, segment_bytes: int) -> list[str]:
    """Return the segments that lack between ``first`` and the last that is there, partial ones counted as there.

    At a switch of timelines one number may be there under both: either will do.
    """
    there: dict[int, str] = {}
    for name in names:
        if found := _SEGMENT.fullmatch(name.removesuffix(PARTIAL)):
            number = _number(found, segment_bytes)
            there[number] = max(there.get(number, ""), found[1])
    start = _SEGMENT.fullmatch(first)
    if start is None:
        return [first]
    begin, timeline, lacking = _number(start, segment_bytes), start[1], []
    for number in range(begin, max([begin, *there]) + 1):
        timeline = there.get(number, timeline)
        if number not in there:
            lacking.append(_name(timeline, number, segment_bytes))
    return lacking


def first_byte(at: int, segment_bytes: int) -> int:
    """Return where a record begins that follows the position: behind the header, where that is the start of a page."""
    if at % _PAGE:
        return at
    return at + (_LONG_HEADER if at % segment_bytes == 0 else _HEADER)


def end_of(start: int, length: int) -> int:
    """Return the least position behind a record of that length which begins at ``start``, headers of pages counted."""
    over = length - (_PAGE - start % _PAGE)
    return start + length + _HEADER * (-(-over // (_PAGE - _HEADER)) if over > 0 else 0)


def segment_of(names: Iterable[str], at: int, segment_bytes: int) -> str:
    """Return the name of the segment in which a byte lies, of the newest timeline; empty where it is not there."""
    found = [
        one
        for name in names
        if (one := _SEGMENT.fullmatch(name)) and _number(one, segment_bytes) == at // segment_bytes
    ]
    return max((one[0] for one in found), default="")


def _number(found: re.Match[str], segment_bytes: int) -> int:
    return int(found[2], 16) * (2**32 // segment_bytes) + int(found[3], 16)


def _name(timeline: str, number: int, segment_bytes: int) -> str:
    high, low = divmod(number, 2**32 // segment_bytes)
    return f"{timeline}{high:08X}{low:08X}"
