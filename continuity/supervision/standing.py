"""Where a check stands: what it saw, held against what it saw before; pure.

Soft and hard, as the field knows it: a problem is *soft* until it was seen ``attempts`` times in a row, then *hard*,
and only that is told; it counts from when it was first seen. What is well is so at once. Behind a dead parent a device
is *unreachable*, which is no fault of its own. Where nobody could ask, or nobody asked in time, it is *undetermined*:
that is recorded, and never counted as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from continuity.model.standing import Change, Standing, Status
from continuity.supervision.checks.ports import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

#: How many observations are looked back upon for flapping.
REMEMBERED = 21


_OF = {
    State.OK: Status.OK,
    State.WARNING: Status.WARNING,
    State.CRITICAL: Status.CRITICAL,
    State.UNKNOWN: Status.UNDETERMINED,
}
_LONGEST_BACK = timedelta(days=1)
_PROBLEMS = (Status.WARNING, Status.CRITICAL, Status.UNREACHABLE)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How one check is judged: how often it is asked, and how often a problem must be seen.

    ``late``: with no observation for so long, nobody saw. ``flaps_from`` and ``flaps_until`` are shares of change.
    """

    every: timedelta
    late: timedelta
    attempts: int = 3
    flaps_from: float = 0.2
    flaps_until: float = 0.05


def observed(
    standing: Standing, seen: tuple[State, str], at: datetime, rules: Rules, *, parent_down: bool = False
) -> tuple[Standing, tuple[Change, ...]]:
    """Return where the check stands now, and which hard changes that made, in their order.

    ``seen`` is the state, and what was said of it. ``parent_down``: what lies before the device does not answer
    either. An observation from before the last one (a clock that was set back) is judged as if it came right after it;
    the time that passes twice is undetermined.
    """
    state, said = seen
    twice = _twice(standing, at, rules)
    at = max(at, standing.at) if standing.at else at
    blind = twice or _blind(standing, at, rules)
    before = standing if blind is None else replace(standing, status=blind.now, since=blind.since, trying=None, tried=0)
    status = _OF[state]
    if status is Status.CRITICAL and parent_down:
        status = Status.UNREACHABLE
    after = _judged(before, status, at, rules)
    after = _flapping(replace(after, at=at, said=said, seen=(*standing.seen, status)[-REMEMBERED:]), rules)
    changes = [blind] if blind else []
    if after.status is not before.status:
        changes.append(Change(was=before.status, now=after.status, since=after.since or at, at=at, said=said))
    return after, tuple(changes)


def unseen(standing: Standing, now: datetime, rules: Rules) -> tuple[Standing, tuple[Change, ...]]:
    """Return where the check stands when nothing came: undetermined once it is late. To be asked as time passes."""
    blind = _blind(standing, now, rules)
    if blind is None:
        return standing, ()
    return replace(standing, status=blind.now, since=blind.since, trying=None, tried=0), (blind,)


def change_share(seen: Sequence[Status]) -> float:
    """Return which share of the newest observations differed from the one before, newer ones counting for more.

    Weights rise evenly from 0.8 to 1.2 over the 20 steps between 21 observations, as Nagios documents it.
    """
    steps = REMEMBERED - 1
    offset = REMEMBERED - len(seen)
    weights = (0.8 + 0.4 * (place + offset) / (steps - 1) for place in range(len(seen) - 1))
    pairs = pairwise(seen)
    return sum(weight for weight, (one, other) in zip(weights, pairs, strict=True) if one is not other) / steps


def _blind(standing: Standing, at: datetime, rules: Rules) -> Change | None:
    """Return that nobody saw: from the moment at which it should have been asked again."""
    if standing.at is None or standing.status is Status.UNDETERMINED or at - standing.at <= rules.late:
        return None
    return Change(was=standing.status, now=Status.UNDETERMINED, since=standing.at + rules.every, at=at)


def _twice(standing: Standing, at: datetime, rules: Rules) -> Change | None:
    """Return that a time passes for the second time, once; what was seen of it the first time holds no longer.

    A clock that is wrong by more than a day was not set, and takes nothing back.
    """
    if standing.at is None or standing.status is Status.UNDETERMINED or (standing.since or at) >= standing.at:
        return None
    if not rules.every < standing.at - at <= _LONGEST_BACK:
        return None
    return Change(was=standing.status, now=Status.UNDETERMINED, since=at, at=standing.at)


def _judged(before: Standing, status: Status, at: datetime, rules: Rules) -> Standing:
    if status is before.status:
        return replace(before, trying=None, trying_since=None, tried=0)
    if status not in _PROBLEMS or before.status in _PROBLEMS:
        return replace(before, status=status, since=at, trying=None, trying_since=None, tried=0)
    tried = before.tried + 1
    since = before.trying_since if status is before.trying else at
    if tried >= rules.attempts:
        return replace(before, status=status, since=since, trying=None, trying_since=None, tried=0)
    return replace(before, trying=status, trying_since=since, tried=tried)


def _flapping(after: Standing, rules: Rules) -> Standing:
    share = change_share(after.seen)
    flaps = share >= rules.flaps_until if after.flapping else share >= rules.flaps_from
    return replace(after, flapping=flaps)
