"""restic's own words, as two versions really print them, and whatever else may arrive."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from continuity.backup.restic import messages

GOLDEN = Path(__file__).parent / "golden"
VERSIONS = ("0.14", "0.18")
RUN = "continuity:run="

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = (
    "message_type", "snapshot_id", "percent_done", "item", "message", "type", "path", "size", "mtime", "ctime",
    "inode", "data_added", "data_added_packed", "total_bytes_processed", "id", "time", "tree", "paths", "tags",
)  # fmt: skip
KNOWN = st.sampled_from(("summary", "status", "error", "exit_error", "file", "dir", "2026-11-23T04:06:05+01:00"))
MESSAGES = st.dictionaries(st.sampled_from(KEYS), KNOWN | JSON)


def golden(name: str) -> str:
    return (GOLDEN / name).read_text()


def lines(name: str) -> list[dict[str, Any]]:
    return [messages.parse_line(line) for line in golden(name).splitlines()]


@pytest.mark.parametrize(
    ("version", "snapshot", "added"),
    [
        ("0.14", "6a23cdd8", 3224),
        ("0.18", "00177a3842eb58bf18416e3729a3c658ac107004014843e6ea122a697022aaef", 1938),
    ],
)
def test_the_summary_of_a_backup_is_read(version: str, snapshot: str, added: int) -> None:
    found = [one for plain in lines(f"backup-{version}.jsonl") if (one := messages.summary(plain))]
    assert found == [
        messages.Summary(
            snapshot=snapshot, bytes_added=added, bytes_processed=12, files=4, files_new=4, files_changed=0
        )
    ]


@pytest.mark.parametrize("version", VERSIONS)
def test_unreadable_items_are_named_once(version: str) -> None:
    stderr = golden(f"backup-{version}.stderr")
    assert messages.unreadable(stderr) == ("/srv/example/sub/unreadable",)
    assert messages.unreadable(stderr + stderr) == ("/srv/example/sub/unreadable",)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_nodes_of_a_snapshot_are_read(version: str) -> None:
    found = [node for plain in lines(f"nodes-{version}.jsonl") if (node := messages.node(plain))]
    ctime = int(datetime(2026, 11, 23, 3, 6, 2, tzinfo=UTC).timestamp()) * 10**9
    expected = [
        ("foreign-\ufffd-byte", 3, 1577836800 * 10**9, 529345178, 1794054),
        ("line\nbreak", 2, -5 * 10**8, 529345178, 1794053),
        ("plain.txt", 6, 1614834367123456789, 529345178, 1794051),
        ('sub/it\'s "quoted" <&>.txt', 1, ctime + 520939194, 529345178, 1794052),
    ]
    assert found == [
        messages.Node(
            path=f"/srv/example/{name}",
            size=size,
            mtime_ns=mtime,
            ctime_ns=ctime + fraction,
            inode=inode if version == "0.18" else None,
            mode=0o644,
            uid=65534,
            gid=0,
        )
        for name, size, mtime, fraction, inode in expected
    ]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_list_of_snapshots_is_read(version: str) -> None:
    (found,) = messages.snapshots(golden(f"snapshots-{version}.json"))
    assert found.paths == ("/srv/example",)
    assert found.tagged(RUN) == "01example"
    assert found.tagged("other:") == ""
    assert found.time.tzinfo is UTC
    assert found.time.hour == 3  # four o'clock in Paris
    assert len(found.id) == len(found.tree) == 64


def test_no_snapshots_are_an_empty_list() -> None:
    assert messages.snapshots("null") == messages.snapshots("[]") == ()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("wrong-password-0.14", "Fatal: wrong password or no key found"),
        ("wrong-password-0.18", "Fatal: wrong password or no key found"),
        ("no-repository-0.14", "Is there a repository at the following location?; /srv/nowhere"),
        ("no-repository-0.18", "Is there a repository at the following location?"),
        ("backup-0.18", "Warning: at least one source file could not be read"),
    ],
)
def test_the_last_words_are_said_plainly(name: str, words: str) -> None:
    said = messages.last_words(golden(f"{name}.stderr"))
    assert words in said
    assert "exit_error" not in said


@pytest.mark.parametrize("version", VERSIONS)
def test_a_complaint_about_one_file_is_said_plainly(version: str) -> None:
    said = messages.last_words(golden(f"backup-{version}.stderr"))
    assert "/srv/example/sub/unreadable" in said
    assert "message_type" not in said


@given(
    seconds=st.integers(-(2**35), 2**37),
    fraction=st.integers(0, 10**9 - 1),
    minutes=st.integers(-14 * 60, 14 * 60),
)
@example(seconds=-1, fraction=999_999_999, minutes=330)
def test_nanoseconds_are_exact(seconds: int, fraction: int, minutes: int) -> None:
    local = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds, minutes=minutes)
    digits = f".{fraction:09}".rstrip("0").rstrip(".")  # as Go writes RFC3339Nano
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    zone = f"{sign}{hours:02}:{rest:02}" if minutes else "Z"
    text = f"{local.replace(tzinfo=None).isoformat()}{digits}{zone}"
    assert messages.nanoseconds(text) == seconds * 10**9 + fraction


@given(st.text() | MESSAGES.map(json.dumps) | st.text().map(lambda tail: "{" + tail))
def test_no_line_is_too_strange_to_be_passed_over(line: str) -> None:
    plain = messages.parse_line(line)
    messages.summary(plain)
    messages.fraction_done(plain)
    messages.unreadable(line)
    messages.last_words(line)


def test_json_without_a_bottom_is_passed_over() -> None:
    assert messages.parse_line('{"a":' * 100_000) == {}


@given(MESSAGES)
def test_a_strange_node_is_told_as_such(plain: dict[str, Any]) -> None:
    try:
        found = messages.node(plain)
    except ValueError:
        return
    assert found is None or isinstance(found.path, str)


@given(st.text() | JSON.map(json.dumps) | st.lists(MESSAGES, min_size=1).map(json.dumps))
@example("{}")
@example("0")
@example('""')
def test_what_is_no_list_of_snapshots_is_told_as_such(text: str) -> None:
    try:
        found = messages.snapshots(text)
    except ValueError:
        return
    assert all(isinstance(one, messages.Snapshot) for one in found)
    assert found or json.loads(text) in ([], None)


@given(st.text())
def test_last_words_are_short(stderr: str) -> None:
    assert len(messages.last_words(stderr)) <= 300
