"""What hangs holds up nobody else, and is told apart from what ended."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from continuity.engine.doctor.bounded import together
from continuity.ground.clock import SystemClock, elapsed

if TYPE_CHECKING:
    from collections.abc import Iterator

CLOCK = SystemClock()


def test_one_that_hangs_delays_no_other() -> None:
    never = threading.Event()

    def work(name: str) -> Iterator[str]:
        yield f"{name} begun"
        if name == "dead":
            never.wait()
        yield f"{name} ended"

    begun = CLOCK.mark()
    found = list(together(["one", "dead", "two"], work, at_once=3, limit_s=0.5))
    assert elapsed(begun, CLOCK.mark()).seconds < 20
    assert found == [
        ("one", ["one begun", "one ended"], True),
        ("dead", ["dead begun"], False),
        ("two", ["two begun", "two ended"], True),
    ]
    never.set()


def test_more_subjects_than_hands_are_all_served() -> None:
    found = together(range(20), lambda number: [number * number], at_once=3, limit_s=5)
    assert [(subject, result, True) for subject, (result,), _ in found] == [(n, n * n, True) for n in range(20)]


def test_a_fault_of_ours_is_raised_not_hidden() -> None:
    def work(_subject: str) -> Iterator[str]:
        yield from ()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(together(["x"], work, at_once=1, limit_s=5))
