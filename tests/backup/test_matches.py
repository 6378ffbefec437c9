"""What restic says of matches and of differences, read: in any pieces, and never taken for more than it is."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from continuity.backup.restic.differences import Kind, change, statistics
from continuity.backup.restic.matches import Match, Reader

#: Names that try to look like the end of something.
NAMES = some.one_of(
    some.text('a}{,"[]:\\é€\n ', max_size=12),
    some.sampled_from(['},{"path":"', '],"hits":1,"snapshot":"x"}', "\\", '"']),
)
GROUPS = some.dictionaries(some.sampled_from(["0a", "1b", "2c", "3d"]), some.lists(NAMES, max_size=4), max_size=4)


def written(groups: dict[str, list[str]], *, ascii_only: bool) -> str:
    """What restic writes, member by member in its order."""
    said = [
        {
            "matches": [{"path": path, "type": "file", "size": 3, "mtime": "2026-11-23T02:00:00Z"} for path in paths],
            "hits": len(paths),
            "snapshot": snapshot,
        }
        for snapshot, paths in groups.items()
    ]
    return json.dumps(said, ensure_ascii=ascii_only, separators=(",", ":")) + "\n"


def read(pieces: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    waiting: list[Match] = []

    def named(snapshot: str) -> None:
        found[snapshot] = [match.path for match in waiting]
        waiting.clear()

    reader = Reader(waiting.append, named)
    for piece in pieces:
        reader.feed(piece)
    reader.end()
    return found


@given(groups=GROUPS, ascii_only=some.booleans(), cuts=some.lists(some.integers(0, 2000)))
def test_matches_are_the_same_in_whatever_pieces(
    groups: dict[str, list[str]],
    ascii_only: bool,
    cuts: list[int],
) -> None:
    text = written(groups, ascii_only=ascii_only)
    ends = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    assert read([text[a:b] for a, b in pairwise(ends)]) == groups
    braces = [piece + "}" for piece in text.split("}")]
    assert read([*braces[:-1], braces[-1][:-1]]) == groups


@given(groups=GROUPS, cut=some.integers(0, 2000))
def test_a_list_cut_off_is_never_taken_for_whole(groups: dict[str, list[str]], cut: int) -> None:
    text = written(groups, ascii_only=False).rstrip()
    if 0 < cut < len(text):
        with pytest.raises(ValueError, match=r"cut off|not a match"):
            read([text[:cut]])


@given(groups=GROUPS, where=some.sets(some.integers(0, 40)))
def test_complaints_among_the_matches_are_kept_apart(groups: dict[str, list[str]], where: set[int]) -> None:
    """restic writes them between two things, on the same stream."""
    complaint = "Unable to load tree 339e\n ... which belongs to snapshot fd76\n"
    things: list[str] = ["["]
    for snapshot, paths in groups.items():
        things.append('{"matches":[')
        things += [json.dumps({"path": path, "type": "file"}) + "," for path in paths]
        things += [f'],"hits":{len(paths)},"snapshot":"{snapshot}"}}', ","]
    text = "".join(complaint * (at in where) + thing for at, thing in enumerate([*things, "]\n"]))
    found: dict[str, list[str]] = {}
    waiting: list[Match] = []

    def named(snapshot: str) -> None:
        found[snapshot] = [match.path for match in waiting]
        waiting.clear()

    reader = Reader(waiting.append, named)
    for piece in text.split("}"):
        reader.feed(piece + "}") if piece != text.split("}")[-1] else reader.feed(piece)
    reader.end()
    assert found == groups
    assert bool(reader.complaints) == bool(where & set(range(len(things) + 1)))


def test_no_text_at_all_is_no_match() -> None:
    assert read([]) == {}
    assert read(["\n"]) == {}


def test_what_is_no_list_does_not_fill_the_memory() -> None:
    reader = Reader(lambda _match: None, lambda _snapshot: None)
    for _ in range(500):
        reader.feed("words without end " * 100)
    with pytest.raises(ValueError, match="not a list of matches"):
        reader.feed("words without end " * 10_000)


def test_a_folder_has_no_size() -> None:
    found: list[Match] = []
    reader = Reader(found.append, lambda _snapshot: None)
    reader.feed('[{"matches":[{"path":"/a","type":"dir"},{"path":"/b","type":"file"}],"hits":2,"snapshot":"x"}]')
    assert [(one.path, one.size) for one in found] == [("/a", None), ("/b", 0)]


@pytest.mark.parametrize(
    ("letters", "kind"),
    [("+", "added"), ("-", "removed"), ("M", "changed"), ("U", "metadata"), ("TM", "type"), ("?", "suspect")],
)
def test_restics_letters_have_names(letters: str, kind: str) -> None:
    found = change({"message_type": "change", "path": "/a", "modifier": letters})
    assert found is not None
    assert found.kind == Kind(kind)


def test_a_letter_that_nobody_knows_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="marks /a as 'Z'"):
        change({"message_type": "change", "path": "/a", "modifier": "Z"})


@pytest.mark.parametrize("plain", [{}, {"message_type": "status"}, {"message_type": "statistics", "added": 3}])
def test_other_messages_are_no_changes(plain: dict[str, Any]) -> None:
    assert change(plain) is None
    told = statistics(plain)
    assert told is None or (told.added_bytes, told.removed_bytes) == (0, 0)
