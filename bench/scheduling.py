"""What the scheduled service costs while it decides: one look at ten thousand assets, and a start on time."""

from __future__ import annotations

import threading
import time
from datetime import UTC, timedelta
from statistics import median, quantiles
from typing import TYPE_CHECKING
from unittest.mock import patch

from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bench.fleet import Fleet, fence
from bench.measure import report
from continuity.engine.daemon.daemon import Daemon
from continuity.engine.daemon.pools import Limits, Pools
from continuity.engine.daemon.scheduler import Scheduler
from continuity.engine.orders import Hands, Job
from continuity.model.job import JobKind, Outcome, Result

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from apscheduler.triggers.base import BaseTrigger

    from continuity.engine.daemon.events import Event
    from continuity.engine.daemon.waiting import Task
    from continuity.engine.orders import Ended, Order
    from continuity.engine.workshop import Workshop
    from continuity.policy.planning import Planned

ASSETS = 10_000
STEP = timedelta(seconds=72)  # a hundredth of two hours: one asset in a hundred falls due
TICKS = 21


class Nothing(Pools):
    """Pools that start nothing: what is measured is the decision."""

    def submit(self, task: Task) -> None:
        """Drop it."""


def ticks(folder: Path, scale: float) -> None:
    """A tick with one asset in a hundred due, held against asking APScheduler's triggers for their next time.

    Half of the assets have an interval, half a cron line; both sides are asked at the same instants, in turn.
    """
    crons = [f"{minute} {parity}-23/2 * * *" for parity in (0, 1) for minute in range(0, 60, 2)]
    schedules = [one for line in crons for one in ("{every: 2h}", f'[{{cron: "{line}"}}]')]
    assets = max(200, round(ASSETS * scale))
    app = Fleet(folder, assets, schedules).make().app()
    scheduler = Scheduler(app.workshop, fence(app), Nothing(Limits(), app.clock), lambda _event: None)
    now = app.clock.now()
    began = time.perf_counter()
    scheduler.load(now)
    loaded = time.perf_counter() - began
    rounds = scheduler._rounds  # noqa: SLF001 - what is announced later would be measured as part of a tick
    while rounds is not None and rounds._part is not None:  # noqa: SLF001
        rounds.part(now)
    announced = time.perf_counter() - began
    triggers = [_trigger(crons[number % len(schedules) // 2], number) for number in range(assets)]
    ours, all_of_them, due, per_due = [], [], [], []
    fired = [trigger.get_next_fire_time(None, now) for trigger in triggers]
    for number in range(1, TICKS + 1):
        at = now + number * STEP
        began = time.perf_counter()
        due.append(scheduler.tick(at))
        ours.append(time.perf_counter() - began)
        began = time.perf_counter()
        found = [trigger.get_next_fire_time(last, at) for trigger, last in zip(triggers, fired, strict=True)]
        all_of_them.append(time.perf_counter() - began)
        per_due.append(all_of_them[-1] * due[-1] / assets)
        assert len(found) == assets
    mine, theirs, few = median(ours), median(all_of_them), median(per_due)
    what = f"tick, {assets} assets, {sum(due) / len(due) / assets:.1%} due, against"
    report(f"{what} all triggers", mine / theirs, 3.0, "x", f"{mine * 1e3:.2f} ms against {theirs * 1e3:.2f} ms")
    report(f"{what} the due ones'", mine / few, 3.0, "x", f"{mine * 1e3:.2f} ms against {few * 1e3:.2f} ms")
    detail = (
        f"{scheduler.count()} lines of work; all jobs of 48 hours announced, recorded, signed after {announced:.1f} s"
    )
    report(f"a service of {assets} assets becomes active", loaded, 60.0, "s", detail)


def _trigger(line: str, number: int) -> BaseTrigger:
    """Return what APScheduler would use for the asset of this number."""
    return CronTrigger.from_crontab(line, timezone=UTC) if number % 2 else IntervalTrigger(hours=2, timezone=UTC)


def lateness(folder: Path, assets: int, seconds: float) -> None:
    """How late jobs begin in a real daemon whose work is nothing: announced, claimed, ended and signed as ever.

    That many restic processes do not fit on this machine: what is measured is ours alone. The interval grows with the
    number of assets, from a minute to an hour, so that each size begins two to three jobs a second.
    """
    every = min(60, max(1, round(assets * 0.6 / 60)))
    app = Fleet(folder, assets, [f"{{every: {every}m}}"]).make().app()
    begun: list[tuple[datetime, datetime]] = []  # when a backup was due, and when its work began
    active: list[datetime] = []

    def perform(workshop: Workshop, planned: Planned, order: Order) -> Ended:
        line = planned.line

        def work(_run: object) -> Result:
            if line.kind is JobKind.BACKUP:
                begun.append((order.scheduled_for, workshop.clock.now()))
            return Result(outcome=Outcome.SUCCEEDED)

        job = Job(kind=line.kind, client=line.client, subject=line.subject, order=order)
        return workshop.engine.execute(job, Hands(work=work))

    def tell(event: Event) -> None:
        if event.name == "service.fault":
            print(event)
        if event.name == "scheduler.active":
            active.append(app.clock.now())

    start = app.clock.now()
    with patch("continuity.engine.daemon.worker.perform", perform):
        _serve(Daemon(lambda: app.workshop, tell, lambda _health: None, Limits()), active, seconds)
    found = [(at - due).total_seconds() for due, at in begun if due > active[0]]
    what = f"start lateness at {assets} assets, every {every} min"
    detail = f"{len(found)} jobs without work; active after {(active[0] - start).total_seconds():.1f} s"
    if len(found) < 2:
        print(f"{what}: {len(found)} jobs fell due; {detail}")
        return
    cuts = quantiles(found, n=100, method="inclusive")
    report(f"{what}, p50", cuts[49], 1.0, "s", detail)
    report(f"{what}, p99", cuts[98], 5.0, "s", f"the latest {max(found):.2f} s")


def _serve(daemon: Daemon, active: list[datetime], seconds: float) -> None:
    """Let a daemon serve for so long after it became active."""
    thread = threading.Thread(target=daemon.run, args=(timedelta(seconds=30),))
    thread.start()
    for _ in range(1200):
        if active:
            break
        time.sleep(0.1)
    time.sleep(seconds)
    daemon.stop()
    thread.join()
    assert active, "the daemon did not become active"
