"""A calendar that others read, RFC 5545: days, each with a reminder; the same lines give the same bytes.

An entry has a name of its own that does not change while it stands for the same drill, as its next term or as the one
after it: a calendar that is imported again moves its entries and doubles none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

_LONGEST = 75  # octets of a line, without its end
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, kw_only=True)
class Event:
    """One entry: a whole ``day``, or from ``begins`` to ``ends`` where a time was agreed."""

    uid: str
    day: date
    summary: str
    told: str
    begins: datetime | None = None
    ends: datetime | None = None
    remind: timedelta = timedelta(days=14)


def icalendar(events: Iterable[Event], made_at: datetime, name: str) -> str:
    """Return a calendar of these entries, called ``name``."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//continuity//drills//EN", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}"]
    for one in events:
        lines += _event(one, made_at)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(one: Event, made_at: datetime) -> Iterator[str]:
    yield from ("BEGIN:VEVENT", f"UID:{_text(one.uid)}", f"DTSTAMP:{_instant(made_at)}")
    if one.begins and one.ends:
        yield from (f"DTSTART:{_instant(one.begins)}", f"DTEND:{_instant(one.ends)}")
    else:
        yield f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}"
    yield from (f"SUMMARY:{_text(one.summary)}", f"DESCRIPTION:{_text(one.told)}", "TRANSP:TRANSPARENT")
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(one.summary)}")
    yield from (f"TRIGGER:-P{one.remind.days}D", "END:VALARM", "END:VEVENT")


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """Return a text as the format holds it; what no calendar can show is left out."""
    return "".join(one for one in text if one in "\n\t" or one.isprintable()).translate(_ESCAPED)


def _folded(line: str) -> str:
    """Return a line cut into pieces that are short enough, never within a character."""
    pieces, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _LONGEST:
            pieces.append(" ")
            size = 1
        pieces[-1] += character
        size += octets
    return "\r\n".join(pieces)
