"""How long points stay, known as soon as their successors come: what makes a year of retention cheap to play. Pure.

The real rules (:mod:`continuity.policy.retention`) look at all points at once, each day. Here, a point's end is worked
out once: as long as it is the newest of its hour, day, … and as that many such periods have not begun since. That is
the same wherever each period has a point.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from continuity.policy.policy import resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from continuity.model.inventory import Inventory
    from continuity.policy.policy import Retention


@dataclass(frozen=True, kw_only=True)
class Keep:
    """What a policy says of how long the points of an asset stay, and where the client is."""

    retention: Retention
    immutable_for: timedelta | None
    zone: str


@dataclass(frozen=True, kw_only=True)
class Held:
    """A point, and what it alone holds in each repository."""

    at: datetime
    sizes: Mapping[str, float]
    forever: bool = False


def keeps(inventory: Inventory) -> dict[str, Keep]:
    """Return how long the points of every asset stay, by ``client/asset``."""
    found = {}
    for client in inventory.clients.values():
        for asset in client.assets.values():
            policy = resolve(asset.policy, client.policies)
            found[asset.reference] = Keep(
                retention=policy.retention, immutable_for=policy.immutable_for, zone=client.timezone
            )
    return found


class Lifetimes:
    """The points of one asset, in the order of their times."""

    def __init__(self, keep: Keep) -> None:
        self._keep, self._zone = keep, ZoneInfo(keep.zone)
        self._classes = [(name, count) for name in _PERIODS if (count := getattr(keep.retention, name))]
        self._newest: deque[tuple[Held, datetime]] = deque()  # with what their classes keep them for
        self._local: datetime | None = None

    def come(self, point: Held) -> Iterator[tuple[Held, datetime]]:
        """Take in a new point; yields each earlier one whose end is now known, with that end."""
        if not self._keep.retention.asked or point.forever:
            return
        local = point.at.astimezone(self._zone)
        if self._newest and self._local is not None:
            before, _ = self._newest.pop()
            self._newest.append((before, self._end(before, self._local, local)))
        self._newest.append((point, point.at))
        self._local = local
        if len(self._newest) > (self._keep.retention.last or 1):
            oldest, end = self._newest.popleft()
            yield oldest, max(end, point.at)

    def _end(self, point: Held, local: datetime, following: datetime) -> datetime:
        """Return how long its classes keep a point, now that it is known in which of them it is the newest."""
        end = point.at + (self._keep.immutable_for or timedelta())
        for name, count in self._classes:
            begins, later = _PERIODS[name]
            first = begins(local)
            if first != begins(following):
                end = max(end, later(first, count).astimezone(UTC))
        return end


def _months(first: datetime, count: int) -> datetime:
    month = first.month - 1 + count
    return first.replace(year=first.year + month // 12, month=month % 12 + 1)


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _day(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


#: By class: when the period of a time begins, and when the one that comes so many later does.
_PERIODS: dict[str, tuple[Callable[[datetime], datetime], Callable[[datetime, int], datetime]]] = {
    "hourly": (_hour, lambda first, count: first.astimezone(UTC) + timedelta(hours=count)),
    "daily": (_day, lambda first, count: first + timedelta(days=count)),
    "weekly": (lambda at: _day(at) - timedelta(days=at.weekday()), lambda first, count: first + timedelta(weeks=count)),
    "monthly": (lambda at: _day(at).replace(day=1), _months),
    "yearly": (lambda at: _day(at).replace(month=1, day=1), lambda first, count: _months(first, 12 * count)),
}
