"""When each line of work is due next: a heap, so that a look costs what is due, not what exists."""

from __future__ import annotations

import heapq
import itertools
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from datetime import datetime

K = TypeVar("K")


class Agenda(Generic[K]):
    """Keys by their next due time; a key has one time at most. Not safe for threads: its owner locks."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, K]] = []
        self._entry: dict[K, int] = {}  # key -> the number of its one valid entry in the heap
        self._numbers = itertools.count()

    def __len__(self) -> int:
        return len(self._entry)

    def put(self, key: K, at: datetime | None) -> None:
        """Set when the key is due next, whatever was set before; None: it is not due any more."""
        self._entry.pop(key, None)
        if at is not None:
            number = self._entry[key] = next(self._numbers)
            heapq.heappush(self._heap, (at, number, key))

    def head(self) -> datetime | None:
        """Return the earliest due time; None where nothing is due ever."""
        while self._heap and self._stale():
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def take(self, now: datetime) -> list[K]:
        """Take out every key that is due by now, earliest first."""
        taken = []
        while (head := self.head()) is not None and head <= now:
            _, _, key = heapq.heappop(self._heap)
            del self._entry[key]
            taken.append(key)
        return taken

    def clear(self) -> None:
        """Forget every key."""
        self._heap.clear()
        self._entry.clear()

    def _stale(self) -> bool:
        _, number, key = self._heap[0]
        return self._entry.get(key) != number
