"""Tasks that wait for their turn, so that choosing the next costs what may start, not what waits.

What a task needs is told by its kind, its repositories and its turns: those that need the same wait in one *lane*, and
if the first of a lane does not fit, the others need not be asked.
"""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from continuity.model.job import JobKind
    from continuity.policy.turns import Turn


@dataclass(frozen=True, kw_only=True)
class Task:
    """Work that is due: ``repositories`` are all it touches, each ``client/name``; ``work`` must not raise.

    ``turns`` are the places of which the documents say how many may be there at once.
    """

    kind: JobKind
    subject: str
    priority: int
    due: datetime
    repositories: tuple[str, ...]
    work: Callable[[], None]
    turns: tuple[Turn, ...] = ()


_Entry = tuple[int, "datetime", int, Task]  # in the order in which they start; the number tells equals apart
_Lane = tuple["JobKind", tuple[str, ...], "tuple[Turn, ...]"]


class Waiting:
    """A queue, most urgent first, then longest due. Not safe for threads: its owner locks."""

    def __init__(self) -> None:
        self._lanes: dict[_Lane, list[_Entry]] = {}
        self._fronts: dict[JobKind, list[_Entry]] = {}  # the first of each lane, by kind; some may be stale
        self._numbers = itertools.count()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def put(self, task: Task) -> None:
        """Let a task wait."""
        entry = (-task.priority, task.due, next(self._numbers), task)
        lane = self._lanes.setdefault(_lane(task), [])
        heapq.heappush(lane, entry)
        if lane[0] is entry:
            heapq.heappush(self._fronts.setdefault(task.kind, []), entry)
        self._count += 1

    def clear(self) -> None:
        """Let nothing wait any more."""
        self._lanes.clear()
        self._fronts.clear()
        self._count = 0

    def start(
        self, room: Callable[[JobKind], bool], fits: Callable[[Task], bool], begin: Callable[[Task], None]
    ) -> None:
        """Take out and ``begin`` every task that fits, most urgent first.

        Both are asked anew after each that began: ``room`` tells whether any task of a kind may start, ``fits``
        whether this one may; they must answer by kind, repositories and turns alone, and what does not fit must not fit
        better because another began.
        """
        blocked: list[_Entry] = []
        while kinds := [kind for kind, fronts in self._fronts.items() if self._front(fronts) and room(kind)]:
            kind = min(kinds, key=lambda one: self._fronts[one][0])
            entry = heapq.heappop(self._fronts[kind])
            if fits(entry[-1]):
                self._take(entry[-1])
                begin(entry[-1])
            else:
                blocked.append(entry)
        for entry in blocked:
            heapq.heappush(self._fronts[entry[-1].kind], entry)

    def _take(self, task: Task) -> None:
        """Take out the first of a lane, which is its front no more, and let the next be it."""
        key = _lane(task)
        lane = self._lanes[key]
        heapq.heappop(lane)
        self._count -= 1
        if lane:
            heapq.heappush(self._fronts[task.kind], lane[0])
        else:
            del self._lanes[key]

    def _front(self, fronts: list[_Entry]) -> bool:
        """Drop fronts that a more urgent task of their lane overtook; tell whether one is left."""
        while fronts and not self._first(fronts[0]):
            heapq.heappop(fronts)
        return bool(fronts)

    def _first(self, entry: _Entry) -> bool:
        task = entry[-1]
        lane = self._lanes.get(_lane(task))
        return lane is not None and lane[0] is entry


def _lane(task: Task) -> _Lane:
    return task.kind, task.repositories, task.turns
