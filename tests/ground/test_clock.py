"""Two clocks, and what a duration is worth."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.clock import ManualClock, Mark, SystemClock, elapsed

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def mark(*, wall: datetime, boot_s: float, boot_id: str) -> Mark:
    return Mark(wall=wall, boot_s=boot_s, boot_id=boot_id)


@given(st.timedeltas(timedelta(days=-365), timedelta(days=365)), st.floats(0, 1e7))
def test_within_one_boot_no_clock_change_falsifies_a_duration(shift: timedelta, seconds: float) -> None:
    start = mark(wall=NOON, boot_s=100.0, boot_id="a")
    end = mark(wall=NOON + shift, boot_s=100.0 + seconds, boot_id="a")
    assert abs(elapsed(start, end).seconds - seconds) < 1e-6
    assert elapsed(start, end).method == "boottime"


def test_across_a_reboot_only_the_wall_is_left_and_said() -> None:
    start = mark(wall=NOON, boot_s=9000.0, boot_id="a")
    end = mark(wall=NOON + timedelta(minutes=2), boot_s=3.0, boot_id="b")
    assert elapsed(start, end).seconds == 120
    assert elapsed(start, end).method == "wall"


def test_the_system_clock_moves_and_names_its_boot() -> None:
    clock = SystemClock()
    start = clock.mark()
    clock.sleep(0.01)
    end = clock.mark()
    assert elapsed(start, end).seconds >= 0.01
    assert start.boot_id == end.boot_id != ""
    assert clock.now().utcoffset() == timedelta(0)


def test_the_manual_clock_stands_still_until_told() -> None:
    clock = ManualClock(NOON)
    start = clock.mark()
    assert clock.now() == NOON
    clock.sleep(90)
    assert clock.now() == NOON + timedelta(seconds=90)
    assert elapsed(start, clock.mark()).seconds == 90
