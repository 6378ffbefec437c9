"""Outages as arithmetic: laws over any row of polls, and what counts as usable again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.clock import Mark
from continuity.recovery.drills.outage import Poll, Watched, together
from continuity.recovery.drills.usable import Seen, as_clients_saw

if TYPE_CHECKING:
    from continuity.recovery.drills.usable import Usable

START = datetime(2026, 1, 1, tzinfo=UTC)
EVERY = timedelta(milliseconds=50)
rows = st.lists(st.booleans(), max_size=80)


def at(seconds: float) -> Mark:
    return Mark(wall=START + timedelta(seconds=seconds), boot_s=seconds, boot_id="one")


def watched(row: list[bool], green: int = 3, since: float = 0.0) -> Watched:
    found = Watched(green=green)
    for number, good in enumerate(row):
        found.take(Poll(at=at(since + number * 0.05), good=good, said="" if good else "dark"))
    return found


def tick(mark: Mark) -> int:
    return round(mark.boot_s / 0.05)


@given(rows, st.integers(1, 5))
def test_each_lost_poll_is_in_one_outage(row: list[bool], green: int) -> None:
    found = watched(row, green)
    assert sum(one.lost for one in found.outages) == found.lost == row.count(False)
    assert found.polls == len(row)
    spans = [(tick(one.since), tick(one.back) if one.back else len(row)) for one in found.outages]
    for (_, end), (begin, _) in pairwise(spans):
        assert end + green <= begin, "they do not touch"
    inside = {number for begin, end in spans for number in range(begin, end)}
    assert all(number in inside for number, good in enumerate(row) if not good)


@given(rows, st.integers(1, 5))
def test_back_is_what_stays_back(row: list[bool], green: int) -> None:
    for one in watched(row, green).outages:
        assert not row[tick(one.since)]
        stays = row[tick(one.back) :][:green] if one.back else []
        assert one.back is None or (stays == [True] * green and not row[tick(one.back) - 1])
        if one.back is None:
            rest = "".join("x" if good else "." for good in row[tick(one.since) :])
            assert "x" * green not in rest


@given(st.lists(rows, min_size=1, max_size=3))
def test_together_a_service_is_out_when_any_probe_is(many: list[list[bool]]) -> None:
    each = [watched(row) for row in many]
    whole = together(each)
    assert sum(one.lost for one in whole) == sum(one.lost for one in each)
    for before, after in pairwise(whole):
        assert before.back is not None
        assert before.back.boot_s < after.since.boot_s
    alone = [one for found in each for one in found.outages]
    for one in alone:
        assert any(
            big.since.boot_s <= one.since.boot_s
            and (big.back is None or (one.back is not None and one.back.boot_s <= big.back.boot_s))
            for big in whole
        )
    assert (any(one.back is None for one in alone)) == (any(one.back is None for one in whole))


def usable(row: list[bool], fault: tuple[float, float], steps_s: float | None, late: int = 0) -> Usable:
    seen = Seen(name="shop", every=EVERY, watched=watched(row), late=late)
    return as_clients_saw([seen], (at(fault[0]), at(fault[1])), steps_s)


def test_usable_is_the_end_of_the_last_outage_of_the_fault() -> None:
    up, down = [True] * 20, [False] * 20
    once = usable([*up, *down, *up], (0.9, 1.1), 1.5)
    assert (once.back_s, once.before, once.later) == (0.9, (), ()), (
        "from the fault that was done, to the first good one"
    )
    over_and_back = usable([*up, *down, *up, False, *up], (0.9, 1.1), 1.5)
    assert over_and_back.back_s == 0.9
    assert [one.lost for one in over_and_back.later] == [1]
    twice = usable([*up, *down, *up, False, *up], (0.9, 1.1), None)
    assert (twice.back_s, twice.later) == (1.95, ()), "where no step says usable, all of it is the fault's"
    dark = usable([*up, *down], (0.9, 1.1), 1.5)
    assert (dark.back_s, round(dark.dark_s, 2)) == (None, 0.85)
    assert usable(up, (0.5, 0.6), 0.1).back_s == 0.0, "nobody noticed"


def test_what_was_not_asked_proves_nothing() -> None:
    row = [True] * 100
    assert not usable(row, (1, 2), 1).blind
    assert usable(row, (1, 2), 1, late=20).blind
    assert usable([], (1, 2), 1).blind
    assert not usable(row, (1, 2), 1).unseen
    assert usable(row, (-2, -1), 1).unseen, "taken up again, it was not looked at in between"
    shaky = usable([*row[:5], False, *row], (1, 2), 1)
    assert len(shaky.before) == 1
    assert shaky.back_s == 0.0, "it ended before the fault"
