"""Timetables drawn at random around the days on which clocks are moved, and the slow way to know what they mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from continuity.model.documents.values import parse_hours
from continuity.policy.timetable import STRENGTH, Entry, Timetable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.model.inventory import WeekSpan
    from continuity.policy.policy import BackupKind

MINUTE = timedelta(minutes=1)
#: Zones, and days near which their clocks are moved: by an hour, by half an hour, at midnight, by a whole day.
MOVES = {
    "Europe/Paris": ("2026-03-29", "2026-10-25"),
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Australia/Lord_Howe": ("2026-04-05", "2026-10-04"),
    "Africa/Cairo": ("2026-04-24", "2026-10-30"),
    "Pacific/Apia": ("2011-12-30", "2011-04-02"),
    "Asia/Kolkata": ("2026-03-29",),
    "UTC": ("2026-03-29",),
}
CASES = [(zone, day) for zone, days in MOVES.items() for day in days]
SPANS = (
    "22:00-06:00", "Mon-Fri 08:00-18:00", "Sat-Sun 01:30-03:15", "02:15-02:45", "Sun 00:00-24:00", "Fri 23:30-00:30",
    "Thu-Sat 00:00-03:00", "12:00-13:00", "24x7", "Mon 00:00-04:00",
)  # fmt: skip
CRONS = (
    "30 2 * * *", "15,45 2 * * sun", "*/20 2 * * *", "10 */3 * * *", "5 3 * * sat,sun", "0 0 * * *", "*/45 * * * *",
    "0 12 30 * *", "15 1,2,3 * * *", "*/10 3 * * *",
)  # fmt: skip


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def spans(*texts: str) -> tuple[WeekSpan, ...]:
    return tuple(map(parse_hours, texts))


def near(day: str) -> datetime:
    """Two days before the day of the move, begun."""
    return utc(day) - timedelta(days=2)


some_spans = st.lists(st.sampled_from(SPANS), max_size=2).map(lambda texts: spans(*texts))
kinds = st.sampled_from(STRENGTH)
entries = st.one_of(
    st.builds(Entry, every=st.sampled_from([timedelta(minutes=n) for n in (8, 20, 60, 100, 1440)]), kind=kinds),
    st.builds(Entry, cron=st.sampled_from(CRONS), kind=kinds),
)
cases = st.sampled_from(CASES)


@st.composite
def timetables(draw: st.DrawFn) -> tuple[Timetable, datetime]:
    """A timetable, and an instant near a move of its zone's clock."""
    zone, day = draw(cases)
    table = Timetable(
        entries=tuple(draw(st.lists(entries, min_size=1, max_size=3))),
        zone=zone,
        window=draw(some_spans),
        blackout=draw(some_spans),
        share=draw(st.sampled_from([0.0, 0.25, 0.5, 0.75])),
    )
    return table, near(day) + draw(st.integers(1440, 3 * 1440)) * MINUTE


def minutes(start: datetime, days: float) -> Iterator[datetime]:
    for count in range(int(days * 1440)):
        yield start + count * MINUTE


@lru_cache(maxsize=200_000)
def shown(zone: str, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(zone))


def allowed(table: Timetable, at: datetime) -> bool:
    """Whether the wall shows a time in the window and none in the blackout, span by span."""
    now = shown(table.zone, at)

    def within(span: WeekSpan) -> bool:
        minute = now.hour * 60 + now.minute
        if span.end_min > span.start_min:
            return now.weekday() in span.days and span.start_min <= minute < span.end_min
        began_today = now.weekday() in span.days and minute >= span.start_min
        return began_today or ((now.weekday() - 1) % 7 in span.days and minute < span.end_min)

    return (not table.window or any(map(within, table.window))) and not any(map(within, table.blackout))


def names(line: str, now: datetime) -> bool:
    """Whether a cron line of this module names what the wall shows."""
    fields = line.split()
    values = (
        now.minute,
        now.hour,
        now.day,
        now.month,
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[now.weekday()],
    )

    def one(field: str, value: object) -> bool:
        if field.startswith("*/"):
            return int(str(value)) % int(field[2:]) == 0
        return field == "*" or str(value) in field.split(",")

    return all(one(field, value) for field, value in zip(fields, values, strict=True))


@lru_cache(maxsize=200_000)
def cron_runs(line: str, zone: str, at: datetime) -> bool:
    """Whether Debian's cron would run the line in this minute."""
    now = shown(zone, at)
    if line.startswith("*") or line.split()[1].startswith("*"):
        return names(line, now)
    before = shown(zone, at - MINUTE)
    jump = (now.utcoffset() or timedelta()) - (before.utcoffset() or timedelta())
    lost = (now.replace(tzinfo=None) - count * MINUTE for count in range(1, int(jump / MINUTE) + 1))
    return (names(line, now) and not now.fold) or any(names(line, one) for one in lost)


def comes(table: Timetable, entry: Entry, at: datetime) -> bool:
    """Whether an entry has an occurrence as written in this minute."""
    if entry.cron:
        return cron_runs(entry.cron, table.zone, at)
    assert isinstance(entry.every, timedelta)
    moved = timedelta(seconds=int((entry.every * table.share).total_seconds()))
    first = -(-(at - utc("1970-01-01") - moved) // entry.every) * entry.every + moved + utc("1970-01-01")
    return at <= first < at + MINUTE


def slowly(table: Timetable, start: datetime, days: float) -> list[tuple[datetime, BackupKind | None]]:
    """Every occurrence in these days, minute by minute; what waits at the end is left out."""
    found, waiting = [], []
    for at in minutes(start, days):
        waiting += [entry.kind for entry in table.entries if comes(table, entry, at)]
        if waiting and allowed(table, at):
            found.append((at, max(waiting, key=STRENGTH.index)))
            waiting = []
    return found
