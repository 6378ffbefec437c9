"""Which points are kept, and why: golden files with reasons, laws, bad input, and restic's own decisions as oracle."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.ground.process import run
from continuity.model.point import Point
from continuity.policy.policy import Retention
from continuity.policy.reasons import because
from continuity.policy.retention import Decision, Rules, decide
from tests.backup.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GOLDEN = Path(__file__).parent / "golden" / "retention.json"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEVELS = ("last", "hourly", "daily", "weekly", "monthly", "yearly")


def point(number: int, at: datetime, **other: Any) -> Point:
    known: dict[str, Any] = {
        "client": "acme", "asset": "files", "repository": "disk", "snapshot": f"{number:064x}", "run": f"r{number:07}",
        "data_time": at, "kind": "incremental", "bytes": 1, "listed_at": at,
    }  # fmt: skip
    return Point(**(known | other))


def ages(*lengths: timedelta) -> list[Point]:
    """Points of these ages; the numbers are their places."""
    return [point(number, NOW - age) for number, age in enumerate(lengths)]


def rules(**counts: int) -> Rules:
    return Rules(retention=Retention(**counts), immutable_for=None, zone="Europe/Paris", now=NOW)


def young(length: timedelta, **counts: int) -> Rules:
    """The same, with a time for which no point may go."""
    return replace(rules(**counts), immutable_for=length)


def kept(decided: Iterable[Decision]) -> set[str]:
    return {one.point.snapshot for one in decided if one.kept}


def why(decided: Sequence[Decision], which: Point) -> set[str]:
    return {str(reason) for one in decided if one.point is which for reason in one.reasons}


def said(*names: str, **values: object) -> set[str]:
    return {str(because(f"kept_{name}", **values)) for name in names}


# --- golden files ---------------------------------------------------------------------------------------------------

CASES: dict[str, Rules] = {
    "gold": young(timedelta(days=14), hourly=48, daily=31, weekly=9, monthly=13),
    "bronze": rules(daily=14, weekly=4, monthly=3),
    "archive": young(timedelta(days=365), daily=14, monthly=24, yearly=10),
    "last three": replace(rules(last=3), differentials=True),
    "in Auckland": replace(rules(daily=3, yearly=1), zone="Pacific/Auckland"),
    "all zero": rules(last=0, daily=0),
}


def history() -> list[Point]:
    """A backup every seven hours for four months, older and older ones before it, fulls, differentials, an archive."""
    times = [NOW - 7 * HOUR * number for number in range(40)] + [NOW - 61 * HOUR * number for number in range(5, 60)]
    times += [NOW - 33 * DAY * number for number in range(5, 30)]
    points = [point(number, at) for number, at in enumerate(sorted(set(times), reverse=True))]
    points[20] = replace(points[20], kind="full")
    points[2] = replace(points[2], kind="differential", parent=points[20].snapshot)
    points[30] = replace(points[30], verified_at=NOW)
    points[90] = replace(points[90], kind="archive")
    points.append(point(999, NOW + DAY))
    return points


def as_plain(decided: Iterable[Decision]) -> dict[str, list[str]]:
    return {
        f"{one.point.data_time:%Y-%m-%d %H:%M} {int(one.point.snapshot, 16)}": [*map(str, one.reasons)]
        for one in decided
    }


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str) -> None:
    """The files change only when a rule does: `python -m tests.policy.test_retention` writes them anew."""
    assert as_plain(decide(history(), CASES[name])) == json.loads(GOLDEN.read_text())[name]


def write_golden() -> None:
    found = {name: as_plain(decide(history(), case)) for name, case in CASES.items()}
    GOLDEN.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")


# --- the floor ------------------------------------------------------------------------------------------------------


def test_nothing_asked_means_that_everything_stays() -> None:
    for nothing in (rules(), rules(last=0, hourly=0, daily=0, weekly=0, monthly=0, yearly=0)):
        assert all(one.kept for one in decide(history(), nothing))


def test_the_newest_and_the_newest_proven_always_stay() -> None:
    points = ages(*(number * HOUR for number in range(50)))
    points[40] = replace(points[40], verified_at=NOW)
    points[45] = replace(points[45], verified_at=NOW)
    decided = decide(points, rules(last=1))
    assert kept(decided) == {points[0].snapshot, points[40].snapshot}
    assert why(decided, points[40]) == said("proven")
    assert why(decided, points[0]) == said("newest") | said("last", count=1)


def test_what_the_next_run_or_a_differential_leans_on_stays() -> None:
    """A full stays while a differential that was compared with it does; the increments' chain is not followed."""
    points = ages(*(number * DAY for number in range(30)))
    points[10] = replace(points[10], kind="full")
    points[20] = replace(points[20], kind="full")
    points[15] = replace(points[15], kind="differential", parent=points[20].snapshot, verified_at=NOW)
    points[0] = replace(points[0], parent=points[1].snapshot)
    decided = decide(points, replace(rules(last=1), differentials=True))
    assert kept(decided) == {points[number].snapshot for number in (0, 10, 15, 20)}
    assert points[10].snapshot not in kept(decide(points, rules(last=1))), "no differential will ask for it"
    assert why(decided, points[10]) == said("last_full")
    assert why(decided, points[20]) == said("parent")


