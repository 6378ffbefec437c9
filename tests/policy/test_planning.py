"""What is due of a line: once, never early, never twice; what was missed is made up for by one run."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.model.inventory import Calendar
from continuity.model.job import JobKind, job_id
from continuity.policy.planning import History, Line, Planned, Retries, ahead, due, next_due, upcoming
from continuity.policy.policy import BackupKind
from continuity.policy.reasons import because
from continuity.policy.timetable import Entry, Timetable
from tests.policy.weeks import MINUTE, kinds, spans, timetables, utc

TICK = timedelta(microseconds=1)
NOON = utc("2026-11-23T12:00")
HOURLY = Entry(every=timedelta(hours=1), kind=BackupKind.INCREMENTAL)
NIGHTLY = Entry(cron="0 2 * * *", kind=BackupKind.FULL)


def line(*entries: Entry, at_once: bool = True, retries: tuple[int, int] = (3, 5), **hours: Any) -> Line:
    return Line(
        kind=JobKind.BACKUP,
        client="acme",
        subject="acme/files",
        policy_digest="d",
        priority=50,
        repositories=("acme/disk",),
        timetable=Timetable(entries=entries, **hours),
        at_once=at_once,
        retries=Retries(count=retries[0], wait=retries[1] * MINUTE),
        why=because("plan_schedule", policy="gold"),
    )


def started(history: History, one: Planned, *, failed: bool, after: timedelta) -> History:
    """The past once this job has ended, as the daemon keeps it."""
    ended = max(one.scheduled_for, history.last or one.scheduled_for) + after
    return History(
        last=one.scheduled_for,
        since=history.since,
        failed=history.failed + 1 if failed else 0,
        ended=ended if failed else None,
    )


@st.composite
def situations(draw: st.DrawFn) -> tuple[Line, History, datetime]:
    """A line, a past, and a time."""
    table, now = draw(timetables())
    found = replace(line(at_once=draw(st.booleans()), retries=draw(st.sampled_from([(0, 0), (3, 5), (2, 90)]))))
    before = st.integers(0, 3 * 1440).map(lambda ago: now - ago * MINUTE)
    last, since = draw(st.one_of(st.none(), before)), draw(st.one_of(st.none(), before))
    failed = draw(st.integers(0, 4)) if last else 0
    ended = last + draw(st.integers(0, 400)) * MINUTE if last and failed else None
    history = History(last=last, since=since, failed=failed, ended=ended, owed=draw(st.one_of(st.none(), kinds)))
    return replace(found, timetable=table), history, now


@settings(max_examples=200, deadline=None)
@given(situations(), st.lists(st.floats(0, 1), max_size=6))
def test_next_due_is_the_first_moment_at_which_something_is(
    drawn: tuple[Line, History, datetime], parts: list[float]
) -> None:
    found, history, now = drawn
    at = next_due(found, history, now)
    end = at or now + timedelta(days=30)
    assert at is None or at >= now
    moments = [now + (end - now) * part for part in parts] + ([at - TICK] if at and at > now else [])
    assert [due(found, history, one) for one in moments if one < end] == [None] * sum(one < end for one in moments)
    if at is not None:
        assert due(found, history, at) is not None


@settings(max_examples=200, deadline=None)
@given(situations())
def test_due_is_the_same_when_asked_again_and_new(drawn: tuple[Line, History, datetime]) -> None:
    """Idempotent; allowed now; not in the future; never at or before what the past covers."""
    found, history, now = drawn
    one = due(found, history, now)
    assert one == due(found, history, now)
    if one is None:
        return
    assert found.timetable.allows(now)
    assert one.scheduled_for <= now
    assert history.last is None or one.scheduled_for > history.last
    assert one.id == job_id(JobKind.BACKUP, "acme/files", one.scheduled_for)


@settings(max_examples=120, deadline=None)
@given(situations(), st.lists(st.booleans(), min_size=1, max_size=8), st.integers(0, 200))
def test_what_ended_is_not_due_again(drawn: tuple[Line, History, datetime], fails: list[bool], length: int) -> None:
    """Run what is due as it falls due: due times only rise, and no job comes twice."""
    found, history, now = drawn
    seen: list[Planned] = []
    for failed in fails:
        at = next_due(found, history, now)
        one = due(found, history, at) if at else None
        if at is None or one is None:
            return
        seen.append(one)
        now = at + length * MINUTE
        history = replace(started(history, one, failed=failed, after=timedelta()), ended=now if failed else None)
    assert all(first.scheduled_for < second.scheduled_for for first, second in pairwise(seen))


@settings(max_examples=60, deadline=None)
@given(situations())
def test_a_daemon_that_never_sleeps_runs_what_was_announced(drawn: tuple[Line, History, datetime]) -> None:
    found, _, now = drawn
    announced = list(upcoming(found, now, now + timedelta(days=1)))
    history, ran = History(last=now), []
    while (at := next_due(found, history, now)) is not None and at <= announced_until(drawn):
        one = due(found, history, at)
        assert one is not None
        ran.append(one)
        now, history = at, History(last=one.scheduled_for)
    assert ran == announced


def announced_until(drawn: tuple[Line, History, datetime]) -> datetime:
    return drawn[2] + timedelta(days=1)


@settings(max_examples=80, deadline=None)
@given(situations())
def test_ahead_is_what_a_daemon_will_start(drawn: tuple[Line, History, datetime]) -> None:
    """From its past on, each job as it falls due, none twice; without failures, for nobody knows of them yet."""
    found, history, now = drawn
    until, expected = now + timedelta(hours=30), []
    told = list(ahead(found, history, now, until))
    if next_due(found, history, now) is None:
        assert told == list(upcoming(found, now, until))
        return
    at: datetime | None = now
    while (at := next_due(found, history, at or now)) is not None and at <= until:
        one = due(found, history, at)
        assert one is not None
        expected.append(one)
        history = History(last=max(one.scheduled_for, at))
    assert told == expected


def test_the_first_one_is_due_at_once_and_whole() -> None:
    found = due(line(HOURLY), History(last=None), NOON + MINUTE)
    assert found is not None
    assert (found.scheduled_for, found.work, str(found.reason)) == (
        NOON + MINUTE, BackupKind.FULL, "there was none yet",
    )  # fmt: skip


def test_the_first_one_waits_for_the_window() -> None:
    table = line(HOURLY, window=spans("20:00-22:00"))
    assert due(table, History(last=None), NOON) is None
    assert next_due(table, History(last=None), NOON) == utc("2026-11-23T20:00")


def test_work_that_is_not_possible_yet_is_never_due() -> None:
    table = line(HOURLY, at_once=False)
    assert (due(table, History(last=None), NOON), next_due(table, History(last=None), NOON)) == (None, None)
    assert next_due(table, History(last=None, since=NOON), NOON) == NOON + timedelta(hours=1)


def test_three_days_asleep_are_one_run_of_the_strongest_kind() -> None:
    found = due(line(HOURLY, NIGHTLY), History(last=NOON - timedelta(days=3)), NOON + 7 * MINUTE)
    assert found is not None
    assert (found.scheduled_for, found.work) == (NOON, BackupKind.FULL)
    assert str(found.reason) == "runs were missed since 2026-11-20T13:00:00Z; this one makes up for them"


def test_what_is_on_time_has_the_reason_of_its_line() -> None:
    found = due(line(HOURLY), History(last=NOON - timedelta(hours=1)), NOON + MINUTE)
    assert found is not None
    assert (found.scheduled_for, str(found.reason)) == (NOON, "the schedule of the policy gold")


@pytest.mark.parametrize(
    ("failed", "minute", "reason"),
    [
        (1, 4, None),
        (1, 5, "retry 1 of 3"),
        (3, 50, "retry 3 of 3"),
        (4, 50, None),
        (0, 50, None),
        (1, 61, "the schedule of the policy gold"),
    ],
)
def test_retries(failed: int, minute: int, reason: str | None) -> None:
    """Five minutes after the end, three times, and not once the next time has come."""
    history = History(last=NOON, failed=failed, ended=NOON)
    found = due(line(HOURLY), history, NOON + minute * MINUTE)
    assert (str(found.reason) if found else None) == reason
    assert found is None or found.work is BackupKind.INCREMENTAL


def test_what_failed_together_is_not_retried_together() -> None:
    """A hundred assets lost one repository in one second; it is asked again over a quarter of their wait."""
    night = utc("2026-11-23T02:00")
    history, one = History(last=night, failed=1, ended=night), line(NIGHTLY)
    lines = [replace(one, timetable=replace(one.timetable, share=part / 100)) for part in range(100)]
    times = sorted(next_due(each, history, night) or night for each in lines)
    assert times[0] == night + 5 * MINUTE
    assert timedelta(seconds=70) < times[-1] - times[0] < timedelta(seconds=75)
    assert len(set(times)) == 100


def test_a_retry_does_what_failed() -> None:
    night = utc("2026-11-23T02:00")
    table = line(HOURLY, NIGHTLY, Entry(every=Calendar.YEAR, kind=BackupKind.ARCHIVE))
    again = due(table, History(last=night, failed=1, ended=night), night + 5 * MINUTE)
    assert again is not None
    assert again.work is BackupKind.FULL
    later = due(table, History(last=again.scheduled_for, failed=2, ended=again.scheduled_for), night + 11 * MINUTE)
    assert later is not None
    assert later.work is BackupKind.FULL


def test_what_is_owed_is_not_lost_with_its_retries() -> None:
    """The nightly full failed for good: the next hour reads everything."""
    history = History(last=NOON, failed=4, ended=NOON, owed=BackupKind.FULL)
    found = due(line(HOURLY), history, NOON + timedelta(hours=1))
    assert found is not None
    assert found.work is BackupKind.FULL


def test_a_retry_waits_for_the_window() -> None:
    table = line(NIGHTLY, blackout=spans("02:03-04:00"))
    night = utc("2026-11-23T02:00")
    history = History(last=night, failed=1, ended=night + 2 * MINUTE)
    assert next_due(table, history, night + 3 * MINUTE) == utc("2026-11-23T04:00")
    found = due(table, history, utc("2026-11-23T04:10"))
    assert found is not None
    assert found.scheduled_for == utc("2026-11-23T04:00")


def test_a_clock_set_back_repeats_nothing() -> None:
    history = History(last=NOON, failed=1, ended=NOON - timedelta(days=2))
    assert due(line(HOURLY), history, NOON - timedelta(days=1)) is None
    assert next_due(line(HOURLY), history, NOON - timedelta(days=1)) == NOON + timedelta(hours=1)
