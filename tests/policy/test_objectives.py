"""RPO and RTO: laws of what is measured."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.model.measurement import Measurement, Verdict
from continuity.policy.objectives import Recovery, proven_rpo, rpo, rto
from tests.policy.cases import NOW, hours, point, policy

if TYPE_CHECKING:
    from continuity.model.point import Point

ALL = frozenset({"a", "b", "c"})


def measured(points: list[Point], outside: frozenset[str] = ALL, **objectives: object) -> Measurement:
    return rpo(now=NOW, subject="acme/files", policy=policy(**objectives), points=points, outside=outside)


def test_newest_point_decides() -> None:
    found = measured([point("a", 3), point("a", 1), point("b", 2)])
    assert (found.actual_s, found.verdict, found.reason) == (3600, Verdict.MET, "")
    assert found.proven_by == ("run-1",)


def test_as_many_repositories_as_asked_for() -> None:
    points = [point("a", 1), point("b", 3), point("c", 5)]
    assert [measured(points, rpo_copies=count).actual_s for count in (1, 2, 3)] == [3600, 3 * 3600, 5 * 3600]
    assert measured(points, rpo_copies=3).verdict is Verdict.MISSED
    four = measured(points, rpo_copies=4)
    assert (four.verdict, four.actual_s) == (Verdict.MISSED, None)
    assert "needed: 4" in four.reason


def test_copies_beside_the_source_do_not_count() -> None:
    assert measured([point("a", 1), point("b", 3)], frozenset({"b"})).actual_s == 3 * 3600


def test_too_old_says_both_figures() -> None:
    found = measured([point("a", 4.5)])
    assert found.verdict is Verdict.MISSED
    assert found.reason == "the newest recovery point that counts is 4 h 30 min old, 4 h was promised"


def test_no_promise_is_unproven() -> None:
    assert measured([point("a", 1)], rpo=None).verdict is Verdict.UNPROVEN


def test_a_clock_a_little_ahead_is_no_negative_age() -> None:
    found = measured([point("a", -0.05)])
    assert (found.actual_s, found.verdict) == (0, Verdict.MET)


def test_a_point_in_the_future_proves_nothing_and_hides_no_other() -> None:
    """A clock that was a month ahead must not keep the RPO green for a month."""
    found = measured([point("a", -1)])
    assert (found.actual_s, found.verdict) == (None, Verdict.UNPROVEN)
    assert "lies in the future: a clock was wrong" in found.reason
    assert measured([point("a", -1), point("a", 5)]).actual_s == 5 * 3600
    arguments = {"now": NOW, "subject": "acme/files", "policy": policy(), "outside": ALL}
    proven = proven_rpo(points=[point("a", -1, verified=True)], **arguments)  # type: ignore[arg-type]
    assert proven.verdict is Verdict.UNPROVEN


def test_proof_is_a_restored_point() -> None:
    points = [point("a", 1), point("a", 3, verified=True)]
    arguments = {"now": NOW, "subject": "acme/files", "policy": policy(), "outside": ALL}
    assert proven_rpo(points=points, **arguments).actual_s == 3 * 3600  # type: ignore[arg-type]
    none = proven_rpo(points=points[:1], **arguments)  # type: ignore[arg-type]
    assert (none.verdict, none.actual_s) == (Verdict.UNPROVEN, None)
    old = proven_rpo(points=[point("a", 9, verified=True)], **arguments)  # type: ignore[arg-type]
    assert (old.verdict, old.actual_s) == (Verdict.UNPROVEN, 9 * 3600)


TECHNICAL = Recovery(seconds=600, run="r1", phases={"restored": 600})


@pytest.mark.parametrize(
    ("technical", "drilled", "verdict", "actual"),
    [
        (None, None, Verdict.UNPROVEN, None),
        (TECHNICAL, None, Verdict.UNPROVEN, 600),
        (Recovery(seconds=9 * 3600, run="r2"), None, Verdict.MISSED, 9 * 3600),
        (TECHNICAL, Recovery(seconds=3600, run="d1"), Verdict.MET, 3600),
        (TECHNICAL, Recovery(seconds=9 * 3600, run="d2"), Verdict.MISSED, 9 * 3600),
    ],
)
def test_only_a_drill_proves_an_rto(
    technical: Recovery | None, drilled: Recovery | None, verdict: Verdict, actual: float | None
) -> None:
    found = rto(subject="acme/files", policy=policy(), technical=technical, drilled=drilled)
    assert (found.verdict, found.actual_s) == (verdict, actual)
    assert bool(found.reason) == (verdict is not Verdict.MET)


def test_technical_figure_is_told_with_its_reason() -> None:
    found = rto(subject="acme/files", policy=policy(), technical=TECHNICAL)
    assert found.reason == "no drill has measured it; the last restore took 10 min without its people"
    assert found.phases == {"restored": 600}


ages = st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 100)), max_size=8)


@given(ages, st.sampled_from("abc"), st.floats(0, 100), st.integers(1, 3))
def test_one_more_point_never_worsens(known: list[tuple[str, float]], where: str, age: float, needed: int) -> None:
    points = [point(*one) for one in known]
    before, after = measured(points, rpo_copies=needed), measured([*points, point(where, age)], rpo_copies=needed)
    assert before.actual_s is None or (after.actual_s is not None and after.actual_s <= before.actual_s)


@given(ages, st.integers(1, 3), st.floats(0, 1000))
def test_it_ages_with_the_clock(known: list[tuple[str, float]], needed: int, wait: float) -> None:
    points = [point(*one) for one in known]
    arguments = {"subject": "s", "policy": policy(rpo_copies=needed), "points": points, "outside": ALL}
    now = rpo(now=NOW, **arguments)  # type: ignore[arg-type]
    later = rpo(now=NOW + timedelta(hours=wait), **arguments)  # type: ignore[arg-type]
    if now.actual_s is None:
        assert later.actual_s is None
    else:
        assert later.actual_s == pytest.approx(now.actual_s + wait * 3600, abs=1e-3)


@given(ages, st.integers(1, 3))
def test_met_exactly_within_the_target(known: list[tuple[str, float]], needed: int) -> None:
    found = measured([point(*one) for one in known], rpo_copies=needed)
    within = found.actual_s is not None and found.actual_s <= hours(4).total_seconds()
    assert found.verdict is (Verdict.MET if within else Verdict.MISSED)