def test_younger_than_promised_stays_and_archives_do() -> None:
    points = ages(*(number * DAY for number in range(40)))
    points[35] = replace(points[35], kind="archive")
    decided = decide(points, young(14 * DAY, last=1))
    assert kept(decided) == {one.snapshot for one in [*points[:14], points[35]]}
    assert why(decided, points[13]) == {"promised immutable for 14 d: until 2026-11-24T12:00:00Z"}


# --- bad input ------------------------------------------------------------------------------------------------------


def test_a_point_in_the_future_stays_and_takes_nobodys_place() -> None:
    points = ages(*(number * DAY for number in range(20)))
    ahead = [point(100 + number, NOW + number * DAY) for number in range(1, 9)]
    asked = rules(last=2, daily=5)
    with_them = decide(points + ahead, asked)
    assert kept(with_them) == kept(decide(points, asked)) | {one.snapshot for one in ahead}
    assert with_them[8].point == points[0]
    assert why(with_them, points[0]) >= said("newest")


def test_a_clock_that_went_back_to_1970_removes_nothing() -> None:
    back = replace(rules(last=1), now=datetime(1970, 1, 2, tzinfo=UTC))
    assert all(one.kept for one in decide(history(), back))


def test_points_of_one_second_are_decided_the_same_in_any_order() -> None:
    same = [point(number, NOW - HOUR) for number in range(6)]
    decided = decide(same, rules(hourly=3))
    assert decided == decide(same[::-1], rules(hourly=3))
    assert kept(decided) == {same[5].snapshot, same[0].snapshot}, (
        "the newest run's, and the oldest: hours are left over"
    )


def test_an_hour_that_comes_twice_is_two_hours() -> None:
    """Ours differs from restic here, which keeps one of the two."""
    twice = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    assert [one.astimezone(PARIS).hour for one in twice] == [2, 2]
    points = [point(number, at) for number, at in enumerate([*twice, twice[1] + HOUR, twice[0] - HOUR])]
    assert kept(decide(points, rules(hourly=3))) == {one.snapshot for one in points[:3]}


def test_a_hundred_thousand_points_in_seconds() -> None:
    points = [point(number, NOW - number * timedelta(minutes=20)) for number in range(100_000)]
    began = time.process_time()
    decided = decide(points, young(14 * DAY, last=24, hourly=48, daily=31, weekly=9, monthly=13, yearly=10))
    assert time.process_time() - began < 5  # 0.6 s where this was written
    assert 1000 < len(kept(decided)) < 1200  # two weeks of every point, and a few


def test_no_points_no_decisions() -> None:
    assert decide([], rules(daily=1)) == ()


# --- laws -----------------------------------------------------------------------------------------------------------

COUNTS = st.fixed_dictionaries({level: st.integers(0, 9) for level in LEVELS})
POINTS = st.lists(st.integers(-48, 24 * 900), max_size=60).map(
    lambda found: [point(number, NOW - age * HOUR) for number, age in enumerate(found)]
)


@given(POINTS, COUNTS, st.sampled_from(LEVELS))
def test_more_asked_is_never_fewer_kept_by_the_same_class(points: list[Point], counts: dict[str, int], up: str) -> None:
    """Without the rule of the oldest, which ends when a count is used up: the newest of a period stays."""
    classes = {str(because(f"kept_{level}", count=counts[level])) for level in LEVELS[1:]}

    def by_class(asked: dict[str, int]) -> set[str]:
        decided = decide(points, rules(**asked))
        return {one.point.snapshot for one in decided if classes & set(map(str, one.reasons))}

    assert by_class(counts) <= by_class(counts | {up: counts[up] + 1}) or not any(counts.values())


