"""What repositories come to hold: nothing lost, nothing freed under a lock, and renewals in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.policy.lifetimes import Keep
from continuity.policy.policy import Retention
from continuity.policy.renewals import GB, MONTH, Terms
from continuity.policy.simulation_storage import PACK, Place, Storage

START = datetime(2026, 11, 23, tzinfo=UTC)
DAY = timedelta(days=1)
KEEP = Keep(retention=Retention(daily=3), immutable_for=None, zone="UTC")
LOCKS = st.none() | st.tuples(st.integers(1, 40), st.none() | st.integers(1, 40))


def played(length: int, terms: Terms, size: float = 1000.0, prune_every: int = 7) -> Place:
    """A backup each day at noon, thinned out each day, space given back each week."""
    storage = Storage(START, {"acme/disk": Place(stock=5000.0, terms=terms)}, {"acme/files": KEEP})
    until = START + length * DAY
    for day in range(length):
        at = START + day * DAY + DAY / 2
        storage.stored("acme/files", at, {"acme/disk": size}, stays=day == 0)
        storage.forgot("acme/disk", at)
        if day % prune_every == 0:
            storage.pruned("acme/disk", at, until)
    storage.close(until)
    return storage.places["acme/disk"]


def terms(lock: tuple[int, int | None] | None) -> Terms:
    period, promised = lock or (None, None)
    return Terms(period=period * DAY if period else None, promised=promised * DAY if promised else None)


@given(st.integers(1, 120), LOCKS)
def test_nothing_is_lost_and_nothing_freed_twice(length: int, lock: tuple[int, int | None] | None) -> None:
    place = played(length, terms(lock))
    plain = place.as_json(length)
    assert plain["end"] == plain["start"] + plain["added"] - plain["given_back"]
    assert min(place.held(length)) >= 5000 + 1000, "the first backup stays"


@given(st.integers(1, 120), LOCKS)
def test_a_lock_never_gives_back_earlier(length: int, lock: tuple[int, int | None] | None) -> None:
    free, locked = played(length, terms(None)), played(length, terms(lock))
    assert all(one <= other for one, other in zip(free.held(length), locked.held(length), strict=True))
    assert (free.gb_months, free.renewals) == (0.0, 0)


def test_without_a_lock_a_few_points_are_left() -> None:
    """Three days by retention, and what was removed since the last prune."""
    assert played(60, terms(None)).held(60)[56] == 5000 + 1000 + 3 * 1000


def test_a_lock_without_renewals_keeps_each_upload_for_its_period() -> None:
    place = played(60, terms((30, None)))
    assert place.renewals == 0
    assert place.held(60)[59] == pytest.approx(5000 + 1000 + 30 * 1000, abs=2000)
    in_vain = 60 * 1000 * 24 * DAY / MONTH / GB  # at most: 30 days less the three kept, less the wait for the prune
    assert 0.2 * in_vain < place.gb_months < in_vain


def test_renewals_come_as_often_as_the_promise_needs_them() -> None:
    """Ten days of thirty may pass each time; what stays for ever is renewed for ever, what goes is not."""
    base = Storage(START, {"acme/disk": Place(stock=0.0, objects=70, terms=terms((30, 20)))}, {})
    base.close(START + 100 * DAY)
    assert base.places["acme/disk"].renewals == 70 * 10
    storage = Storage(START, {"acme/disk": Place(terms=terms((30, 20)))}, {"acme/files": KEEP})
    storage.stored("acme/files", START, {"acme/disk": 10.0 * PACK}, stays=True)
    storage.close(START + 95 * DAY)
    assert storage.places["acme/disk"].renewals == (10 + 2) * 9


def test_a_promise_that_cannot_be_kept_asks_for_no_renewal() -> None:
    assert played(60, terms((20, 20))).renewals == 0
