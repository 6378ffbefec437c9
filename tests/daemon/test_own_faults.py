"""What the service lives through: its timer asleep, its lease lost, the dead that cannot be settled."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from continuity.engine.daemon import clearing, daemon
from continuity.engine.daemon.daemon import Daemon
from continuity.engine.daemon.pools import Limits
from continuity.engine.orders import SCHEDULER
from continuity.faces.app import App
from continuity.ground.errors import Unavailable
from continuity.ground.identity import identity
from continuity.model.job import JobKind, Run
from tests.daemon.conftest import policy
from tests.daemon.service import wait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from continuity.engine.daemon.events import Event
    from continuity.engine.workshop import Workshop
    from continuity.model.job import Result
    from tests.engine.kit import Client

SOON = timedelta(seconds=0.3)


@pytest.fixture
def workshop(client: Client, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """Nothing falls due but the first backup, and the heart beats often."""
    monkeypatch.setattr(daemon, "BEAT", SOON)
    monkeypatch.setattr(clearing, "_WITHIN", SOON)
    client.more = policy(schedule={"every": "1d"})
    client.write()
    return App(client.config, {}, client.key).workshop


@contextmanager
def serving(workshop: Workshop, told: list[Event], documents: Callable[[], Workshop] | None = None) -> Iterator[Daemon]:
    served = Daemon(documents or (lambda: workshop), told.append, lambda _: None, Limits())
    thread = threading.Thread(target=served.run, args=(timedelta(seconds=20),))
    thread.start()
    try:
        yield served
    finally:
        served.stop()
        thread.join(60)
        assert not thread.is_alive()


def dead_run(workshop: Workshop, kind: JobKind, number: int) -> None:
    """What a process left open that was killed."""
    now = workshop.clock.now()
    run = Run(
        id=f"r{number}",
        kind=kind,
        client="acme",
        subject="acme/share",
        policy_digest="",
        scheduled_for=now,
        started_at=now,
    )
    host, boot, _, start = identity().rsplit("/", 3)
    with workshop.store.transaction() as tx:
        tx.runs.claim(run, f"{host}/{boot}/999999999/{start}")


def open_runs(workshop: Workshop) -> list[str]:
    with workshop.store.reading() as tx:
        return [run.id for run, _ in tx.runs.open()]


def test_the_heart_beats_again_after_the_clock_was_set_back(workshop: Workshop) -> None:
    """The timer goes by the wall clock: set back by an hour, its next beat is an hour away."""
    told: list[Event] = []
    with serving(workshop, told) as served:
        wait(lambda: served.health().active, "an active scheduler")
        served._timer.modify_job("beat", next_run_time=workshop.clock.now() + timedelta(hours=1))
        wait(lambda: served.health().beat_age > SOON, "a heart that stands still")
        wait(lambda: served.health().beat_age < SOON, "a heartbeat", 20)


def test_what_waits_is_dropped_with_the_lease(workshop: Workshop) -> None:
    told: list[Event] = []
    with serving(workshop, told) as served:
        wait(lambda: any(event.name == "run.ended" for event in told), "the first backup")
        now = workshop.clock.now()
        with workshop.store.transaction() as tx:
            tx.leases.release(SCHEDULER, served._fence)
            tx.leases.take_until(SCHEDULER, "other-host/boot/1/1", now, now + timedelta(hours=1))
        wait(lambda: not served.health().active, "the loss of the lease", 20)
        assert served.health().waiting == 0
    assert not [event for event in told if event.name in ("job.failed", "job.fault", "service.fault")]


def test_a_dead_run_that_takes_long_to_settle_delays_no_other_work(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled = threading.Event()
    settle = workshop.engine._settle

    def hanging(run: Run) -> Result:
        settled.wait(30)
        return settle(run)

    monkeypatch.setattr(workshop.engine, "_settle", hanging)
    dead_run(workshop, JobKind.VERIFY, 1)
    told: list[Event] = []
    with serving(workshop, told):
        wait(lambda: any(event.name == "run.ended" for event in told), "the first backup", 20)
        assert open_runs(workshop) == ["r1"]
        settled.set()
        wait(lambda: not open_runs(workshop), "its end")


def test_a_dead_run_that_cannot_be_settled_keeps_no_other_open(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = workshop.engine._settle

    def picky(run: Run) -> Result:
        if run.id == "r1":
            raise Unavailable("no")
        return settle(run)

    monkeypatch.setattr(workshop.engine, "_settle", picky)
    dead_run(workshop, JobKind.VERIFY, 1)
    dead_run(workshop, JobKind.STORAGE_CHECK, 2)
    assert workshop.engine.reconcile_all() == 1
    assert open_runs(workshop) == ["r1"]
    monkeypatch.setattr(workshop.engine, "_settle", settle)
    assert workshop.engine.reconcile_all() == 1, "nobody holds its work"


def test_a_fault_of_ours_in_reading_documents_changes_nothing(workshop: Workshop) -> None:
    told: list[Event] = []
    answers = iter([workshop])

    def documents() -> Workshop:
        try:
            return next(answers)
        except StopIteration:
            raise ZeroDivisionError from None

    with serving(workshop, told, documents) as served:
        wait(lambda: served.health().active, "an active scheduler")
        served.reload()
        wait(lambda: any(event.name == "documents.refused" for event in told), "a refusal", 20)
        assert served.health().active
