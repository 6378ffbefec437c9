"""A listing counted as it passes by: nothing lost, nothing later than it is, and memory that holds days only."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from continuity.policy.horizon import Horizons, Own
from continuity.policy.lock_profile import SHARED, Part
from continuity.storage.ports import LockedObject
from continuity.storage.profiling import Profiler

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TIMES = st.integers(0, 24 * 40).map(lambda hours: NOW - hours * HOUR)
OBJECTS = st.builds(
    LockedObject,
    key=st.builds(
        "{}/{}".format, st.sampled_from(("data", "index", "keys", "snapshots", "locks")), st.integers(0, 10**6)
    ),
    version=st.just("v1"),
    latest=st.just(True),
    size=st.integers(0, 9),
    modified=TIMES,
    mode=st.sampled_from(("compliance", "governance")),
    locked_until=st.none() | TIMES.map(lambda at: at + 30 * DAY),
)
LISTINGS = st.lists(OBJECTS, max_size=15, unique_by=lambda one: one.key)


def seen(listing: list[LockedObject], *snapshots: str, compliance: bool = True) -> Profiler:
    profiler = Profiler(snapshots, compliance=compliance)
    assert list(profiler.watch(listing)) == listing, "all is passed on"
    return profiler


def one(key: str, age: int, **other: object) -> LockedObject:
    at = NOW - age * DAY
    known = {"version": "v1", "latest": True, "size": 10, "modified": at, "mode": "compliance"}
    return LockedObject(**({"key": key, "locked_until": at + 30 * DAY} | known | other))  # type: ignore[arg-type]


@given(LISTINGS)
def test_every_object_is_counted_once_in_its_class(listing: list[LockedObject]) -> None:
    rows = seen(listing).profile().rows
    found = Counter[str]()
    for row in rows:
        found[row.part] += row.objects
    assert found == Counter(one.key.partition("/")[0] for one in listing if not one.key.startswith("locks/"))
    assert sum(row.bytes for row in rows) == sum(one.size for one in listing if not one.key.startswith("locks/"))


@given(LISTINGS, TIMES)
def test_a_point_is_never_promised_longer_than_what_lay_there_before_it(
    listing: list[LockedObject], uploaded: datetime
) -> None:
    """Straight from the listing: of every object that may be needed, the lock as it counts."""
    until = Horizons(seen(listing).profile()).until(Own(uploaded=uploaded, until=NOW + 99 * DAY))
    parts = {str(part) for part in SHARED}
    for each in listing:
        part = each.key.partition("/")[0]
        if part == "keys" or (part in parts and each.modified <= uploaded):
            strong = each.locked_until if each.mode == "compliance" else None
            assert until is None or (strong is not None and until <= strong)


def test_a_year_of_uploads_takes_a_row_a_day() -> None:
    listing = [one(f"data/{age}-{number}", age) for age in range(365) for number in range(20)]
    (first, *_), rows = listing, seen(listing).profile().rows
    assert len(rows) == 365
    assert (rows[0].objects, rows[0].bytes, rows[0].until) == (20, 200, first.locked_until)


def test_of_a_day_the_earliest_lock_counts() -> None:
    late, early = one("data/a", 3), one("data/b", 3)
    early = replace(early, modified=early.modified - HOUR, locked_until=early.modified - HOUR + 30 * DAY)
    for listing in ([late, early], [early, late]):
        (row,) = seen(listing).profile().rows
        assert (row.objects, row.until) == (2, early.locked_until)


def test_own_objects_of_known_snapshots_only() -> None:
    listing = [one("snapshots/aa", 3), one("snapshots/bb", 2), one("data/aa", 9)]
    assert seen(listing, "aa", "cc").own == {"aa": Own(uploaded=NOW - 3 * DAY, until=NOW + 27 * DAY)}


def test_what_is_written_over_is_as_old_as_its_first_version() -> None:
    """Else a point made before would seem not to need it."""
    old = one("data/x", 20, latest=False)
    profiler = seen([one("data/x", 1, version="v2"), old, one("data/y", 4)])
    rows = {(row.part, row.uploaded): row for row in profiler.profile().rows}
    assert rows[Part.DATA, (NOW - 20 * DAY).date()].until == NOW + 29 * DAY
    assert rows[Part.HIDDEN, (NOW - 20 * DAY).date()].until == NOW + 10 * DAY
    assert len(rows) == 3


def test_hidden_versions_are_cost_and_a_marker_on_the_index_is_a_rewriting() -> None:
    listing = [
        one("index/x", 9, latest=False),
        one("snapshots/y", 9, latest=False),
        one("index/x", 2, delete_marker=True),
        one("snapshots/y", 1, delete_marker=True),
    ]
    found = seen(listing).profile()
    assert [(row.part, row.objects) for row in found.rows] == [(Part.HIDDEN, 2)]
    assert found.rewritten == NOW - 2 * DAY
    later = Profiler((), rewritten=NOW)
    list(later.watch(listing))
    assert later.profile().rewritten == NOW, "an earlier look knew of a later one"


def test_a_weaker_lock_is_none_where_compliance_is_promised() -> None:
    weak = [replace(one("data/x", 1), mode="governance")]
    assert seen(weak).profile().rows[0].until is None
    assert seen(weak, compliance=False).profile().rows[0].until == NOW + 29 * DAY
