"""What changed between two manifests: laws, and the cases that the anomaly watch lives on."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.anomaly import attacked
from bench.attacks import Attack
from bench.shares import Kind, Share
from continuity.backup.anomaly import judge
from continuity.backup.changes import Changes, compare
from continuity.backup.manifest import Entry, read_entry, write_entry
from continuity.backup.texture import look


def entry(path: str, content: int = 0, **other: Any) -> Entry:
    plain: dict[str, Any] = {"size": 1000, "mtime_ns": 0, "ctime_ns": content, "inode": 1, "texture": 500}
    return Entry(path=path.encode(), sha256=f"{content:064x}", **plain | other)


PATHS = st.dictionaries(st.sampled_from([f"/s/{a}{b}" for a in "abc" for b in "xyz"]), st.integers(0, 5), max_size=9)


@given(PATHS, PATHS)
def test_every_file_is_counted_once(before: dict[str, int], after: dict[str, int]) -> None:
    old = [entry(path, content) for path, content in sorted(before.items())]
    new = [entry(path, content) for path, content in sorted(after.items())]
    found = compare(old, new)
    both = before.keys() & after.keys()
    gone = Counter(before[path] for path in before.keys() - both)
    come = Counter(after[path] for path in after.keys() - both)
    moved = sum((gone & come).values())
    changed = sum(before[path] != after[path] for path in both)
    assert found == Changes(
        files_before=len(before),
        bytes_before=1000 * len(before),
        files=len(after),
        bytes=1000 * len(after),
        moved=moved,
        removed=gone.total() - moved,
        added=come.total() - moved,
        changed=changed,
        changed_bytes=1000 * changed,
    )


SCRAMBLED = [
    ({"texture": 400}, {"texture": 1000}, 1),
    ({"texture": 980, "format": "zip"}, {"texture": 1000}, 1),  # a document that never compressed lost its head
    ({"texture": 980, "format": "zip"}, {"texture": 5}, 1),  # overwritten with zeros
    ({"texture": 980, "format": "zip"}, {"texture": 1000, "format": "zip"}, 0),
    ({"texture": 1000}, {"texture": 1000}, 0),  # encrypted by its owner all along
    ({"texture": 400}, {"texture": 700}, 0),
    ({"texture": -1}, {"texture": 1000}, 0),  # was too small to say
    ({"texture": 400}, {"texture": -1}, 0),
]


@pytest.mark.parametrize(("was", "became", "scrambled"), SCRAMBLED)
def test_what_a_file_became_is_what_counts(was: dict[str, Any], became: dict[str, Any], scrambled: int) -> None:
    assert compare([entry("/a", 1, **was)], [entry("/a", 2, **became)]).scrambled == scrambled
    renamed = compare([entry("/a", 1, **was)], [entry("/a.locked", 2, **became)])
    assert (renamed.extended, renamed.added, renamed.removed) == (1, 0, 0)
    assert renamed.scrambled == scrambled


def test_entries_of_older_manifests_are_read_and_say_nothing_of_what_they_looked_like() -> None:
    assert read_entry('["/a","aa",5,1,2,3]\n') == Entry(b"/a", "aa", 5, 1, 2, 3)
    whole = Entry(b"/a", "aa", 5, 1, 2, 3, 400, "pdf")
    assert read_entry(write_entry(whole)) == whole
    assert whole.stamp == (5, 1, 2, 3)


def test_texture_tells_random_bytes_from_text_wherever_the_head_was_left_alone() -> None:
    text = b"The quick brown fox jumps over the lazy dog, again and again.\n" * 4000
    assert look(os.urandom(9000)) == (1000, "")
    assert look(text)[0] < 200
    assert 400 < look(text[:4096] + os.urandom(len(text)))[0] < 700
    assert look(b"%PDF-1.7 " + os.urandom(5000)) == (1000, "pdf")
    assert look(b"short") == (-1, "")


@pytest.mark.parametrize("kind", [Kind.OFFICE, Kind.VAULTS])
def test_an_ordinary_half_year_is_quiet_and_an_attack_on_it_is_found_the_same_night(kind: Kind) -> None:
    row: list[Changes] = []
    before: list[Entry] = []
    for after in Share(kind, 7, count=300).year(150):
        if before:
            row.append(compare(before, after))
            assert not judge(row[:-1], row[-1])
        before = after
    for attack in (Attack.ALL_AT_ONCE, Attack.IN_PLACE, Attack.DELETED):
        assert attacked(kind, 7, attack).after == 1
