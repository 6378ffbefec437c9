"""What a blind drill draws: from one number, within its window, told beforehand by nothing but a digest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from continuity.model.drill import Drill, Fault, Mode, Window
from continuity.model.procedure import Work
from continuity.recovery.drills.blind import Plan, drawn, next_window

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
WORK = Work(action="command", parameters={})


def drill(*names: str, windows: tuple[Window, ...] = ()) -> Drill:
    faults = {name: Fault(work=WORK, undo=WORK) for name in names}
    return Drill(name="night", title={}, purpose={}, mode=Mode.LIVE, faults=faults, windows=windows)


def window(first: timedelta, lasts: timedelta) -> Window:
    return Window(begins=NOW + first, ends=NOW + first + lasts, agreed_by="Zoe")


@given(
    st.binary(min_size=16, max_size=32),
    st.sets(st.sampled_from("abcdef"), min_size=1),
    st.integers(10, 1_000_000),
)
def test_a_fault_of_the_document_at_a_moment_that_leaves_time(nonce: bytes, names: set[str], seconds: int) -> None:
    span = window(timedelta(0), timedelta(seconds=seconds))
    plan = drawn("acme", drill(*names), span, nonce)
    assert plan.fault in names
    assert span.begins < plan.at < plan.ends < span.ends
    assert plan.at <= span.begins + (span.ends - span.begins) / 2 + timedelta(seconds=2)
    assert span.ends - plan.ends <= timedelta(minutes=5), "whoever agreed wants it whole by then"
    assert drawn("acme", drill(*names), span, nonce) == plan, "the number alone draws it again"
    again = Plan.from_json(plan.as_json())
    assert (again, again.commitment) == (plan, plan.commitment)


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_two_numbers_have_two_commitments(one: bytes, other: bytes) -> None:
    span = window(timedelta(0), timedelta(hours=1))
    first, second = (drawn("acme", drill("a", "b"), span, nonce) for nonce in (one, other))
    assert (first.commitment == second.commitment) == (one == other), "also where they draw the same"


def test_every_fault_and_all_of_the_first_half_may_come() -> None:
    span = window(timedelta(0), timedelta(hours=2))
    plans = [drawn("acme", drill("a", "b", "c"), span, bytes([number])) for number in range(200)]
    assert {one.fault for one in plans} == {"a", "b", "c"}
    after = sorted((one.at - span.begins).total_seconds() for one in plans)
    assert after[10] < 600
    assert after[-10] > 2700


def test_an_open_window_is_none_to_draw_in() -> None:
    hour = timedelta(hours=1)
    past, open_, soon, later = (window(first, hour) for first in (-3 * hour, -hour / 2, hour, 3 * hour))
    assert next_window((later, past, open_, soon), NOW) == soon
    assert next_window((past, open_), NOW) is None
