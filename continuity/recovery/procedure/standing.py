"""Which steps are where, kept as events come: what is ready is not searched for among all steps at each of them. Pure.

A procedure of a thousand steps asks two thousand times what may begin.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from enum import StrEnum

    from continuity.model.procedure import Step


class Standing:
    """The steps by their states; all of them are ``waiting`` at first, and ``passed`` lets what follows begin."""

    def __init__(self, steps: Mapping[str, Step], waiting: StrEnum, passed: Collection[StrEnum]) -> None:
        self._waiting, self._passed = waiting, frozenset(passed)
        self._place = {name: place for place, name in enumerate(steps)}
        self._among: dict[StrEnum, set[str]] = defaultdict(set, {waiting: set(steps)})
        self._missing = {name: len(set(step.needs)) for name, step in steps.items()}
        self._followers: dict[str, list[str]] = defaultdict(list)
        for name, step in steps.items():
            for needed in set(step.needs):
                self._followers[needed].append(name)
        self._free = {name for name, missing in self._missing.items() if not missing}

    def moved(self, name: str, before: StrEnum, after: StrEnum) -> None:
        """Note that a step came from one state into another."""
        if before is after:
            return
        self._among[before].discard(name)
        self._among[after].add(name)
        self._weigh(name, waits=after is self._waiting)
        if (came := after in self._passed) is not (before in self._passed):
            for follower in self._followers[name]:
                self._missing[follower] += -1 if came else 1
                self._weigh(follower, waits=follower in self._among[self._waiting])

    def ready(self) -> list[str]:
        """Return the steps that wait for nothing more, in the order of the document."""
        return self._sorted(self._free)

    def among(self, *states: StrEnum) -> list[str]:
        """Return the steps that are in one of these states, in the order of the document."""
        return self._sorted(name for state in states for name in self._among[state])

    def left(self) -> int:
        """Return how many steps were not passed."""
        return len(self._place) - sum(len(self._among[state]) for state in self._passed)

    def _weigh(self, name: str, *, waits: bool) -> None:
        if waits and not self._missing[name]:
            self._free.add(name)
        else:
            self._free.discard(name)

    def _sorted(self, names: Iterable[str]) -> list[str]:
        return sorted(names, key=self._place.__getitem__)
