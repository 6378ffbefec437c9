"""When a live drill may begin, as arithmetic."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from continuity.ground.errors import Refused
from continuity.model.drill import Drill, Mode, Window
from continuity.recovery.drills.agreed import cramped, refuse_unagreed, window_at

NOON, HOUR = datetime(2026, 11, 28, 12, tzinfo=UTC), timedelta(hours=1)


def drill(*windows: Window, limit: timedelta | None = None) -> Drill:
    return Drill(name="night", title={}, purpose={}, mode=Mode.LIVE, windows=windows, time_limit=limit)


def window(begins: int, ends: int) -> Window:
    return Window(begins=NOON + begins * HOUR, ends=NOON + ends * HOUR, agreed_by="Zoe")


@pytest.mark.parametrize(
    ("windows", "played", "lab", "said"),
    [
        ([window(0, 1)], False, False, ""),
        ([window(-1, 0)], False, False, "nobody agreed to a time"),
        ([window(1, 2), window(3, 4)], False, False, "was not agreed that night begins now"),
        ([], False, False, "nobody agreed to a time"),
        ([window(0, 1)], True, False, "no script walks it"),
        ([], True, True, ""),
        ([window(1, 2)], True, True, "was not agreed that night begins now"),
    ],
)
def test_only_within_what_was_agreed(windows: list[Window], played: bool, lab: bool, said: str) -> None:
    if not said:
        refuse_unagreed(drill(*windows), NOON, played=played, lab=lab)
        return
    with pytest.raises(Refused, match=said) as refused:
        refuse_unagreed(drill(*windows), NOON, played=played, lab=lab)
    if len(windows) > 1:
        assert refused.value.values["begins"] == "2026-11-28T13:00:00Z", "the next one"


def test_of_several_open_ones_the_longest_counts() -> None:
    assert window_at([window(-1, 1), window(-2, 3), window(-3, 2)], NOON) == window(-2, 3)


@pytest.mark.parametrize(
    ("limit", "foreseen", "tight"),
    [(None, None, False), (2, None, True), (1, None, False), (1, 2, True), (2, 1, False), (None, 2, True)],
)
def test_a_window_that_may_end_too_early_is_told(limit: int | None, foreseen: int | None, tight: bool) -> None:
    found = cramped(
        drill(window(0, 1), limit=HOUR * limit if limit else None), NOON, HOUR * foreseen if foreseen else None
    )
    assert (found is not None) is tight
