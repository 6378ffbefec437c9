"""Extending locks in a store that lies, which no real one does: what it says is held against what it shows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.ground.clock import ManualClock
from continuity.ground.errors import Unavailable
from continuity.storage.extending import HOPELESS, READ_BACK, WINDOW, Extender, Pace
from continuity.storage.keeping import Keeping
from continuity.storage.ports import LockedObject

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 23, tzinfo=UTC)
UNTIL = NOW + timedelta(days=30)


@dataclass
class Store:
    """A store of so many packs; a liar answers well and changes nothing."""

    count: int
    liar: bool
    locks: dict[str, datetime] = field(default_factory=dict)
    mode: str = "compliance"

    def entries(self) -> Iterator[LockedObject]:
        for number in range(self.count):
            yield LockedObject(
                key=f"data/{number:04}", version="1", latest=True, size=1, modified=NOW, mode="", locked_until=None
            )

    def with_lock(self, one: LockedObject) -> LockedObject:
        until = self.locks.get(one.key)
        return replace(one, locked_until=until, mode=self.mode if until else "")

    def extend(self, one: LockedObject, until: datetime, mode: str) -> LockedObject:
        if one.mode not in ("", mode):
            raise Unavailable("{name} may not do this", name="keeper")
        if not self.liar:
            self.locks[one.key] = until
        return replace(one, locked_until=until, mode=mode)


@pytest.mark.parametrize("liar", [True, False])
def test_some_locks_are_read_back(liar: bool) -> None:
    store = Store(count=2 * READ_BACK + 1, liar=liar)
    keeping = Keeping(until=UNTIL, needed=NOW + timedelta(days=14), compliance=True)
    extender = Extender(store, store, keeping, Pace(0, ManualClock(NOW)))
    seen = list(extender.passing())
    assert extender.tally.read_back == 3
    assert extender.tally.failed == (3 if liar else 0)
    assert sum(one.locked_until is None for one in seen) == (3 if liar else 0)


def test_a_lock_that_stays_weak_is_read_back_too() -> None:
    """Its end is late enough as it is: only its mode tells that nothing was done."""
    store = Store(count=1, liar=False, mode="governance")
    keeping = Keeping(until=UNTIL, needed=NOW + timedelta(days=14), compliance=True)
    extender = Extender(store, store, keeping, Pace(0, ManualClock(NOW)))
    (seen,) = extender.passing()
    assert (seen.mode, extender.tally.extended) == ("", 0)
    assert "governance mode" in str(extender.tally.failures[0][1])


def test_weak_locks_that_nobody_may_strengthen_stop_no_renewal() -> None:
    """Else whoever writes a few of them lets all other locks end."""
    weak = {f"data/{number:04}": UNTIL for number in range(3 * WINDOW)}
    store = Store(count=len(weak) + 5, liar=False, locks=dict(weak), mode="governance")
    keeping = Keeping(until=UNTIL, needed=NOW + timedelta(days=14), compliance=True)
    extender = Extender(store, Store(count=0, liar=False, locks=store.locks), keeping, Pace(0, ManualClock(NOW)))
    list(extender.passing())
    assert store.locks.keys() > weak.keys()
    assert len(store.locks) == store.count
    assert HOPELESS <= extender.tally.failed < len(weak), "nor are all of them tried"
