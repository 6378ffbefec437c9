"""What times of earlier runs support: laws of the interval, and of the graph by which steps are added up."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from continuity.model.procedure import Phase, Procedure, Step, Work
from continuity.recovery.forecast import USABLE, WHOLE, Past, foresee, from_earlier
from continuity.recovery.procedure.graph import slots, way
from continuity.recovery.span import Basis, Span

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TOLD = {"en": "a title", "fr": "un titre"}
SECONDS = st.floats(min_value=0, max_value=1e6, allow_nan=False)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[dict[str, list[str]], dict[str, float], frozenset[str]]:
    """Steps, each of which needs some of those before it, how long each takes, and which are people's."""
    names = [f"s{number}" for number in range(draw(st.integers(1, 8)))]
    needs = {
        name: draw(st.lists(st.sampled_from(names[:place]), unique=True)) if place else []
        for place, name in enumerate(names)
    }
    order = draw(st.permutations(names))
    seconds = {name: draw(SECONDS) for name in names}
    return {name: needs[name] for name in order}, seconds, frozenset(draw(st.sets(st.sampled_from(names))))


@given(graphs())
def test_no_step_begins_before_what_it_needs_and_people_do_one_thing_at_a_time(
    drawn: tuple[dict[str, list[str]], dict[str, float], frozenset[str]],
) -> None:
    needs, seconds, people = drawn
    found = slots(needs, seconds, people)
    assert set(found) == set(needs)
    for name, slot in found.items():
        assert slot.ends == slot.begins + seconds[name]
        assert all(found[one].ends <= slot.begins for one in needs[name])
    theirs = sorted((found[name].begins, found[name].ends) for name in people)
    assert all(one[1] <= other[0] for one, other in pairwise(theirs))


@given(graphs())
def test_the_way_through_adds_up_to_the_whole(
    drawn: tuple[dict[str, list[str]], dict[str, float], frozenset[str]],
) -> None:
    needs, seconds, people = drawn
    found = slots(needs, seconds, people)
    last = max(found, key=lambda name: found[name].ends)
    along = sum(seconds[name] for name in way(found, last))
    assert abs(along - found[last].ends) <= 1e-6 * max(1.0, along)


@given(st.lists(SECONDS, min_size=3, max_size=20))
def test_each_value_lies_in_the_range_of_the_others_as_often_as_is_said(values: list[float]) -> None:
    """Of n + 1 values, whichever is the next one: n - 1 of them lie within the range of the other n."""
    within = 0
    for place, value in enumerate(values):
        span = from_earlier([*values[:place], *values[place + 1 :]], Basis.RUNS)
        within += bool(span.holds(round(value, 3)))
        assert span.confidence == round((len(values) - 2) / len(values), 3)
    assert within >= len(values) - 2


def test_one_run_has_no_interval_and_none_no_figure() -> None:
    assert from_earlier([], Basis.RUNS) == Span()
    (one,) = [from_earlier([60.0], Basis.RUNS)]
    assert (one.typical_s, one.fast_s, one.confidence, one.holds(60)) == (60, None, None, None)
    assert from_earlier([1.0] * 5 + [99.0] * 20, Basis.RUNS).counted == 20


def book(**steps: Step) -> Procedure:
    made = {name: replace(step, name=name) for name, step in steps.items()}
    return Procedure(name="b", title=TOLD, purpose=TOLD, inputs={}, steps=made, where="x", digest="d")


def asks(*needs: str, phase: Phase | None = None) -> Step:
    return Step(name="", title=TOLD, ask=TOLD, needs=needs, phase=phase)


def does(*needs: str, phase: Phase | None = None) -> Step:
    return Step(name="", title=TOLD, work=Work(action="wait"), needs=needs, phase=phase)


#: Two restores side by side, then a person, who makes it usable; the report is written after that.
BOOK = book(
    left=does(), right=does(), look=asks("left", "right", phase=Phase.USABLE), report=asks("look"), aside=does()
)
STEPS = {"left": 100.0, "right": 60.0, "look": 30.0, "report": 600.0, "aside": 5.0}