@given(POINTS, COUNTS)
def test_deciding_again_over_what_stayed_removes_nothing_more(points: list[Point], counts: dict[str, int]) -> None:
    stayed = [one.point for one in decide(points, rules(**counts)) if one.kept]
    assert all(one.kept for one in decide(stayed, rules(**counts)))


@given(POINTS, COUNTS)
def test_something_always_stays_and_every_point_is_decided_once(points: list[Point], counts: dict[str, int]) -> None:
    decided = decide(points, rules(**counts))
    assert sorted(one.point.snapshot for one in decided) == sorted(one.snapshot for one in points)
    assert bool(kept(decided)) == bool(points)
    ordered = [one.point.data_time for one in decided]
    assert ordered == sorted(ordered, reverse=True)


# --- restic as oracle -----------------------------------------------------------------------------------------------

#: 150 points: every seven hours, then every two and a half days, then every 40 days; across both changes of the clock.
TIMES = sorted(
    {NOW - 7 * HOUR * number for number in range(70)}
    | {NOW - 60 * HOUR * number for number in range(8, 68)}
    | {NOW - 40 * DAY * number for number in range(4, 24)}
)
ASKED: list[dict[str, int]] = [
    {"last": 1}, {"last": 140}, {"last": 1000}, {"hourly": 20}, {"hourly": 500}, {"daily": 1}, {"daily": 5},
    {"daily": 70}, {"daily": 100_000}, {"weekly": 4}, {"weekly": 30}, {"weekly": 200}, {"monthly": 3}, {"monthly": 30},
    {"yearly": 1}, {"yearly": 10}, {"last": 3, "daily": 7}, {"hourly": 48, "daily": 31, "weekly": 9, "monthly": 13},
    {"daily": 14, "weekly": 4, "monthly": 3}, {"daily": 14, "monthly": 24, "yearly": 10},
    {"last": 24, "hourly": 48, "daily": 35, "weekly": 12, "monthly": 24, "yearly": 3}, {"daily": 30, "yearly": 2},
]  # fmt: skip


ORACLE = Path(__file__).parent / "golden" / "retention-restic.json"


def places(points: Iterable[Point]) -> list[int]:
    """The places of points in TIMES: what the recorded answers name them by."""
    return sorted(TIMES.index(one.data_time.astimezone(UTC)) for one in points)


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_ours_is_restics_decision(asked: dict[str, int]) -> None:
    """As restic 0.18 answered: the slow test below asks it again."""
    decided = decide([point(number, at) for number, at in enumerate(TIMES)], rules(**asked))
    ours = places(one.point for one in decided if one.kept)
    assert ours == json.loads(ORACLE.read_text())[json.dumps(asked)]


@pytest.mark.slow
def test_restic_still_answers_so(newest_restic: str, tmp_path: Path) -> None:
    """Needs two minutes: every snapshot is a process of its own. With $WRITE_GOLDEN, its answers are written down."""
    (tmp_path / "file").write_text("content\n")
    repository = Repository(newest_restic, tmp_path)
    words = [newest_restic, "-r", repository.address.url, "--cache-dir", str(tmp_path / "cache"), "backup", "-q"]
    for at in TIMES:  # in Paris: restic counts in the zone that a snapshot names
        when = f"{at.astimezone(PARIS):%Y-%m-%d %H:%M:%S}"
        environ = {"RESTIC_PASSWORD": "example", "TZ": "Europe/Paris"}
        argv = [*words, "--host", "h", "--time", when, str(tmp_path / "file")]
        done = run(argv, timeout=timedelta(minutes=1), env=environ)
        assert done.returncode == 0, done.stderr
    found = {}
    for asked in ASKED:
        keep = [word for level, count in asked.items() for word in (f"--keep-{level}", str(count))]
        (group,) = json.loads(repository.call(("forget", "--dry-run", "--json", *keep)))
        times = [datetime.fromisoformat(one["time"]).astimezone(UTC) for one in group["keep"]]
        found[json.dumps(asked)] = sorted(map(TIMES.index, times))
    if "WRITE_GOLDEN" in os.environ:
        ORACLE.write_text(json.dumps(found, indent=None, sort_keys=True).replace("], ", "],\n") + "\n")
    assert found == json.loads(ORACLE.read_text())


if __name__ == "__main__":
    write_golden()
