"""The queue of tasks: its lanes choose what a sorted list, asked one by one, would choose."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from continuity.engine.daemon.waiting import Task, Waiting
from continuity.model.job import JobKind

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
KINDS = (JobKind.BACKUP, JobKind.VERIFY)
PLACES = ("a/one", "a/two", "b/one")


def task(kind: JobKind, places: tuple[str, ...], priority: int, minutes: int) -> Task:
    due = NOW + timedelta(minutes=minutes)
    return Task(kind=kind, subject="s", priority=priority, due=due, repositories=places, work=lambda: None)


TASKS = st.builds(
    task,
    st.sampled_from(KINDS),
    st.lists(st.sampled_from(PLACES), min_size=1, max_size=2, unique=True).map(tuple),
    st.integers(0, 2),
    st.integers(0, 3),
)


class World:
    """What runs now; two of a kind at most, and one in a repository."""

    def __init__(self) -> None:
        self.running: list[Task] = []

    def room(self, kind: JobKind) -> bool:
        return Counter(one.kind for one in self.running)[kind] < 2

    def fits(self, wanted: Task) -> bool:
        return not any(set(one.repositories) & set(wanted.repositories) for one in self.running)


@given(st.lists(st.one_of(TASKS, st.integers(0, 3)), max_size=40))
def test_lanes_choose_what_a_sorted_list_would(steps: list[Task | int]) -> None:
    """A task comes, or the one that began so long ago ends; each time all that fits begins, in order."""
    waiting, ours, plain, theirs = Waiting(), World(), list[Task](), World()
    for step in steps:
        if isinstance(step, Task):
            waiting.put(step)
            plain.append(step)
        elif step < len(ours.running):
            ours.running.pop(step)
            theirs.running.pop(step)
        waiting.start(ours.room, ours.fits, ours.running.append)
        for one in sorted(plain, key=lambda one: (-one.priority, one.due)):  # stable: equals in the order they came
            if theirs.room(one.kind) and theirs.fits(one):
                theirs.running.append(one)
                plain = [other for other in plain if other is not one]
        assert [id(one) for one in ours.running] == [id(one) for one in theirs.running]
        assert len(waiting) == len(plain)


def test_what_waits_for_one_place_is_not_asked_one_by_one() -> None:
    waiting, world, asked = Waiting(), World(), Counter[str]()
    world.running.append(task(JobKind.BACKUP, ("a/one",), 0, 0))
    for number in range(1000):
        waiting.put(task(JobKind.BACKUP, ("a/one",), number % 9, number))

    def fits(one: Task) -> bool:
        asked["times"] += 1
        return world.fits(one)

    waiting.start(world.room, fits, world.running.append)
    assert (asked["times"] <= 9, len(waiting)) == (True, 1000)
    waiting.clear()
    waiting.start(world.room, fits, world.running.append)
    assert (len(waiting), len(world.running)) == (0, 1)
