"""Does a schedule keep pace with its RPO? The widest gap it leaves, and how long a backup takes, against the promise.

Data is at its oldest just before a backup ends: the gap since the one before, and the length of this one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from continuity.policy.deriving import SHORTEST
from continuity.policy.findings import Severity, of_asset
from continuity.policy.lengths import said
from continuity.policy.rhythm import timetable_of
from continuity.policy.timetable import without_share
from continuity.policy.timetable.periods import length_of
from continuity.policy.timetable.wall import changes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from continuity.model.inventory import Asset
    from continuity.policy.deriving import Measured
    from continuity.policy.findings import Finding
    from continuity.policy.policy import Policy
    from continuity.policy.timetable import Timetable

_LOOKED_AHEAD = timedelta(weeks=5)
_YEAR = timedelta(days=366)  # both changes of the clock
_AROUND = timedelta(days=10)
_EVER = timedelta(days=365 * 300)  # the longest period of a document, three times


@dataclass(frozen=True, kw_only=True)
class Gap:
    """From one occurrence to the next."""

    begins: datetime
    ends: datetime

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.ends - self.begins


def pace(asset: Asset, policy: Policy, zone: str, measured: Measured | None, now: datetime) -> Iterator[Finding]:
    """Yield what is wrong with the times at which an asset is backed up, looking ahead from ``now``."""
    table, _ = timetable_of(policy, asset, zone, measured)
    values: dict[str, object] = {"policy": policy.name}
    for entry in policy.schedule:
        if isinstance(entry.every, timedelta) and entry.every < SHORTEST:
            lengths = {"every": said(entry.every), "shortest": said(SHORTEST)}
            yield of_asset(Severity.WARNING, asset, "every_short", **values, **lengths)
    if table.after(now) is None:
        yield of_asset(Severity.ERROR, asset, "no_hours" if table.hours.never else "never", **values)
        return
    broken = _broken(asset, policy, table, measured, now)
    if broken is not None:
        yield broken
    longest = table.hours.longest()
    if measured and not table.hours.always and measured.worst > longest:
        lengths = {"longest": said(longest), "worst": said(measured.worst)}
        severity = Severity.WARNING if broken is None else Severity.ERROR
        yield of_asset(severity, asset, "window", **values, **lengths)


def widest(table: Timetable, now: datetime) -> Gap | None:
    """Return the widest gap in the next five weeks, and in the days around each change of the clock within a year."""
    return _widest(table if any(entry.every for entry in table.entries) else without_share(table), now)


def _broken(asset: Asset, policy: Policy, table: Timetable, measured: Measured | None, now: datetime) -> Finding | None:
    worst = measured.worst if measured else timedelta()
    if policy.rpo is None or _bound(table) <= policy.rpo - worst:
        return None
    gap = widest(table, now)
    if gap is None or gap.length + worst <= policy.rpo:
        return None
    values: dict[str, object] = {"policy": policy.name, "rpo": said(policy.rpo)}
    if gap.length == _interval(table) and gap.length > policy.rpo:
        return of_asset(Severity.ERROR, asset, "schedule", every=said(gap.length), **values)
    values |= {
        "rpo": _exactly(policy.rpo),
        "gap": _exactly(gap.length),
        "begins": _local(gap.begins, table),
        "ends": _local(gap.ends, table),
    }
    if gap.length > policy.rpo:
        return of_asset(Severity.ERROR, asset, "gap", **values)
    return of_asset(Severity.ERROR, asset, "gap_measured", worst=said(worst), **values)


def _interval(table: Timetable) -> timedelta | None:
    lengths = [length_of(entry.every) for entry in table.entries if entry.every is not None]
    return min((length for length in lengths if length is not None), default=None)


def _bound(table: Timetable) -> timedelta:
    """Return what no gap exceeds, without counting any: a fixed interval, and the longest that its hours are shut."""
    interval = _interval(table)
    return timedelta.max if interval is None else table.hours.longest_shut() + interval


@lru_cache(maxsize=256)
def _widest(table: Timetable, now: datetime) -> Gap | None:
    spans = [(now, now + _LOOKED_AHEAD)]
    spans += [(at - _AROUND, at + _AROUND) for at in changes(ZoneInfo(table.zone), now, now + _YEAR)]
    bound, found = _bound(table), None
    for gap in (gap for start, end in spans for gap in _gaps(table, start, end)):
        if found is None or gap.length > found.length:
            found = gap
        if found.length >= bound:  # there is no wider one
            break
    return found


def _gaps(table: Timetable, start: datetime, end: datetime) -> Iterator[Gap]:
    """Yield the gaps that begin in a span of time, or else the first one after it."""
    before: datetime | None = None
    for one in table.between(start, end + _EVER):
        if before is not None:
            yield Gap(begins=before, ends=one.at)
            if one.at > end:
                return
        before = one.at


def _exactly(length: timedelta) -> str:
    """Return a length in hours and minutes, of which none is left out: what decides may be half an hour of a day."""
    hours, rest = divmod(length, timedelta(hours=1))
    return f"{hours} h {said(rest)}" if hours and rest else f"{hours} h" if hours else said(length)


def _local(at: datetime, table: Timetable) -> str:
    return f"{at.astimezone(ZoneInfo(table.zone)):%Y-%m-%d %H:%M}"
