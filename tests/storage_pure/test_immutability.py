"""Locks as a store reports them, judged: laws over any listing, and examples with their reasons."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.model.measurement import Verdict
from continuity.storage import immutability
from continuity.storage.immutability import LockReport, Promise, Removal, weaker
from continuity.storage.ports import LockedObject, LockState

NOW = datetime(2026, 11, 23, tzinfo=UTC)
GOLDEN = Path(__file__).parent / "golden"
DATES = st.integers(0, 60).map(lambda days: NOW + timedelta(days=days))
OBJECTS = st.builds(
    LockedObject,
    key=st.builds("{}/{}".format, st.sampled_from(("data", "index", "keys", "snapshots", "locks")), st.integers(0, 9)),
    version=st.sampled_from(("v1", "v2", "v3")),
    latest=st.booleans(),
    size=st.integers(0, 9),
    modified=st.just(NOW),
    mode=st.sampled_from(("compliance", "governance", "")),
    locked_until=st.none() | DATES,
    delete_marker=st.booleans(),
).map(lambda one: replace(one, locked_until=None, size=0) if one.delete_marker else one)
LISTINGS = st.lists(OBJECTS, max_size=12)
REQUIRED = st.none() | DATES
GOOD = LockedObject(key="data/x", version="v1", latest=True, size=1, modified=NOW, mode="compliance", locked_until=None)
BADNESS = {Verdict.MET: 0, Verdict.UNPROVEN: 1, Verdict.MISSED: 2}


def report(seen: list[LockedObject], required: datetime | None) -> LockReport:
    """Judge on the day before all the dates here: no lock is over."""
    return immutability.report(seen, Promise(now=NOW - timedelta(days=1), required=required))


def needed(one: LockedObject) -> bool:
    return one.latest and not one.key.startswith("locks/")


@given(LISTINGS, REQUIRED, DATES)
def test_one_more_object_locked_long_enough_never_worsens(
    seen: list[LockedObject], required: datetime | None, until: datetime
) -> None:
    more = replace(GOOD, locked_until=max(until, required) if required else until)
    before, after = report(seen, required), report([*seen, more], required)
    assert BADNESS[after.verdict] <= BADNESS[before.verdict]
    assert after.exceptions_count == before.exceptions_count
    assert (after.objects, after.locked) == (before.objects + 1, before.locked + 1)


@given(LISTINGS, REQUIRED)
def test_a_needed_object_without_a_lock_is_a_miss(seen: list[LockedObject], required: datetime | None) -> None:
    found = report(seen, required)
    bare = [one for one in seen if needed(one) and one.locked_until is None]
    assert found.exceptions_count >= len(bare)
    if bare:
        assert found.verdict is Verdict.MISSED
        assert found.shortest is None or all(one.delete_marker for one in bare)


@given(LISTINGS, REQUIRED)
def test_every_reason_is_true(seen: list[LockedObject], required: datetime | None) -> None:
    found = report(seen, required)
    for one in found.exceptions:
        those = [other for other in seen if needed(other) and (other.key, other.version) == (one.key, one.version)]
        if one.why == "hidden by a delete marker":
            assert any(other.delete_marker for other in those)
        elif one.why == "not locked":
            assert any(other.locked_until is None for other in those)
        else:
            assert one.why == "locked less long than the policy asks"
            assert required
            assert one.locked_until
            assert one.locked_until < required


@given(LISTINGS, REQUIRED)
def test_the_shortest_lock_is_the_earliest_end(seen: list[LockedObject], required: datetime | None) -> None:
    found = report(seen, required)
    ends = [one.locked_until for one in seen if needed(one) and not one.delete_marker]
    whole = [end for end in ends if end is not None]
    assert found.shortest == (min(whole) if whole and len(whole) == len(ends) else None)
    assert (found.objects, found.locked, found.unlocked) == (len(ends), len(whole), len(ends) - len(whole))


@given(LISTINGS, DATES, DATES)
def test_asking_for_less_never_worsens(seen: list[LockedObject], one: datetime, other: datetime) -> None:
    less, more = sorted((one, other))
    assert report(seen, less).exceptions_count <= report(seen, more).exceptions_count
    assert report(seen, None).exceptions_count <= report(seen, less).exceptions_count


@given(st.permutations([replace(GOOD, key=f"data/{n}", locked_until=NOW + timedelta(n)) for n in range(5)]), REQUIRED)
def test_the_order_of_a_listing_does_not_matter(seen: list[LockedObject], required: datetime | None) -> None:
    in_order = sorted(seen, key=lambda one: one.key)
    assert replace(report(seen, required), exceptions=()) == replace(report(in_order, required), exceptions=())


@given(LISTINGS, REQUIRED)
def test_restic_s_own_locks_count_for_nothing(seen: list[LockedObject], required: datetime | None) -> None:
    without = report([one for one in seen if not one.key.startswith("locks/")], required)
    assert replace(report(seen, required), versions=0) == replace(without, versions=0)


def test_nothing_to_look_at_proves_nothing() -> None:
    assert report([], NOW).verdict is Verdict.UNPROVEN
    assert report([replace(GOOD, key="locks/a")], NOW).verdict is Verdict.UNPROVEN


def test_exceptions_are_counted_beyond_those_shown() -> None:
    found = report([replace(GOOD, key=f"data/{number}") for number in range(70)], NOW)
    assert (len(found.exceptions), found.exceptions_count) == (50, 70)
    assert json.loads(json.dumps(found.as_json()))["exceptions_count"] == 70


def shown(found: LockReport) -> dict[str, object]:
    return {"verdict": str(found.verdict)} | found.as_json()


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_golden_listings_are_judged_as_written_down(path: Path) -> None:
    case = json.loads(path.read_text())
    seen = [
        LockedObject(
            key=one["key"],
            version=one.get("version", "v1"),
            latest=one.get("latest", True),
            size=1,
            modified=NOW,
            mode="compliance",
            locked_until=datetime.fromisoformat(one["until"]) if one.get("until") else None,
            delete_marker=one.get("delete_marker", False),
        )
        for one in case["listing"]
    ]
    required = datetime.fromisoformat(case["required"]) if case["required"] else None
    found = shown(report(seen, required))
    assert {name: found[name] for name in case["expected"]} == case["expected"], case["why"]


DAY = timedelta(days=1)
STRONG = LockState(versioning=True, object_lock=True, mode="compliance", period=30 * DAY)


@pytest.mark.parametrize(
    ("found", "mode", "fault"),
    [
        (STRONG, "compliance", ""),
        (STRONG, "governance", ""),
        (replace(STRONG, period=31 * DAY), "compliance", ""),
        (replace(STRONG, mode="governance"), "governance", ""),
        (replace(STRONG, mode="governance"), "compliance", "the bucket locks by default in governance mode"),
        (replace(STRONG, mode="", period=None), "compliance", "the bucket locks nothing by default"),
        (
            replace(STRONG, mode="", period=None),
            "governance",
            "the bucket's default retention is shorter than promised",
        ),
        (replace(STRONG, period=29 * DAY), "compliance", "the bucket's default retention is shorter than promised"),
        (replace(STRONG, object_lock=False), "compliance", "the bucket has no Object Lock"),
        (replace(STRONG, versioning=False), "governance", "the bucket has no Object Lock"),
    ],
)
def test_a_weaker_bucket_is_told(found: LockState, mode: str, fault: str) -> None:
    assert weaker(found, mode, (30 * DAY).total_seconds()) == fault


def test_a_lock_that_is_over_is_no_lock() -> None:
    seen = [replace(GOOD, locked_until=NOW)]
    assert immutability.report(seen, Promise(now=NOW - timedelta(seconds=1))).verdict is Verdict.MET
    over = immutability.report(seen, Promise(now=NOW))
    assert (over.verdict, over.locked, over.exceptions[0].why) == (Verdict.MISSED, 0, "its lock is over")


def test_governance_is_no_compliance() -> None:
    seen = [replace(GOOD, mode="governance", locked_until=NOW + timedelta(days=9))]
    assert immutability.report(seen, Promise(now=NOW)).verdict is Verdict.MET
    weak = immutability.report(seen, Promise(now=NOW, compliance=True))
    assert (weak.verdict, weak.exceptions[0].why) == (Verdict.MISSED, "locked in governance mode only")


def test_what_we_removed_ourselves_is_no_fault() -> None:
    """Only in that time, only in those folders."""
    marker = replace(GOOD, key="snapshots/x", delete_marker=True, size=0)
    ours = Removal(folders=frozenset({"snapshots"}), begins=NOW - DAY, ends=NOW)
    seen = [replace(GOOD, locked_until=NOW + DAY), marker]

    def verdict(removal: Removal) -> Verdict:
        return immutability.report(seen, Promise(now=NOW, removals=(removal,))).verdict

    assert verdict(ours) is Verdict.MET
    assert verdict(replace(ours, ends=NOW - timedelta(seconds=1))) is Verdict.MISSED
    assert verdict(replace(ours, begins=NOW + timedelta(seconds=1), ends=NOW + DAY)) is Verdict.MISSED
    assert verdict(replace(ours, folders=frozenset({"data"}))) is Verdict.MISSED


@given(LISTINGS)
def test_a_lock_that_nobody_of_ours_would_set_is_told(seen: list[LockedObject]) -> None:
    """An intruder who may bring his own date locks what he adds until 2099, and somebody pays."""
    own = [replace(one, mode="compliance", locked_until=NOW) for one in seen if not one.delete_marker]
    usual = Promise(now=NOW - timedelta(days=1), longest=NOW)
    forever = replace(GOOD, locked_until=NOW + timedelta(days=1))
    assert immutability.report(own, usual).exceptions_count == 0
    (found,) = immutability.report([*own, forever], usual).exceptions
    assert (found.key, found.why) == (GOOD.key, "locked for far longer than anybody of ours asks")
