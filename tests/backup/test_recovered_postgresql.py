"""Point-in-time recovery: the last row before the moment and not the next, or a refusal that says why."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.backup.sources.held_wal import HeldWal
from continuity.backup.sources.recovered_postgresql import Recovery, recovered
from continuity.backup.sources.wal_names import end_of, first_byte, missing, position, segment_of
from continuity.ground.errors import NotProven, Unavailable
from continuity.ground.timestamps import read_time
from tests.lab import postgresql
from tests.lab.held_wal import Spool, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from continuity.backup.sources.recovered_postgresql import Reached

pytestmark = pytest.mark.xdist_group("postgresql")
ROOM = Path(f"/var/tmp/continuity-test-recovery-{os.getpid()}")


@dataclass
class Lab:
    """What one server wrote: rows with the moments between them, and an idle moment after the last."""

    folder: Path
    between: list[str]
    end: str
    large: tuple[int, int]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, lab_directory: Path) -> Iterator[Lab]:
    lab_directory.chmod(0o755)
    with postgresql.running(lab_directory / "pg-recovery") as server:
        server.sql("create database books")
        server.sql("create table line (id serial primary key, at timestamptz)", "books")
        spool = Spool(server, tmp_path_factory.mktemp("spool"))
        spool.copy()
        between = rows(server, 3)
        server.sql("select pg_switch_wal()")
        between += rows(server, 2)
        spool.receive()
        large = position(server.sql("select pg_current_wal_insert_lsn()"))
        behind = position(server.sql("select pg_logical_emit_message(true, '', repeat('x', 40000))"))
        yield Lab(folder=spool.folder, between=between, end=spool.receive(), large=(large, behind))


def segments(folder: Path) -> list[Path]:
    return sorted((folder / "wal").iterdir())


def flip(path: Path, offset: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        old = file.read(1)
        file.seek(offset)
        file.write(bytes([old[0] ^ 0xFF]))


def flip_last_row(folder: Path) -> None:
    """Damage the log where its last commit is: no length and no name tells."""
    last = segments(folder)[-1]
    flip(last, len(last.read_bytes().rstrip(b"\0")) - 8)


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "base": (lambda folder: flip(folder / "base" / "global" / "pg_control", 100), "the base backup is damaged"),
    "label": (lambda folder: (folder / "base" / "backup_label").unlink(), "the base backup is damaged"),
    "folder": (lambda folder: (folder / "base" / "pg_tblspc").rmdir(), "the base backup is damaged"),
    "missing": (lambda folder: segments(folder)[-2].unlink(), "the log has a gap"),
    "gone": (lambda folder: segments(folder)[-1].unlink(), "the log ends at"),
    "cut": (lambda folder: os.truncate(segments(folder)[-2], 1 << 20), "is cut short"),
    "flipped": (flip_last_row, "it is damaged"),
    "facts": (lambda folder: (folder / "facts.json").write_text("{}"), "does not say what its log holds"),
}


def count(folder: Path, at: str | None) -> tuple[int, Reached]:
    moment = read_time(at) if at else None
    recovery = Recovery(held=HeldWal(folder=folder), at=moment, database="books")
    with recovered(recovery, ROOM) as found:
        return int(found.server.ask("select count(*) from line")), found.reached


@pytest.fixture
def held(lab: Lab, tmp_path: Path) -> Path:
    return Path(shutil.copytree(lab.folder, tmp_path / "held"))


def test_the_last_row_before_the_moment_and_not_the_next(lab: Lab, held: Path) -> None:
    found, reached = count(held, lab.between[1])
    assert found == 2
    assert reached.last_transaction is not None
    assert read_time(lab.between[0]) < reached.last_transaction < read_time(lab.between[1])
    assert not ROOM.exists()


@pytest.mark.parametrize("at", ["end", "idle"])
def test_all_of_it_and_a_moment_after_the_last_commit(lab: Lab, held: Path, at: str) -> None:
    assert count(held, None if at == "end" else lab.end)[0] == 5


def test_a_segment_received_in_part_needs_no_padding(lab: Lab, held: Path) -> None:
    last = segments(held)[-1]
    assert last.suffix == ".partial"
    os.truncate(last, len(last.read_bytes().rstrip(b"\0")))
    assert count(held, lab.between[3])[0] == 4


@pytest.mark.parametrize("pages", [1, 2, 4])
def test_a_log_that_ends_in_the_middle_of_a_record_is_whole(lab: Lab, held: Path, pages: int) -> None:
    """A server flushes pages, not records: what was promised may be a position that no record ends at."""
    begin, behind = lab.large
    cut = (begin // 8192 + pages) * 8192
    assert begin < cut < behind
    last = segments(held)[-1]
    os.truncate(last, cut % (1 << 24))
    facts = json.loads((held / "facts.json").read_text())
    facts["captures"][-1]["lsn"] = f"{cut >> 32:X}/{cut & 0xFFFFFFFF:X}"
    (held / "facts.json").write_text(json.dumps(facts))
    assert count(held, None)[0] == 5


@pytest.mark.parametrize("kind", DAMAGE)
def test_what_is_damaged_is_never_taken_for_recovered(held: Path, kind: str) -> None:
    harm, said = DAMAGE[kind]
    harm(held)
    with pytest.raises(NotProven, match=said):
        count(held, None)
    assert not ROOM.exists()


def test_a_moment_after_the_end_of_the_log(held: Path) -> None:
    with pytest.raises(NotProven, match="the log of this point ends at"):
        count(held, "2099-01-01T00:00:00Z")


def test_another_major_version_is_not_tried(held: Path) -> None:
    (held / "base" / "PG_VERSION").write_text("9\n")
    with pytest.raises(Unavailable, match="PostgreSQL 9 is not installed here"):
        count(held, None)


@given(first=st.integers(0, 3000), gone=st.sets(st.integers(0, 20), max_size=3), count=st.integers(1, 20))
def test_a_gap_is_found_wherever_it_is(first: int, gone: set[int], count: int) -> None:
    """Across the numbers' turn of digits, too; what lies before the base, or behind the end, is no gap."""
    names = [f"00000001{number // 256:08X}{number % 256:08X}" for number in range(first, first + count + 1)]
    held = [name for at, name in enumerate(names) if at not in gone - {count}]
    lacking = [name for at, name in enumerate(names) if at in gone - {count} and at < count]
    assert missing(["000000010000000000000000.backup", *held], names[0], 1 << 24) == lacking
    assert segment_of(names, (first << 24) + 5, 1 << 24) == names[0]


@given(start=st.integers(1 << 24, 1 << 26), length=st.integers(24, 1 << 17))
def test_a_record_ends_behind_all_of_its_bytes(start: int, length: int) -> None:
    """Counted page by page."""
    at, left = first_byte(start - start % 8, 1 << 24), length
    begin = at
    while left:
        step = min(left, 8192 - at % 8192)
        at, left = at + step, left - step
        at += 24 if left and at % 8192 == 0 else 0
    assert end_of(begin, length) == at
