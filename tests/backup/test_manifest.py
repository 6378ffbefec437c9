"""The manifest: what is written is read back, what changed is noticed, what is not proven is not claimed."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from continuity.backup import manifest
from continuity.backup.manifest import Entry
from tests.backup.repository import Repository, write

HASHES = st.sampled_from(("", "aa" * 32, "bb" * 32))
STAMPS = st.tuples(
    st.integers(0, 2**63), st.integers(-(2**62), 2**62), st.integers(-(2**62), 2**62), st.integers(0, 2**63)
)
#: Names of a file: any bytes but a slash and a zero, 255 at most.
NAMES = st.binary(min_size=1, max_size=255).map(lambda raw: raw.replace(b"/", b"\\").replace(b"\0", b"\n"))
PATHS = st.lists(NAMES, min_size=1, max_size=4).map(lambda names: b"/" + b"/".join(names))
ENTRIES = st.builds(lambda path, sha, stamp: Entry(path, sha, *stamp), PATHS, HASHES, STAMPS)


@given(ENTRIES)
@example(Entry(b"/line\nbreak/\xff\xed\xa0\x80/" + b"x" * 255, "", 0, 0, 0, 0))
def test_an_entry_comes_back_as_it_was(entry: Entry) -> None:
    line = manifest.write_entry(entry)
    assert manifest.read_entry(line) == entry
    assert line.isascii()
    assert line.count("\n") == 1


@given(st.text(), st.integers(0, 2**62))
def test_the_header_comes_back_as_it_was(run: str, at: int) -> None:
    line = manifest.write_header(run, at)
    assert manifest.read_header(line) == at
    assert line.count("\n") == 1


@given(st.text())
@example("[]")
@example("{}")
@example('{"schema":"continuity.manifest/1"}')
@example('{"schema":"continuity.manifest/1","hashed_from_ns":null}')
@example("[1,2]")
@example('["/a"]')
@example('["/a","",1,2,3]')
@example('["/a","",1,2,3,4,5]')
@example('["/a","","1",2,3,4]')
@example('["/a",null,1,2,3,4]')
@example('["\\ud83d","",1,2,3,4]')
@example("3")
def test_a_strange_line_is_told_as_such(line: str) -> None:
    for read in (manifest.read_header, manifest.read_entry):
        with pytest.raises(ValueError, match=r".*"):
            read(line)


def test_a_manifest_means_the_same_in_every_locale() -> None:
    entry = Entry("/é".encode() + b"\xff", "", 0, 0, 0, 0)
    script = "import os, sys; from continuity.backup import manifest as m; e = m.read_entry(sys.stdin.readline());"
    script += "print(e.path.hex(), ascii(m.shown_by_restic(e.path)))"
    ascii_only = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", script], input=manifest.write_entry(entry), env=ascii_only,
        text=True, stdout=subprocess.PIPE, check=True, timeout=30, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.stdout.split() == [entry.path.hex(), ascii(manifest.shown_by_restic(entry.path))]


@given(st.lists(PATHS, unique=True).map(sorted), st.lists(PATHS, unique=True), st.data())
def test_the_cursor_finds_what_is_there_and_nothing_else(
    old: list[bytes], more: list[bytes], data: st.DataObject
) -> None:
    asked = sorted({*more, *data.draw(st.lists(st.sampled_from(old)) if old else st.just([]))})
    cursor = manifest.Cursor(Entry(path, "", 0, 0, 0, 0) for path in old)
    for path in asked:
        found = cursor.at(path)
        assert (found is not None) == (path in old)
        assert found is None or found.path == path


@given(HASHES, STAMPS, STAMPS, st.integers(0, 2**62))
def test_a_hash_is_reused_for_what_did_not_change_alone(
    sha: str, old: tuple[int, int, int, int], now: tuple[int, int, int, int], hashed_from: int
) -> None:
    entry = Entry(b"/a", sha, *old)
    if manifest.reusable(entry, now, hashed_from):
        assert sha
        assert now == old
        assert max(now[1], now[2]) < hashed_from - manifest.RACY_NS
    assert not manifest.reusable(None, now, hashed_from)
    assert not manifest.reusable(entry._replace(sha256=""), old, hashed_from)


@given(STAMPS, st.integers(0, 3), st.sampled_from((-1, 1)))
def test_any_change_of_a_stamp_is_noticed(stamp: tuple[int, int, int, int], which: int, by: int) -> None:
    other = tuple(value + by if number == which else value for number, value in enumerate(stamp))
    late = max(stamp) + 2 * manifest.RACY_NS
    assert manifest.reusable(Entry(b"/a", "aa", *stamp), stamp, late)
    assert not manifest.reusable(Entry(b"/a", "aa", *stamp), (other[0], other[1], other[2], other[3]), late)


@pytest.mark.parametrize(("age", "reused"), [(0, False), (1, False), (2 * 10**9, False), (2 * 10**9 + 1, True)])
def test_what_was_touched_just_before_is_hashed_again(age: int, reused: bool) -> None:
    now = 10**18
    for mtime, ctime in ((now - age, 0), (0, now - age)):
        entry = Entry(b"/a", "aa", 1, mtime, ctime, 1)
        assert manifest.reusable(entry, entry.stamp, now) is reused


@pytest.mark.parametrize("which", ["restic_binary", pytest.param("newest_restic", marks=pytest.mark.slow)])
def test_names_are_shown_as_restic_shows_them(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    chance = random.Random(5)
    alphabet = [
        *range(1, 0x2F),
        *range(0x30, 0x100),
        *([0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x98, 0x80, 0xED, 0xA0, 0x80] * 9),
    ]
    names = {bytes(chance.choices(alphabet, k=chance.randint(1, 12))) for _ in range(400)} - {b".", b".."}
    names |= {
        "é€😀".encode(),
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xc0\xaf",
        b"\xe2\x82",
        b"x" * 255,
        b"\xff" * 255,
    }
    for name in names:
        write(os.fsencode(tmp_path / "source") + b"/" + name)
    repository = Repository(request.getfixturevalue(which), tmp_path)
    listed = repository.files(repository.back_up([tmp_path / "source"]))
    expected = [manifest.shown_by_restic(os.fsencode(tmp_path / "source") + b"/" + name) for name in names]
    assert Counter(listed) == Counter(expected)
