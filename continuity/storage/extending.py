"""Locks read and extended as a listing passes by: in parallel, in order, in memory that does not grow.

Whoever is killed in the middle leaves locks that are extended and locks that are not: the next run reads which.
"""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from continuity.ground.cancel import current
from continuity.ground.errors import ContinuityError, NotProven
from continuity.storage.locks import AT_ONCE, STRENGTH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from datetime import datetime

    from continuity.ground.clock import Clock
    from continuity.storage.keeping import Keeping
    from continuity.storage.locks import Locks
    from continuity.storage.ports import LockedObject

_SECOND = timedelta(seconds=1)
S = TypeVar("S")
T = TypeVar("T")

#: How many objects are under way at once, read ahead of the one that is handed on.
WINDOW = 32 * AT_ONCE
#: After so many refusals, and no success, no more is asked for; longer locks and stronger ones count apart, since
#: stores refuse to turn governance into compliance to whoever may not bypass it (Ceph 16.2, tried).
HOPELESS = 50
#: The first extended lock is read back, and then one in so many: a store that says yes and does nothing is found out.
READ_BACK = 64


def in_order(items: Iterable[S], work: Callable[[S], T]) -> Iterator[T]:
    """Yield ``work`` of each item, in their order, many at once; ends within one request when cancelled."""
    waiting: deque[Future[T]] = deque()
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        for item in items:
            current().check()
            waiting.append(pool.submit(work, item))
            if len(waiting) >= WINDOW:
                yield waiting.popleft().result()
        while waiting:
            current().check()
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def with_locks(place: Locks) -> Iterator[LockedObject]:
    """Yield every version with its lock, in the store's order; the next page is listed while locks are read."""
    return in_order(place.entries(), lambda one: one if one.delete_marker else place.with_lock(one))


class Pace:
    """No more than so many requests a second (0: as many as the store takes). Safe for threads."""

    def __init__(self, a_second: float, clock: Clock) -> None:
        self._gap, self._clock = (1 / a_second if a_second else 0.0), clock
        self._lock, self._next = threading.Lock(), clock.mark().boot_s

    def wait(self) -> None:
        """Return when the next request may go."""
        if not self._gap:
            return
        with self._lock:
            now = self._clock.mark().boot_s
            self._next = max(self._next, now) + self._gap
            left = self._next - self._gap - now
        if left > 0:
            self._clock.sleep(left)


@dataclass(kw_only=True)
class Tally:
    """What was done so far; ``failures`` are the first of those that the store refused, by key."""

    read: int = 0
    extended: int = 0
    read_back: int = 0
    bytes: int = 0
    byte_seconds: float = 0.0
    failed: int = 0
    not_tried: int = 0
    failures: list[tuple[str, ContinuityError]] = field(default_factory=list)


class Extender:
    """Extends what falls short of a place; ``trial``: only counts it, and asks for nothing.

    ``read`` opens the place for looking, ``keeper`` for extending: they may be different users of the store.
    """

    def __init__(self, read: Locks, keeper: Locks, keeping: Keeping, pace: Pace, *, trial: bool = False) -> None:
        self._read, self._keeper, self._keeping = read, keeper, keeping
        self._pace, self._trial = pace, trial
        self._lock, self.tally, self._asked = threading.Lock(), Tally(), 0
        self._refused, self._granted = {True: 0, False: 0}, {True: 0, False: 0}  # by whether a mode was to change

    def passing(self) -> Iterator[LockedObject]:
        """Yield every version with its lock as it is afterwards, in the store's order."""
        yield from in_order(self._read.entries(), self._one)

    def _one(self, entry: LockedObject) -> LockedObject:
        if entry.delete_marker:
            return entry
        one = self._read.with_lock(entry)
        short = self._keeping.short(one)
        with self._lock:
            self.tally.read += 1
            kind = self._stronger(one)
            hopeless = self._refused[kind] >= HOPELESS and not self._granted[kind]
            self.tally.not_tried += short and hopeless
        return self._extended(one) if short and not hopeless else one

    def _extended(self, one: LockedObject) -> LockedObject:
        self._pace.wait()
        until, mode = self._keeping.end(one), self._keeping.mode(one)
        try:
            new = one if self._trial else self._keeper.extend(one, until, mode)
            if not self._trial:
                self._read_back(new, until, mode)
        except ContinuityError as error:
            with self._lock:
                self.tally.failed += 1
                self._refused[self._stronger(one)] += 1
                if len(self.tally.failures) < HOPELESS:
                    self.tally.failures.append((one.key, error))
            return one
        longer = until - (one.locked_until or one.modified)
        with self._lock:
            self.tally.extended += 1
            self._granted[self._stronger(one)] += 1
            self.tally.bytes += one.size
            self.tally.byte_seconds += one.size * max(longer.total_seconds(), 0)
        return new

    def _stronger(self, one: LockedObject) -> bool:
        return one.locked_until is not None and self._keeping.mode(one) != one.mode

    def _read_back(self, new: LockedObject, until: datetime, mode: str) -> None:
        """Ask the store for some of the locks that it said it has extended; ``NotProven`` where it has not."""
        with self._lock:
            number, self._asked = self._asked, self._asked + 1
            if number % READ_BACK:
                return
            self.tally.read_back += 1
        seen = self._read.with_lock(new)
        found = seen.locked_until
        if found is None or found < until - _SECOND:  # stores keep whole seconds
            raise NotProven("the store took the extension, and its lock ends {found}", found=found or "-")
        if STRENGTH[seen.mode] < STRENGTH[mode]:
            raise NotProven("the store took the extension, and its lock is in {mode} mode", mode=seen.mode or "-")
