"""Levels by time and by trigger, each once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.contract.escalation import Call, Facts, calls, is_crisis
from continuity.model.contract import EscalationStep

HOUR = timedelta(hours=1)
STEPS = (
    EscalationStep(level="N1", after=0 * HOUR, notify=("support",)),
    EscalationStep(level="N2", after=HOUR, notify=("experts",)),
    EscalationStep(level="N3", after=4 * HOUR, notify=("crisis",), or_when=("capacity_lost > 50 %", "security")),
)


def facts(hours: float = 0, severity: str = "critical", lost: float = 0.0, *undelivered: str) -> Facts:
    figures = {"capacity_lost": lost}
    return Facts(open_for=hours * HOUR, named={severity}, figures=figures, undelivered=undelivered)


def levels(found: list[Call]) -> list[str]:
    return [call.step.level for call in found]


@pytest.mark.parametrize(
    ("now", "told", "expected"),
    [
        (facts(), (), ["N1"]),
        (facts(0.9), ("N1",), []),
        (facts(1), ("N1",), ["N2"]),
        (facts(4), ("N1", "N2"), ["N3"]),
        (facts(9), ("N1", "N2", "N3"), []),
        (facts(0, "security"), (), ["N1", "N2", "N3"]),
        (facts(0, "critical", 50.0), ("N1",), []),
        (facts(0, "critical", 50.1), ("N1",), ["N2", "N3"]),
        (facts(0, "critical", 0.0, "N1"), ("N1",), ["N2"]),
        (facts(0, "critical", 0.0, "N3"), ("N1", "N2", "N3"), []),
    ],
)
def test_levels_come_by_time_by_trigger_or_where_nobody_could_be_told(
    now: Facts, told: tuple[str, ...], expected: list[str]
) -> None:
    assert levels(calls(STEPS, told, now)) == expected


def test_it_says_why() -> None:
    found = calls(STEPS, (), facts(0, "critical", 66.7))
    assert [one.why for one in found] == [
        "open for 0:00:00 of the time that counts",
        "level N3 is told, and all below it",
        "capacity_lost > 50 %",
    ]


@given(st.lists(st.floats(0, 10), max_size=12))
def test_a_level_is_told_once_and_never_before_the_one_below(hours: list[float]) -> None:
    told: list[str] = []
    for at in sorted(hours):
        told += levels(calls(STEPS, told, facts(at)))
    assert told == [step.level for step in STEPS][: len(told)]


def test_a_length_is_a_trigger_in_its_unit() -> None:
    step = (EscalationStep(level="boss", after=99 * HOUR, notify=(), or_when=("open > 4 h",)),)
    assert levels(calls(step, (), facts(4))) == []
    assert levels(calls(step, (), facts(4.1))) == ["boss"]


def test_the_third_level_is_a_crisis_whatever_it_is_called() -> None:
    assert is_crisis(STEPS, "N3")
    assert not is_crisis(STEPS, "N2")
    assert is_crisis(STEPS[:1], "n3")