def past(
    days: int, taken: dict[str, float], today: dict[str, float] | None = None, rest: float = 0.0, same: bool = True
) -> Past:
    usable = max(taken["left"], taken["right"]) + taken["look"] + rest if {"left", "right", "look"} <= set(taken) else 0
    ends = {USABLE: usable, WHOLE: usable + taken.get("report", 0.0)} if usable else {}
    return Past(at=NOON - timedelta(days=days), taken=taken, today=today or taken, ends=ends, same=same)


def test_the_rto_is_forecast_up_to_usable_and_split_by_who_works() -> None:
    found = foresee(BOOK, [past(1, STEPS)], {})
    assert found.usable is not None
    assert (found.usable.span.typical_s, found.whole.span.typical_s) == (130, 730)
    assert found.usable.way == ("left", "look")
    assert (found.usable.machine_s, found.usable.people_s) == (100, 30)
    assert found.usable.span.basis is Basis.RUNS


def test_what_was_never_done_is_named_and_no_figure_is_made_up() -> None:
    found = foresee(BOOK, [past(1, {"left": 100.0, "right": 60.0})], {})
    assert found.usable is not None
    assert (found.usable.span, found.usable.unknown, found.usable.at_least_s) == (Span(), ("look",), 100)
    assert foresee(BOOK, [], {}).whole.span == Span()


def test_a_restore_is_forecast_for_as_much_as_there_is_now() -> None:
    grown = STEPS | {"left": 200.0}
    found = foresee(BOOK, [past(1, STEPS, grown, rest=7.0), past(2, STEPS, grown)], {})
    assert found.usable is not None
    assert (found.usable.span.fast_s, found.usable.span.slow_s) == (230, 237), "what no step explains is kept"
    assert found.usable.span.confidence == round(1 / 3, 3)


@given(st.lists(SECONDS, min_size=1, max_size=9), SECONDS, st.booleans())
def test_restores_of_far_less_carry_no_interval_and_are_never_scaled_into_a_floor(
    walks: list[float], scaled: float, rated: bool
) -> None:
    """Neither by the runs, each of which brought back far less, nor by the measured restores."""
    small = Span(basis=Basis.SMALLER, typical_s=scaled if rated else None, floor_s=1.0, counted=5, largest=4096)
    runs = [
        replace(past(day, STEPS | {"left": taken}), stretched=frozenset({"left"})) for day, taken in enumerate(walks)
    ]
    found = foresee(BOOK, runs, {"left": small})
    assert found.usable is not None
    assert (found.usable.span.fast_s, found.usable.span.slow_s, found.usable.span.confidence) == (None, None, None)
    assert found.usable.unknown == (() if rated else ("left",))
    assert found.usable.span.basis is (Basis.SMALLER if rated else Basis.NONE)
    assert found.usable.at_least_s == 90, "right and look as they were; left is not waited for"
    assert found.steps["left"].span == small


def test_steps_known_from_elsewhere_are_added_up_without_an_interval() -> None:
    measured = {name: from_earlier([seconds] * 3, Basis.RESTORES) for name, seconds in STEPS.items()}
    found = foresee(BOOK, [], measured)
    assert found.whole.span == Span(typical_s=730, basis=Basis.STEPS)


def test_runs_on_other_assets_count_only_where_there_are_none_on_this_one() -> None:
    slow = {name: 10 * seconds for name, seconds in STEPS.items()}
    found = foresee(BOOK, [past(1, slow, same=False), past(2, STEPS)], {})
    assert (found.whole.span.typical_s, found.whole.span.basis) == (730, Basis.RUNS)
    found = foresee(BOOK, [past(1, slow, same=False)], {})
    assert (found.whole.span.typical_s, found.whole.span.basis) == (7300, Basis.OTHERS)
    assert found.steps["look"].span.basis is Basis.OTHERS


def test_a_thousand_steps_are_forecast_in_a_moment() -> None:
    """A runbook begins with its forecast: nobody waits for it at three in the morning."""
    names = [f"s{number}" for number in range(1000)]
    steps = {name: does(*names[max(place - 1, 0) : place]) for place, name in enumerate(names)}
    taken = dict.fromkeys(names, 1.0)
    pasts = [Past(at=NOON, taken=taken, today=taken, ends={WHOLE: 1000.0}) for _ in range(20)]
    began = time.process_time()
    assert foresee(book(**steps), pasts, {}).whole.span.typical_s == 1000
    assert time.process_time() - began < 10
