"""What may happen to a job between its announcement and its end, and what is told of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.engine.daemon import worker as module
from continuity.engine.daemon.announcing import Announcer, Outcomes, announced
from continuity.engine.daemon.pools import Limits, Pools
from continuity.engine.daemon.scheduler import Scheduler
from continuity.engine.daemon.worker import Tried, Worker
from continuity.engine.orders import SCHEDULER, Hands, Job, Unwritten
from continuity.faces.app import App
from continuity.ground.identity import identity
from continuity.model.job import JobKind, Outcome, Result
from continuity.policy.planning import History, due, lines, upcoming
from tests.daemon.conftest import policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.engine.daemon.events import Event
    from continuity.engine.engine import Engine
    from continuity.engine.workshop import Workshop
    from continuity.model.job import Run
    from continuity.policy.planning import Planned
    from tests.engine.kit import Client


@dataclass
class Bench:
    """A worker of a scheduler that holds the lease, in this process; what it tells is kept."""

    workshop: Workshop
    fence: int
    told: list[Event] = field(default_factory=list)

    @property
    def announcer(self) -> Announcer:
        return Announcer(self.workshop, self.fence)

    def run(self, planned: Planned) -> Tried:
        return Worker(self.workshop, self.announcer, self.fence, self.told.append).run(planned)

    def planned(self) -> Planned:
        """The first backup, which is due at once."""
        (line,) = (one for one in lines(self.workshop.inventory, {}) if one.kind is JobKind.BACKUP)
        found = due(line, History(last=None), self.workshop.clock.now())
        assert found
        return found

    @property
    def names(self) -> list[str]:
        return [event.name for event in self.told]


@pytest.fixture
def bench(client: Client) -> Bench:
    client.more = policy()
    client.write()
    workshop = App(client.config, {}, client.key).workshop
    now = workshop.clock.now()
    with workshop.store.transaction() as tx:
        fence = tx.leases.take_until(SCHEDULER, identity(), now, now + timedelta(hours=1))
    assert fence
    return Bench(workshop=workshop, fence=fence)


@contextmanager
def broken(client: Client, table: str) -> Iterator[None]:
    """A database in which a table cannot be written, for the length of the block."""
    change(client, f"ALTER TABLE {table} RENAME TO away")
    try:
        yield
    finally:
        change(client, f"ALTER TABLE away RENAME TO {table}")


def change(client: Client, statement: str) -> None:
    with closing(sqlite3.connect(client.state / "state.db")) as database:
        database.execute("PRAGMA legacy_alter_table=ON")  # what refers to the table goes on to name it
        database.execute(statement)


def outcomes(client: Client) -> list[tuple[str, str]]:
    ends = ("run.outcome", "job.outcome")
    return [(one["kind"], one["body"]["outcome"]) for one in client.records() if one["kind"] in ends]


def test_a_job_that_was_withdrawn_and_is_asked_for_again_runs_under_another_name(client: Client, bench: Bench) -> None:
    planned = bench.planned()
    bench.announcer.announce([planned])
    bench.announcer.close([announced(planned)], Outcomes.WITHDRAWN)
    tried = bench.run(planned)
    assert tried.run
    assert not tried.failed
    assert "job.failed" not in bench.names
    assert outcomes(client) == [("job.outcome", "skipped"), ("run.outcome", "succeeded")]
    client.check_evidence()


def test_what_cannot_be_announced_waits_and_is_no_failure(client: Client, bench: Bench) -> None:
    planned = bench.planned()
    with broken(client, "job"):
        assert bench.run(planned).again
    assert bench.names == []
    assert bench.run(planned).run


def test_the_orders_of_a_scheduler_that_was_taken_over_are_no_failures(client: Client, bench: Bench) -> None:
    planned = bench.planned()
    with bench.workshop.store.transaction() as tx:
        tx.leases.release(SCHEDULER, bench.fence)
    assert bench.run(planned).again
    assert bench.names == []


def verify(engine: Engine, work: Hands) -> Run:
    return engine.execute(Job(kind=JobKind.VERIFY, client="acme", subject="acme/disk"), work).run


def test_a_run_that_cannot_be_written_yet_ended_all_the_same(
    client: Client, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told as it ended, and neither as a failure nor tried again; later it is written."""
    away = broken(client, "run")

    def work(_: Run) -> Result:
        away.__enter__()
        return Result(outcome=Outcome.SUCCEEDED)

    def perform(workshop: Workshop, planned: Planned, order: object) -> object:
        subject = planned.line.subject
        job = Job(kind=JobKind.BACKUP, client="acme", subject=subject, order=order)  # type: ignore[arg-type]
        return workshop.engine.execute(job, Hands(work=work))

    monkeypatch.setattr(module, "perform", perform)
    planned = bench.planned()
    tried = bench.run(planned)
    away.__exit__(None, None, None)
    assert tried.run
    assert (tried.run.outcome, tried.failed, tried.again) == (Outcome.SUCCEEDED, False, None)
    assert bench.names == ["job.begun", "run.ended"]
    assert bench.workshop.engine.unwritten == 1
    assert bench.workshop.engine.write_left() == 0
    client.check_evidence()


def test_what_the_engine_before_a_reload_could_not_write_is_written(client: Client, bench: Bench) -> None:
    """Its run ends after the new engine took its place."""
    before = bench.workshop.engine
    after = App(client.config, {}, client.key).workshop.engine
    away = broken(client, "run")

    def work(_: Run) -> Result:
        before.hand_over(after)
        away.__enter__()
        return Result(outcome=Outcome.SUCCEEDED)

    with pytest.raises(Unwritten):
        verify(before, Hands(work=work))
    away.__exit__(None, None, None)
    assert after.unwritten == 1
    assert after.write_left() == 0
    client.check_evidence()


def test_a_fault_of_ours_at_the_end_keeps_no_work_busy(client: Client, bench: Bench) -> None:
    def measure(*_: object) -> tuple[()]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        verify(bench.workshop.engine, Hands(work=lambda _: Result(outcome=Outcome.SUCCEEDED), measure=measure))
    again = verify(bench.workshop.engine, Hands(work=lambda _: Result(outcome=Outcome.SUCCEEDED)))
    assert again.outcome is Outcome.SUCCEEDED
    assert outcomes(client) == [("run.outcome", "aborted"), ("run.outcome", "succeeded")]
    client.check_evidence()


def test_what_a_person_had_done_makes_up_for_what_fell_due(client: Client, bench: Bench) -> None:
    """A backup by hand while the scheduler's own waited its turn: none runs again, and what was announced ends."""
    workshop, pools = bench.workshop, Pools(Limits(), bench.workshop.clock)
    scheduler = Scheduler(workshop, bench.fence, pools, bench.told.append)
    now = workshop.clock.now()
    scheduler.load(now)
    past = list(upcoming(bench.planned().line, now - timedelta(hours=3), now))
    bench.announcer.announce(past)
    client.run("backup")
    scheduler.tick(workshop.clock.now())
    assert pools.wait(timedelta(seconds=30))
    assert outcomes(client) == [("run.outcome", "succeeded"), *[("job.outcome", "skipped")] * len(past)]
    assert "job.begun" not in bench.names
