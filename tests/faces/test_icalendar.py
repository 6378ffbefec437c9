"""A calendar that others can read: lines, folding, escapes, by RFC 5545."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from continuity.faces.icalendar import Event, icalendar

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def unfolded(text: str) -> list[str]:
    assert text.endswith("\r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    assert not [line for line in lines if "\n" in line or "\r" in line or len(line.encode()) > 75]
    return "\r\n".join(lines).replace("\r\n ", "").split("\r\n")


def value(lines: list[str], name: str) -> str:
    (found,) = {line.partition(":")[2] for line in lines if line.startswith(f"{name}:")}
    return re.sub(r"\\(.)", lambda one: "\n" if one[1] == "n" else one[1], found)


@given(st.text(max_size=200), st.text(max_size=200))
def test_what_is_written_is_read_back(summary: str, told: str) -> None:
    one = Event(uid="drill/acme/try/0@continuity", day=date(2027, 2, 10), summary=summary, told=told)
    lines = unfolded(icalendar([one], NOW, "Drills"))
    shown = "".join(letter for letter in summary if letter.isprintable() or letter in "\n\t")
    assert value([line for line in lines if line.startswith("SUMMARY")], "SUMMARY") == shown
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "DTSTART;VALUE=DATE:20270210" in lines
    assert "DTEND;VALUE=DATE:20270211" in lines
    assert "DTSTAMP:20261123T120000Z" in lines
    assert [lines.count(f"{word}:VEVENT") for word in ("BEGIN", "END")] == [1, 1]


def test_an_agreed_time_is_a_time() -> None:
    one = Event(uid="u", day=NOW.date(), summary="s", told="t", begins=NOW, ends=NOW.replace(hour=16))
    lines = unfolded(icalendar([one], NOW, "Drills"))
    assert {"DTSTART:20261123T120000Z", "DTEND:20261123T160000Z"} <= set(lines)
