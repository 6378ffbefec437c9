"""How long a copy that failed is tried again within its run: one table by family of fault, and where it ends.

Waits are short and their sum is bounded, since a run that waits keeps its snapshot, its source and its place among
others. What takes longer is left to the next run, whose wait keeps nothing (``retries`` of the policy).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground.canonical import sha256_hex
from continuity.ground.errors import Passing

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.policy.timetable import Timetable


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Waits double from ``first`` to ``longest``, and are ``within`` this long, all together."""

    first: timedelta
    longest: timedelta
    within: timedelta


#: Every fault that may pass. What stands in no family (a wrong password, a changed key, a refusal) is never repeated.
PATIENCE: dict[Passing, Patience] = {
    # a router that restarts takes a minute or two, a server five
    Passing.CONNECTION: Patience(
        first=timedelta(seconds=2), longest=timedelta(minutes=1), within=timedelta(minutes=10)
    ),
    # the store is there and asks for time: asking often makes it worse
    Passing.BUSY: Patience(first=timedelta(seconds=10), longest=timedelta(minutes=2), within=timedelta(minutes=10)),
    # another host's backup ends when it ends; restic itself has waited a minute already, where it can
    Passing.LOCKED: Patience(first=timedelta(seconds=30), longest=timedelta(minutes=1), within=timedelta(minutes=5)),
    # it stood still for minutes before it was given up: once more is all
    Passing.STILL: Patience(first=timedelta(seconds=5), longest=timedelta(seconds=5), within=timedelta(seconds=5)),
    # our own doing, and nobody to be spared: at once; once for each limit that begins meanwhile
    Passing.CHANGED: Patience(first=timedelta(seconds=1), longest=timedelta(seconds=1), within=timedelta(seconds=15)),
}
_FRACTION = 16**8


def pause(fault: Passing, number: int, share: float) -> timedelta:
    """Return how long to wait after the failed try ``number`` (1 and up).

    ``share`` (0 to less than 1) takes up to half of it away, so that many that failed at once do not come back at once.
    """
    asked = PATIENCE[fault]
    doubled: timedelta = asked.first * 2 ** min(number - 1, 30)
    return min(doubled, asked.longest) * (1 - share / 2)


def allowed(fault: Passing | None, waited: timedelta, wait: timedelta, *, now: datetime, until: datetime) -> bool:
    """Tell whether to try again after ``wait``, having ``waited`` before: the budget lasts, and so does the time."""
    return fault is not None and waited + wait <= PATIENCE[fault].within and now + wait < until


def until(timetable: Timetable, now: datetime, objective_ends: datetime | None) -> datetime:
    """Return the instant at which no try may begin any more, for work that begins ``now``.

    It is the next time of the same work, the end of the hours in which it may start, or the instant at which the RPO
    will be broken (``objective_ends``), whichever comes first. What is past already ends nothing.
    """
    following = timetable.after(now)
    shut = timetable.hours.shuts(now) if timetable.allows(now) else None
    ends = [following.at if following else None, shut, objective_ends]
    return min((one for one in ends if one is not None and one > now), default=now + _LONGEST)


def share_of(run: str, repository: str, number: int) -> float:
    """Return the place of a try between all others that wait for the same repository, from 0 to less than 1."""
    return int(sha256_hex(f"{run}\n{repository}\n{number}".encode())[:8], 16) / _FRACTION


_LONGEST = timedelta(days=1)  # where nothing is ever due: all budgets end before
