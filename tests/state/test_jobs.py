"""Announced jobs, leases that must be renewed, and the past of a line of work."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.ground.errors import Refused
from continuity.ground.identity import identity
from continuity.model.job import Announced, JobKind, Outcome, Run, job_id
from continuity.state.history import Past
from continuity.state.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ELSEWHERE = "other-host/boot/1/1"  # cannot be seen from here: it counts as alive


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "state.db")
    yield opened
    opened.close()


def job(minutes: int, subject: str = "acme/share", kind: JobKind = JobKind.BACKUP) -> Announced:
    at = NOW + minutes * MINUTE
    return Announced(id=job_id(kind, subject, at), kind=kind, client="acme", subject=subject, scheduled_for=at)


def run(number: int, outcome: Outcome | None, *, minutes: int, kind: JobKind = JobKind.BACKUP) -> Run:
    at = NOW + minutes * MINUTE
    return Run(
        id=f"r{number}",
        kind=kind,
        client="acme",
        subject="acme/share",
        policy_digest="",
        scheduled_for=at,
        started_at=at,
        duration_s=30.0,
        outcome=outcome,
    )


def test_announcing_is_repeatable(store: Store) -> None:
    jobs = [job(minutes) for minutes in range(1200)]
    with store.transaction() as tx:
        assert tx.jobs.announce(jobs[:600]) == jobs[:600]
        assert tx.jobs.announce(jobs) == jobs[600:]
        assert tx.jobs.announce(jobs) == []
        assert list(tx.jobs.waiting()) == jobs
        assert tx.jobs.waiting_of(JobKind.BACKUP, "acme/share", NOW + 3 * MINUTE) == jobs[:3]
        assert tx.jobs.waiting_of(JobKind.VERIFY, "acme/share", NOW + 3 * MINUTE) == []


def test_a_job_is_claimed_once(store: Store) -> None:
    with store.transaction() as tx:
        tx.jobs.announce([job(0), job(1)])
        tx.jobs.claim(job(0).id, "r1")
        with pytest.raises(Refused):
            tx.jobs.claim(job(0).id, "r2")
        with pytest.raises(Refused):
            tx.jobs.claim("never announced", "r2")
        assert not tx.jobs.close(job(0).id, Outcome.SKIPPED), "it has a run, and ends with it"
        assert list(tx.jobs.waiting()) == [job(1)]
        assert tx.jobs.close(job(1).id, Outcome.SKIPPED)
        assert not tx.jobs.end(job(1).id, Outcome.SUCCEEDED)
        with pytest.raises(Refused):
            tx.jobs.claim(job(1).id, "r3")


def test_only_ended_jobs_are_forgotten(store: Store) -> None:
    with store.transaction() as tx:
        tx.jobs.announce([job(0), job(1), job(2)])
        tx.jobs.end(job(0).id, Outcome.SUCCEEDED)
        tx.jobs.end(job(2).id, Outcome.SUCCEEDED)
        assert tx.jobs.forget(NOW + 2 * MINUTE) == 1
        assert tx.jobs.announce([job(0), job(1), job(2)]) == [job(0)]


def test_a_lease_passes_on_when_its_time_is_over(store: Store) -> None:
    with store.transaction() as tx:
        first = tx.leases.take_until("scheduler", ELSEWHERE, NOW, NOW + MINUTE)
        assert first is not None
        assert tx.leases.take_until("scheduler", identity(), NOW + MINUTE / 2, NOW + 9 * MINUTE) is None
        assert tx.leases.renew("scheduler", first, NOW + 2 * MINUTE)
        assert tx.leases.take_until("scheduler", identity(), NOW + MINUTE, NOW + 9 * MINUTE) is None
        second = tx.leases.take_until("scheduler", identity(), NOW + 2 * MINUTE, NOW + 9 * MINUTE)
        assert second is not None
        assert second > first
        assert not tx.leases.renew("scheduler", first, NOW + 9 * MINUTE)
        assert (tx.leases.holds("scheduler", first), tx.leases.holds("scheduler", second)) == (False, True)
        tx.leases.release("scheduler", first)
        assert tx.leases.holds("scheduler", second)
        tx.leases.release("scheduler", second)
        assert not tx.leases.holds("scheduler", second)


def test_the_dead_hold_no_lease(store: Store) -> None:
    dead = identity().rpartition("/")[0] + "/1"  # this process's number, another start
    with store.transaction() as tx:
        assert tx.leases.take_until("scheduler", dead, NOW, NOW + MINUTE)
        assert tx.leases.take_until("scheduler", identity(), NOW, NOW + MINUTE)
        assert tx.leases.take_until("scheduler", identity(), NOW, NOW + MINUTE)  # our own, taken again


def test_the_past_of_a_line(store: Store) -> None:
    outcomes = [Outcome.FAILED, Outcome.SUCCEEDED, Outcome.FAILED, Outcome.ABORTED]
    asked = [replace(job(10 * number), work=work) for number, work in enumerate(("archive", "", "full", "incremental"))]
    with store.transaction() as tx:
        tx.jobs.announce(asked)
        for number, outcome in enumerate(outcomes):
            began = replace(run(number, None, minutes=10 * number), job=asked[number].id)
            tx.runs.claim(began, "h")
            tx.runs.finish(replace(began, outcome=outcome, duration_s=30.0))
        tx.jobs.announce([job(35), job(50)])
        tx.jobs.end(job(35).id, Outcome.SKIPPED)
        tx.jobs.end(job(50).id, Outcome.SKIPPED)  # withdrawn before it fell due: says nothing of the past
        key = (JobKind.BACKUP, "acme/share")
        owed = frozenset({"full", "incremental"})  # the archive was made up for by the one that went well
        ended = NOW + 30 * MINUTE + timedelta(seconds=30)
        past = Past(last=job(35).scheduled_for, failed=2, ended=ended, owed=owed)
        assert tx.history.lines(NOW + 40 * MINUTE) == {key: past}
        lengths = tx.history.lengths(JobKind.BACKUP, NOW)
        assert lengths["acme/share"].worst == timedelta(seconds=30)
        assert tx.history.lengths(JobKind.BACKUP, NOW + 11 * MINUTE) == {}
