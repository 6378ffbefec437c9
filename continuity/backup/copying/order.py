"""Who is backed up to first, and what the others then do; one that is slow, stuck or gone keeps nobody waiting."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from continuity.backup.adoption import Memory
from continuity.backup.attempt import Attempt
from continuity.backup.copying.follower import Follower, Leader
from continuity.backup.restic import stall
from continuity.backup.restic.copying import Indexes
from continuity.ground.errors import NotProven
from continuity.ground.parallel import parallel
from continuity.policy.copying import Copying

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from continuity.backup.attempt import Task
    from continuity.backup.place import Place
    from continuity.ground.clock import Clock
    from continuity.ground.errors import ContinuityError

    Told = Callable[[str, float], None]

AT_ONCE = 3  # a copy costs this machine about one core


def made(task: Task, places: Sequence[Place], clock: Clock, told: Told) -> list[Attempt]:
    """Make every place's share of a run, as the task asks for it, and return what came of each, in their order."""
    if task.copying is Copying.EACH or len(places) == 1:
        return _side_by_side([Attempt(task, place, clock) for place in places], told)
    tried = _lead(task, places, clock, told)
    leader = next((attempt for attempt in tried.values() if attempt.point), None)
    over = {name: one for name, one in tried.items() if one is leader or (one.admitted and not one.reached)}
    others = [place for place in places if place.spec.name not in over]
    if leader is None:
        rest = [Attempt(task, place, clock) for place in others]
    else:
        lead = Leader(leader, Indexes(leader.place.restic))
        rest = [Follower(task, place, clock, lead) for place in others]
    for one in _side_by_side(rest, told):
        if before := tried.get(one.name):
            one.copy = replace(one.copy, attempts=(*before.copy.attempts, *one.copy.attempts))
        over[one.name] = one
    return [over[place.spec.name] for place in places]


def as_json(attempts: Sequence[Attempt]) -> dict[str, Any]:
    """Return how each copy was made, and why not as it was asked for, for the run's detail."""
    return {
        one.name: {
            "asked": str(one.task.copying),
            "how": str(one.how) if one.point else "",
            "from": one.leader.name if one.point and one.how is not Copying.EACH else "",
            "reason": str(one.why) if one.why else "",
            "missed": [point.snapshot for point in one.missed],
        }
        for one in attempts
        if isinstance(one, Follower)
    }


def damage(attempts: Sequence[Attempt]) -> list[ContinuityError]:
    """Return what was seen to be damaged in the repository that was copied from."""
    return [one.why for one in attempts if isinstance(one, Follower) and isinstance(one.why, NotProven)]


def _lead(task: Task, places: Sequence[Place], clock: Clock, told: Told) -> dict[str, Attempt]:
    """Back up to one place after the other until one has the point; each is tried once, and not waited for long."""
    patience = min(filter(None, (task.patience, stall.SHORTEST)))
    hasty = replace(
        task,
        patience=patience,
        persistence=replace(task.persistence, until=None),
        turn=partial(task.turn, patience=stall.SHORTEST),
    )
    tried: dict[str, Attempt] = {}
    for place in _ranked(task, places):
        attempt = Attempt(hasty, place, clock)
        tried[attempt.name] = attempt
        _side_by_side([attempt], told)
        if attempt.point:
            break
    return tried


def _ranked(task: Task, places: Sequence[Place]) -> list[Place]:
    """Begin with who has the newest run's point: least is to be read, and it lacks nothing; of those, who is near.

    The names of runs are in the order of time; data times would tell apart what came of one run.
    """
    newest = {
        place.spec.name: max((one.run for one in task.memories.get(place.spec.name, Memory()).points), default="")
        for place in places
    }
    near_first = sorted(places, key=lambda place: place.port.capabilities.remote)
    return sorted(near_first, key=lambda place: newest[place.spec.name], reverse=True)


def _side_by_side(attempts: Sequence[Attempt], told: Told) -> list[Attempt]:
    return parallel([partial(attempt.make, told) for attempt in attempts], at_once=AT_ONCE)
