"""Texts compared line by line: what is shown leads from one to the other, and what is counted is what is shown."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from continuity.backup.text_changes import Counted, counted, lasting, unified
from continuity.ground.patterns import pattern

TEXT = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\r\n", b"! uptime 1\n", b"! uptime 2\n", b"\n"]), max_size=30)
IGNORED = (pattern("^! uptime"),)


def bare(lines: list[bytes]) -> list[str]:
    return [line.decode() for _, line in lasting(lines, IGNORED)]


@given(TEXT, TEXT)
def test_what_is_shown_leads_from_one_to_the_other(old: list[bytes], new: list[bytes]) -> None:
    shown = list(unified(old, new, IGNORED))
    found = counted(bare(old), bare(new))
    marked = [line for line in shown if not line.startswith("@@")]
    assert found == Counted(
        added=sum(line.startswith("+") for line in marked), removed=sum(line.startswith("-") for line in marked)
    )
    assert (shown == []) == (bare(old) == bare(new))
    for side, lines in (("-", old), ("+", new)):
        kept = [line[1:] for line in marked if line[0] in f" {side}"]
        rest = iter(bare(lines))
        assert all(line in rest for line in kept), "in the order of the text"


@given(TEXT, TEXT)
def test_each_stretch_begins_at_its_number_in_the_text(old: list[bytes], new: list[bytes]) -> None:
    shown = list(unified(old, new, IGNORED))
    for number, line in enumerate(shown):
        if head := re.fullmatch(r"@@ -(\d+)(,\d+)? \+(\d+)(,\d+)? @@", line):
            for side, lines, start, length in (("-", old, head[1], head[2]), ("+", new, head[3], head[4])):
                first = next((one for one in shown[number + 1 :] if one[0] in f" {side}"), None)
                if length != ",0":
                    assert first is not None
                    assert lines[int(start) - 1].rstrip(b"\r\n").decode() == first[1:]
