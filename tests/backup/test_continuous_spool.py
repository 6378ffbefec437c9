"""The spool of a continuous server: whatever is cut off half way is understood; nothing leaves early."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.backup.sources.postgresql_continuous.deciding import Situation, need_of
from continuity.backup.sources.postgresql_continuous.facts import (
    Base,
    Capture,
    Facts,
    How,
    read_facts,
    write_facts,
)
from continuity.backup.sources.postgresql_continuous.keeping import MIB, Keeping, keeping, written_within
from continuity.backup.sources.postgresql_continuous.segments import (
    being_received,
    just_before,
    lacking,
    may_leave,
    name_at,
    needed,
)
from continuity.backup.sources.postgresql_continuous.spool import Spool
from continuity.backup.sources.wal_names import position

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SIZE = 16 << 20
NUMBERS = st.integers(1, 2**20)


def name(number: int, timeline: int = 1) -> str:
    return f"{timeline:08X}{number >> 8:08X}{number & 255:08X}"


def base(number: int) -> Base:
    began = NOW + timedelta(hours=number)
    return Base(label=f"base {number}", start_lsn="0/0", start_wal=name(number), began_at=began, ended_at=began)


@given(st.sets(NUMBERS, max_size=30), NUMBERS, st.sampled_from(["", ".partial"]))
def test_what_a_point_needs_never_leaves_and_all_else_does(there: set[int], first: int, tail: str) -> None:
    names = {name(one) for one in there} | {name(max(there, default=1) + 1) + tail, "00000002.history"}
    keeping, leaving = needed(names, name(first)), may_leave(names, name(first))
    assert not keeping & leaving
    assert all(one[8:24] < name(first)[8:] for one in leaving)
    assert {one for one in names - keeping if not one.endswith(".partial")} == leaving


@given(st.sets(NUMBERS, min_size=1, max_size=30), st.data())
def test_a_segment_that_lacks_is_found_wherever_it_was(there: set[int], data: st.DataObject) -> None:
    first = min(there)
    every = {name(one) for one in range(first, first + 40)}
    gone = data.draw(st.sampled_from(sorted(every)))
    assert lacking(every, name(first), name(first + 39), SIZE) == []
    assert lacking(every - {gone}, name(first), name(first + 39), SIZE) == [gone]


@given(st.integers(1, 2**40))
def test_a_position_lies_in_its_segment(at: int) -> None:
    lsn = f"{at >> 32:X}/{at & 0xFFFFFFFF:X}"
    assert name_at(1, lsn, SIZE) == name((at - 1) // SIZE)
    assert position(just_before(lsn)) == at - 1


def test_the_segment_that_comes_last_is_the_one_being_received() -> None:
    assert being_received([name(3), name(4) + ".partial", name(5, 2) + ".partial", "x.partial"]) == (
        name(5, 2) + ".partial"
    )


@given(st.booleans(), st.booleans(), st.booleans(), st.integers(0, 20), st.integers(0, 20))
def test_a_base_is_made_at_once_only_where_no_point_can_be_made(
    broken: bool, gone: bool, switched: bool, age: int, waited: int
) -> None:
    found = Situation(base=base(0), waiting=base(waited), broken=broken, slot_gone=gone, switched=switched)
    need = need_of(found, timedelta(hours=10), NOW + timedelta(hours=waited + age))
    assert need.at_once == broken
    assert bool(need.why) == (broken or gone or age >= 10)


def test_facts_come_back_as_they_were_and_a_newer_base_takes_no_older_promise(tmp_path: Path) -> None:
    promises = [Capture(data_time=NOW + timedelta(hours=one), lsn=f"0/{one}", how=How.FLUSHED) for one in range(1, 9)]
    facts = Facts(
        system="7", major=15, timeline=1, slot="s", segment_bytes=SIZE, base=base(1), captures=tuple(promises)
    )
    write_facts(facts, tmp_path / "facts.json")
    assert read_facts(tmp_path / "facts.json") == facts
    assert [one.lsn for one in facts.with_base(base(5)).captures] == ["0/5", "0/6", "0/7", "0/8"]
    (tmp_path / "facts.json").write_text((tmp_path / "facts.json").read_text()[:-30])
    assert read_facts(tmp_path / "facts.json") is None


@given(st.lists(st.tuples(st.integers(0, 48), st.integers(0, 10)), min_size=1, max_size=12), st.integers(1, 48))
def test_the_busiest_time_is_found(steps: list[tuple[int, int]], span: int) -> None:
    """Held against the definition: of any two captures no further apart, the most between them."""
    hours, lsns = accumulate(one[0] for one in steps), accumulate(one[1] for one in steps)
    found = [
        Capture(data_time=NOW + timedelta(hours=hour), lsn=f"0/{lsn:X}", how=How.FLUSHED)
        for hour, lsn in zip(hours, lsns, strict=True)
    ]
    most = max(
        position(b.lsn) - position(a.lsn)
        for a in found
        for b in found
        if timedelta() <= b.data_time - a.data_time <= timedelta(hours=span)
    )
    assert written_within(found, timedelta(hours=span)) == most


@given(st.integers(-1, 4096), st.integers(0, 2**33), st.integers(0, 2**33))
def test_a_slot_is_enough_only_where_all_that_is_needed_fits_twice(keep: int, lag: int, needed: int) -> None:
    found = keeping(keep, lag, SIZE, needed)
    assert (found is Keeping.BOUNDLESS) == (keep < 0)
    if found is Keeping.ENOUGH:
        assert keep * MIB >= max(needed, 2 * lag)


class Cut(BaseException):
    """The power fails."""


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    """A spool with the base 3, and the base 7 that waits; segments 1 to 9."""
    one = Spool(folder=tmp_path / "spool")
    one.prepare()
    for number in (3, 7):
        one.workplace.mkdir(parents=True)
        (one.workplace / "label").write_text(f"base {number}")
        one.keep(base(number))
        one.promote(at_once=number == 3)
    for number in range(1, 10):
        (one.received / name(number)).write_bytes(b"x")
    return one


STEPS = ("replace", "unlink", "mkdir", "touch")


def cut_at(monkeypatch: pytest.MonkeyPatch, count: int) -> Callable[[], int]:
    """Have the power fail at the ``count``-th change of a directory; returns how many there were."""
    done = 0

    def wrapped(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **named: Any) -> Any:
            nonlocal done
            done += 1
            if done > count:
                raise Cut
            return real(*args, **named)

        return step

    for one in STEPS:
        monkeypatch.setattr(Path, one, wrapped(getattr(Path, one)))
    for one in ("shutil.rmtree", "os.link"):
        module, _, attribute = one.partition(".")
        monkeypatch.setattr(one, wrapped(getattr(__import__(module), attribute)))
    return lambda: done


@pytest.mark.parametrize("count", range(7))
def test_a_base_takes_over_whole_whenever_the_power_fails(
    spool: Spool, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    spool.cover()
    with monkeypatch.context() as patch:
        steps = cut_at(patch, count)
        try:
            spool.promote(at_once=False)
        except Cut:
            assert steps() == count + 1
        else:
            assert count >= 6, "the last of these counts has no cut"
    after = Spool(folder=spool.folder)
    after.prepare()
    after.promote(at_once=False)
    found = after.base()
    assert found == base(7)
    assert (after.folder / "base" / "label").read_text() == found.label
    assert after.waiting() is None
    assert not {path.name for path in after.folder.iterdir()} & {"old", "next", "next.new"}


def test_a_base_that_is_not_covered_waits(spool: Spool) -> None:
    spool.promote(at_once=False)
    assert (spool.base(), spool.waiting()) == (base(3), base(7))


@pytest.mark.parametrize("count", range(4))
def test_what_a_point_needs_is_there_whenever_the_power_fails(
    spool: Spool, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    spool.lay_out(name(3))
    with monkeypatch.context() as patch:
        cut_at(patch, count)
        with suppress(Cut):
            spool.release(name(3))
            spool.lay_out(name(7))
    after = Spool(folder=spool.folder)
    after.prepare()
    assert {path.name for path in after.received.iterdir()} >= {name(number) for number in range(3, 10)}
    assert after.lay_out(name(3)) == [name(number) for number in range(3, 10)]
    after.release(name(3))
    assert min(path.name for path in after.received.iterdir()) == name(3)


def test_an_unfinished_base_is_thrown_away(spool: Spool) -> None:
    spool.workplace.mkdir(parents=True)
    spool.prepare()
    assert not spool.workplace.exists()
    (spool.folder / "base.json").write_text(json.dumps({}))
    assert spool.base() is None, "a base that nothing describes is none"


def test_one_receives_at_a_time(spool: Spool) -> None:
    with spool.receiving() as mine:
        assert mine is not None
        with spool.receiving() as other:
            assert other is None
    with spool.receiving() as mine:
        assert mine is not None


def test_the_segment_being_received_is_copied_only_where_it_changed(spool: Spool) -> None:
    live = spool.received / (name(10) + ".partial")
    live.write_bytes(b"one")
    spool.lay_out(name(3))
    shown = spool.folder / "wal" / live.name
    before = shown.stat()
    spool.lay_out(name(3))
    assert shown.stat().st_ino == before.st_ino
    live.write_bytes(b"two")
    spool.lay_out(name(3))
    assert shown.read_bytes() == b"two"
    live.rename(spool.received / name(10))
    assert spool.lay_out(name(3))[-1] == name(10)
    assert not shown.exists()
