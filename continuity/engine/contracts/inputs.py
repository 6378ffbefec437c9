"""What a month is reckoned from, read from plain data: hours, what was seen, what is left out. Pure.

The same plain data stands in the record of the month, so that anybody finds the same result again without our tables.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from continuity.contract.availability import Seen, Was, Window
from continuity.contract.free_days import WithoutDays
from continuity.contract.service_time import Stretch
from continuity.ground.timestamps import read_time, write_time
from continuity.model.documents.values import parse_hours
from continuity.model.standing import Change, Status
from continuity.policy.timetable.hours import Hours
from continuity.supervision.timeline import Span, timeline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.contract.service_time import Hours as Promised

ROUND_THE_CLOCK = "24x7"
_WAS = {
    Status.OK: Was.UP,
    Status.WARNING: Was.UP,
    Status.CRITICAL: Was.DOWN,
    Status.UNDETERMINED: Was.UNDETERMINED,
}


def days_of(month: str) -> tuple[date, date]:
    """Return the first day of a month such as ``2026-10``, and that of the next one; raises ``ValueError``."""
    first = date.fromisoformat(f"{month}-01")
    return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def stretch(first: date, until: date, timezone: str) -> Stretch:
    """Return days as a stretch of time, from midnight to midnight by the wall of the zone."""
    begin, end = (datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC) for day in (first, until))
    return Stretch(begin=begin, end=end)


def known_part(whole: Stretch, known: datetime) -> Stretch:
    """Return what of a stretch is over by the time of what is known; none of it where that is before its beginning."""
    return Stretch(begin=whole.begin, end=min(max(known, whole.begin), whole.end))


def hours_of(text: str, timezone: str, free_days: Sequence[str]) -> Promised:
    """Return when a service is promised; around the clock on public holidays, too."""
    if text == ROUND_THE_CLOCK:
        return Hours(zone=timezone)
    free = {date.fromisoformat(day) for day in free_days}
    return WithoutDays(Hours(zone=timezone, window=(parse_hours(text),)), free.__contains__, ZoneInfo(timezone))


def seen(check: Mapping[str, Any], unreachable: Was, whole: Stretch) -> list[Seen]:
    """Return what the deciding check of a service saw over a stretch; what it could not see is undetermined.

    ``unreachable`` is what the service was where something before it was down.
    """
    return [
        Seen(stretch=Stretch(begin=one.begin, end=one.end), was=_WAS.get(one.status, unreachable))
        for one in spans_of(check, whole)
    ]


def spans_of(check: Mapping[str, Any], whole: Stretch) -> list[Span]:
    """Return where a check stood over a stretch; nobody saw it once it had left the documents."""
    changes = [change_of(one) for one in check["changes"]]
    left = read_time(check["left"]) if "left" in check else whole.end
    until = min(max(left, whole.begin), whole.end)
    spans = list(timeline(changes, whole.begin, until)) if whole.begin < until else []
    return spans + ([Span(begin=until, end=whole.end, status=Status.UNDETERMINED)] if until < whole.end else [])


def windows(plain: Sequence[Mapping[str, Any]]) -> list[Window]:
    """Return the maintenance windows of a service."""
    return [
        Window(
            stretch=stretch_of(one),
            declared=read_time(one["declared"]),
            evidence=one["record"],
            agreed=one.get("agreed", True),
        )
        for one in plain
    ]


def plain_window(one: Window) -> dict[str, Any]:
    """Return a window as plain data; ``agreed`` is in it only where nobody did."""
    plain = plain_stretch(one.stretch) | {"declared": write_time(one.declared), "record": one.evidence}
    return plain | ({} if one.agreed else {"agreed": False})


def majeure(plain: Sequence[Mapping[str, Any]]) -> list[Stretch]:
    """Return the stretches of force majeure of a service."""
    return [stretch_of(one) for one in plain]


def plain_stretch(one: Stretch) -> dict[str, str]:
    """Return a stretch as plain data."""
    return {"begin": write_time(one.begin), "end": write_time(one.end)}


def plain_change(one: Change) -> dict[str, str]:
    """Return a hard change as plain data: all that enters the root of its month."""
    times = {"since": write_time(one.since), "at": write_time(one.at)}
    return {"was": str(one.was), "now": str(one.now), "said": one.said} | times


def change_of(plain: Mapping[str, Any]) -> Change:
    """Return the change that :func:`plain_change` described."""
    return Change(
        was=Status(plain["was"]),
        now=Status(plain["now"]),
        said=plain["said"],
        since=read_time(plain["since"]),
        at=read_time(plain["at"]),
    )


def stretch_of(plain: Mapping[str, Any]) -> Stretch:
    """Return the stretch that plain data names by ``begin`` and ``end``."""
    return Stretch(begin=read_time(plain["begin"]), end=read_time(plain["end"]))
