"""Which recovery points are kept, each with its reasons: pure, so that it can be read, tested and asked beforehand.

Of one asset in one repository. A class (hourly, daily …) keeps the newest point of each of its periods, newest periods
first, until its count is used up; while it is not, the oldest point is kept as well, so that the history reaches as
far back as it can. That is the rule of restic 0.17 and newer. Below that lies a floor that no policy can lower.
Whatever has a single reason to stay, stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from continuity.ground.timestamps import write_time
from continuity.policy.kinds import last_full
from continuity.policy.lengths import said
from continuity.policy.policy import BackupKind
from continuity.policy.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime, timedelta

    from continuity.model.point import Point
    from continuity.policy.policy import Retention

#: What tells the periods of a class apart, of a point's data time where the client is. An hour that summer time's end
#: brings twice is two hours: its offset from UTC tells them apart.
_PERIODS: dict[str, Callable[[datetime], object]] = {
    "hourly": lambda at: (at.date(), at.hour, at.utcoffset()),
    "daily": lambda at: at.date(),
    "weekly": lambda at: at.isocalendar()[:2],
    "monthly": lambda at: (at.year, at.month),
    "yearly": lambda at: at.year,
}


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What decides: the counts, how long every point must stay, the client's time zone, and the moment.

    ``differentials``: whether the schedule makes such points, which lean on the newest full. ``frozen``: changes of the
    source are suspicious, and until somebody accepts them every point stays.
    """

    retention: Retention
    immutable_for: timedelta | None
    zone: str
    now: datetime
    differentials: bool = False
    frozen: bool = False


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What becomes of one point: it stays for these reasons, or it goes, for there is none.

    ``promised_until``: until when its policy promises it immutable; None where it does not.
    """

    point: Point
    reasons: tuple[Reason, ...]
    promised_until: datetime | None = None

    @property
    def kept(self) -> bool:
        """Whether it stays."""
        return bool(self.reasons)


def decide(points: Iterable[Point], rules: Rules) -> tuple[Decision, ...]:
    """Decide about the points of one asset in one repository; newest data first.

    Points of other assets or repositories must not be among them. Where the policy asks for no class at all, every
    point stays.
    """
    ordered = sorted(points, key=lambda point: (point.data_time, point.run, point.snapshot), reverse=True)
    reasons: list[list[Reason]] = [[] for _ in ordered]
    if not rules.retention.asked:
        nothing = because("kept_nothing_asked")
        return tuple(_decision(point, [nothing], rules) for point in ordered)
    past = [place for place, point in enumerate(ordered) if point.data_time <= rules.now]
    for why in reasons if rules.frozen else []:
        why.append(because("kept_frozen"))
    for place, reason in _by_class([(place, ordered[place]) for place in past], rules):
        reasons[place].append(reason)
    for place, point in enumerate(ordered):
        reasons[place] += _by_itself(point, rules)
    for place, reason in _floor(ordered, past, last_full(ordered) if rules.differentials else None):
        reasons[place].append(reason)
    for place, reason in _parents(ordered, reasons):
        reasons[place].append(reason)
    return tuple(_decision(point, why, rules) for point, why in zip(ordered, reasons, strict=True))


def _decision(point: Point, reasons: Sequence[Reason], rules: Rules) -> Decision:
    promised = point.data_time + rules.immutable_for if rules.immutable_for else None
    return Decision(point=point, reasons=tuple(reasons), promised_until=promised)


def _by_class(past: Sequence[tuple[int, Point]], rules: Rules) -> Iterator[tuple[int, Reason]]:
    """Yield what the counts keep. A point in the future takes nobody's place: it is not among these."""
    for place, _point in past[: rules.retention.last or 0]:
        yield place, because("kept_last", count=rules.retention.last)
    zone = ZoneInfo(rules.zone)
    times = [point.data_time.astimezone(zone) for _, point in past]
    for name, period in _PERIODS.items():
        count = getattr(rules.retention, name) or 0
        seen: set[object] = set()
        for (place, _point), at in zip(past, times, strict=True):
            if len(seen) == count:
                break
            if (key := period(at)) not in seen:
                seen.add(key)
                yield place, because(f"kept_{name}")
            elif place == past[-1][0]:
                yield place, because(f"kept_{name}_oldest")


def _by_itself(point: Point, rules: Rules) -> Iterator[Reason]:
    if point.data_time > rules.now:
        yield because("kept_future", now=write_time(rules.now))
    elif rules.immutable_for and point.data_time + rules.immutable_for > rules.now:
        until = write_time(point.data_time + rules.immutable_for)
        yield because("kept_young", promised=said(rules.immutable_for), until=until)
    if point.kind == BackupKind.ARCHIVE:
        yield because("kept_archive")


def _floor(ordered: Sequence[Point], past: Sequence[int], full: Point | None) -> Iterator[tuple[int, Reason]]:
    """Yield what no policy gives up: the newest point, the newest that is proven, and what the next run leans on."""
    if past:
        yield past[0], because("kept_newest")
    proven = next((place for place, point in enumerate(ordered) if point.verified_at), None)
    if proven is not None:
        yield proven, because("kept_proven")
    if full is not None:
        yield ordered.index(full), because("kept_last_full")


def _parents(ordered: Sequence[Point], reasons: Sequence[Sequence[Reason]]) -> Iterator[tuple[int, Reason]]:
    """Yield the fulls that differentials which stay were compared with.

    Of increments the chain would never end, and no point needs its parent to be restored: only the newest of them,
    which the next one is compared with, must stay, and it does.
    """
    places = {point.snapshot: place for place, point in enumerate(ordered)}
    parents = {
        point.parent
        for point, why in zip(ordered, reasons, strict=True)
        if why and point.kind == BackupKind.DIFFERENTIAL
    }
    for parent in sorted(parents & places.keys()):
        yield places[parent], because("kept_parent")
