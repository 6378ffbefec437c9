"""Which objects are locked anew: what falls short, and nothing that would be shortened, weakened or must go."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.storage.keeping import Keeping
from continuity.storage.locks import must_grow
from continuity.storage.ports import LockedObject

NOW = datetime(2026, 11, 23, tzinfo=UTC)
DAY = timedelta(days=1)
PARTS = ("config", "keys/k", "index/i", "data/aa/p", "snapshots/s", "snapshots/other", "locks/l")
KEEPING = Keeping(until=NOW + 60 * DAY, needed=NOW + 16 * DAY, snapshots={"s": NOW + 10 * DAY}, compliance=True)


def one(key: str, days: float | None = None, mode: str = "compliance", **other: Any) -> LockedObject:
    until = None if days is None else NOW + days * DAY
    plain = LockedObject(
        key=key, version="1", latest=True, size=1, modified=NOW, mode=mode if until else "", locked_until=until
    )
    return replace(plain, **other)


LONGEST = NOW + 80 * DAY
objects = st.builds(
    one,
    st.sampled_from(PARTS),
    st.none() | st.floats(-5, 100),
    st.sampled_from(["compliance", "governance"]),
    latest=st.booleans(),
    delete_marker=st.booleans(),
)


@given(objects, st.booleans(), st.sampled_from([None, LONGEST]))
def test_what_is_extended_only_ever_gains(seen: LockedObject, compliance: bool, longest: datetime | None) -> None:
    keeping = replace(KEEPING, compliance=compliance, longest=longest)
    if keeping.short(seen):
        must_grow(seen, keeping.end(seen), keeping.mode(seen))  # raises where it would lose
        assert not keeping.short(replace(seen, locked_until=keeping.end(seen), mode=keeping.mode(seen))), "once"
        assert longest is None or keeping.end(seen) <= longest
        assert not seen.key.startswith("locks/")
        assert seen.latest
    elif seen.latest and not seen.delete_marker and seen.key in PARTS[:5]:
        needed = NOW + 10 * DAY if seen.key == "snapshots/s" else keeping.needed
        assert needed is not None
        assert seen.locked_until is not None
        assert seen.locked_until >= needed
        assert seen.mode == "compliance" or not compliance or seen.locked_until > LONGEST


def test_examples() -> None:
    short = [seen.key for seen in map(one, PARTS, [15.9] * 7) if KEEPING.short(seen)]
    assert short == ["config", "keys/k", "index/i", "data/aa/p"]
    assert KEEPING.short(one("snapshots/s", 9))
    assert not KEEPING.short(one("snapshots/other")), "nobody promises it"
    assert not KEEPING.short(one("config", 16))
    assert KEEPING.short(one("config", 50, "governance")), "a governance lock keeps no compliance promise"
    held = one("config", 90, "governance")
    assert KEEPING.short(held), "nor does one that ends late"
    assert (KEEPING.end(held), KEEPING.mode(held)) == (held.locked_until, "compliance")
    assert not replace(KEEPING, longest=LONGEST).short(held), "somebody's date in 2099 is not made irrevocable"
    assert not KEEPING.short(one("config", 9999)), "locked for longer by somebody else"
    assert not Keeping(until=KEEPING.until).short(one("config")), "nothing is promised"


@pytest.mark.parametrize(
    ("seen", "days", "mode"),
    [
        (one("config", 10), 9, "compliance"),
        (one("config", 10), 20, "governance"),
        (one("locks/l"), 20, "compliance"),
        (one("config", None, delete_marker=True), 20, "compliance"),
        (one("config"), 20, ""),
    ],
)
def test_a_lock_is_never_shortened_nor_weakened(seen: LockedObject, days: int, mode: str) -> None:
    with pytest.raises(ValueError, match=seen.key):
        must_grow(seen, NOW + days * DAY, mode)
