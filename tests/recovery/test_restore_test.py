"""Which point a restore test takes, as laws, and what a series of them supports."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.errors import Unavailable
from continuity.model.point import Point
from continuity.recovery.restore_test import Series, choose

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def point(repository: str, age: int, verified: int | None = None) -> Point:
    return Point(
        client="acme",
        asset="share",
        repository=repository,
        snapshot=f"{repository}{age:04}".ljust(64, "0"),
        run="r",
        data_time=NOW - timedelta(hours=age),
        kind="incremental",
        bytes=1,
        listed_at=NOW,
        verified_at=NOW - timedelta(days=verified) if verified is not None else None,
    )


POINTS = st.lists(
    st.builds(point, st.sampled_from(("disk", "remote", "object")), st.integers(0, 99)), min_size=1, max_size=20
)
TESTED = st.dictionaries(
    st.sampled_from(("disk", "remote", "object")), st.integers(0, 99).map(lambda days: NOW - timedelta(days=days))
)
SELECT = st.sampled_from(("random", "newest", "oldest", "rotate"))


@given(POINTS, TESTED, SELECT, st.text(max_size=9))
def test_the_same_seed_makes_the_same_choice(
    points: list[Point], tested: dict[str, datetime], select: str, seed: str
) -> None:
    one = choose(points, tested, select=select, seed=seed)
    assert one == choose(list(reversed(points)), tested, select=select, seed=seed)
    assert one in points


@given(POINTS, TESTED, SELECT, st.text(max_size=9))
def test_no_other_repository_waited_longer(
    points: list[Point], tested: dict[str, datetime], select: str, seed: str
) -> None:
    one = choose(points, tested, select=select, seed=seed)
    never = {name.repository for name in points} - set(tested)
    if never:
        assert one.repository in never
    else:
        assert tested[one.repository] == min(tested[name.repository] for name in points)


@given(POINTS)
def test_every_copy_is_tested_in_turn(points: list[Point]) -> None:
    tested: dict[str, datetime] = {}
    names = {one.repository for one in points}
    for turn in range(len(names)):
        tested[choose(points, tested, select="random", seed=str(turn)).repository] = NOW + timedelta(days=turn)
    assert set(tested) == names


def test_each_way_of_choosing_a_point() -> None:
    held = [point("disk", 5, verified=1), point("disk", 1, verified=9), point("disk", 9)]
    taken = {how: choose(held, {}, select=how, seed="s") for how in ("newest", "oldest", "rotate")}
    assert (taken["newest"], taken["oldest"], taken["rotate"]) == (held[1], held[2], held[2])
    assert {choose(held, {}, select="random", seed=str(n)).snapshot for n in range(40)} == {
        one.snapshot for one in held
    }


def test_without_a_point_there_is_nothing_to_test() -> None:
    with pytest.raises(Unavailable, match="no recovery point to test"):
        choose([], {}, select="random", seed="s")


@pytest.mark.parametrize(
    ("tests", "failures", "bound"),
    [(0, 0, None), (3, 0, None), (4, 0, 0.75), (12, 0, 0.25), (300, 0, 0.01), (300, 1, None)],
)
def test_what_a_series_supports(tests: int, failures: int, bound: float | None) -> None:
    assert Series(tests=tests, failures=failures, points=9, points_tested=3).bound == bound
