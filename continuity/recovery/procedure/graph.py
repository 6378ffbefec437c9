"""The order that the needs of steps leave: circles found and named, and when each step would be done. Pure."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


@dataclass(frozen=True, kw_only=True)
class Slot:
    """When a step begins and ends, in seconds from the beginning, and which step it had to wait for last."""

    begins: float
    ends: float
    after: str = ""


def circle(needs: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return the steps of a circle, the first one again at its end; empty where there is none."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return tuple(reversed(error.args[1]))
    return ()


def slots(
    needs: Mapping[str, Collection[str]], seconds: Mapping[str, float], people: Collection[str]
) -> dict[str, Slot]:
    """Return when each step would be done: actions side by side as soon as they may, people one thing at a time.

    ``needs`` names every step, in the order of the document, and goes in no circle.
    """
    return _Schedule(needs, seconds, people).done()


def way(found: Mapping[str, Slot], last: str) -> tuple[str, ...]:
    """Return the steps that ``last`` had to wait for, one after the other: what is quicker elsewhere saves nothing."""
    steps = [last]
    while before := found[steps[-1]].after:
        steps.append(before)
    return tuple(reversed(steps))


class _Schedule:
    """Steps put into time; what is ready for people is kept apart, since they do one thing at a time."""

    def __init__(
        self, needs: Mapping[str, Collection[str]], seconds: Mapping[str, float], people: Collection[str]
    ) -> None:
        self._seconds, self._people = seconds, frozenset(people)
        self._needs = {name: frozenset(wanted) for name, wanted in needs.items()}
        self._left = {name: len(wanted) for name, wanted in self._needs.items()}
        self._behind: dict[str, list[str]] = {name: [] for name in needs}
        for name, wanted in self._needs.items():
            for one in wanted:
                self._behind[one].append(name)
        self._names = list(needs)
        self._place = {name: place for place, name in enumerate(needs)}
        self._slots: dict[str, Slot] = {}
        self._coming: list[tuple[float, int]] = []  # for people: when it is ready, and its place in the document

    def done(self) -> dict[str, Slot]:
        """Return the slot of every step."""
        self._follow([name for name, left in self._left.items() if not left])
        free, last = 0.0, ""
        waiting: list[int] = []  # ready before whoever is at work is free: the first of the document comes first
        while self._coming or waiting:
            while self._coming and (self._coming[0][0] <= free or not waiting):
                ready, place = heapq.heappop(self._coming)
                free, last = (ready, "") if ready > free else (free, last)
                heapq.heappush(waiting, place)
            name = self._names[heapq.heappop(waiting)]
            after = last if last and free > self._ready(name) else self._latest(name)
            self._slots[name] = Slot(begins=free, ends=free + self._seconds[name], after=after)
            free, last = self._slots[name].ends, name
            self._follow(self._freed(name))
        return self._slots

    def _follow(self, ready: list[str]) -> None:
        """Give actions that may begin their slots, and all that may begin behind them; people's steps are lined up."""
        while ready:
            name = ready.pop()
            if name in self._people:
                heapq.heappush(self._coming, (self._ready(name), self._place[name]))
                continue
            begins = self._ready(name)
            self._slots[name] = Slot(begins=begins, ends=begins + self._seconds[name], after=self._latest(name))
            ready += self._freed(name)

    def _freed(self, name: str) -> list[str]:
        """Return what may begin now that this one has its slot."""
        for one in self._behind[name]:
            self._left[one] -= 1
        return [one for one in self._behind[name] if not self._left[one]]

    def _latest(self, name: str) -> str:
        return max(self._needs[name], key=lambda one: (self._slots[one].ends, one), default="")

    def _ready(self, name: str) -> float:
        return max((self._slots[one].ends for one in self._needs[name]), default=0.0)
