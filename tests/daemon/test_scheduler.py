"""A scheduler's days: its heap chooses what `due` would, asked for every line; asleep and with a clock set back."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.engine.daemon import scheduler as module
from continuity.engine.daemon import worker
from continuity.engine.daemon.pools import Limits, Pools
from continuity.engine.daemon.scheduler import Scheduler
from continuity.engine.daemon.worker import Tried
from continuity.engine.engine import Engine
from continuity.engine.orders import SCHEDULER, Hands, Job
from continuity.faces.app import App
from continuity.ground.clock import ManualClock, SystemClock
from continuity.ground.identity import identity
from continuity.model.job import JobKind, Outcome, Result
from continuity.policy.planning import History, due
from continuity.state.history import Past
from tests.daemon.conftest import policy
from tests.daemon.test_crash_matrix import check_complete
from tests.policy.test_planning import situations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from continuity.engine.daemon.events import Event
    from continuity.engine.daemon.waiting import Task
    from continuity.engine.orders import Ended, Order
    from continuity.engine.workshop import Workshop
    from continuity.policy.planning import Line, Planned
    from tests.engine.kit import Client

HOUR = timedelta(hours=1)
Key = tuple[JobKind, str]


class Kept(Pools):
    """Pools that start nothing by themselves: the test does."""

    def __init__(self) -> None:
        super().__init__(Limits(), SystemClock())
        self.tasks: dict[Key, Task] = {}

    def submit(self, task: Task) -> None:
        assert (task.kind, task.subject) not in self.tasks, "a line is queued once"
        self.tasks[task.kind, task.subject] = task

    def work(self, key: Key) -> None:
        self.tasks.pop(key).work()

    def work_all(self) -> int:
        count = len(self.tasks)
        for key in list(self.tasks):
            self.work(key)
        return count


@dataclass
class Oracle:
    """A scheduler whose documents, past and work are the test's own, and what it should choose."""

    clock: ManualClock
    lines: list[Line]
    pasts: dict[Key, History]
    fails: bool = False
    pools: Kept = field(default_factory=Kept)

    def __post_init__(self) -> None:
        history = SimpleNamespace(
            lines=lambda _now: {key: _past(one) for key, one in self.pasts.items() if one.last},
            first_points=lambda: {key[1]: one.since for key, one in self.pasts.items() if one.since},
            lengths=lambda _kind, _since: {},
        )
        workshop: Any = SimpleNamespace(
            clock=self.clock,
            inventory=SimpleNamespace(clients={"acme": SimpleNamespace(name="acme", assets={}, repositories={})}),
            logs={},
            store=SimpleNamespace(reading=lambda: nullcontext(SimpleNamespace(history=history))),
        )
        self.scheduler = Scheduler(workshop, 1, self.pools, lambda _event: None)
        self.scheduler._announcer = _Silent()  # type: ignore[assignment]
        self.scheduler._worker = SimpleNamespace(  # type: ignore[assignment]
            run=lambda _planned: Tried(failed=self.fails),
            brought_up_to_date=lambda _line, before: before,
            made_up_for=lambda _line, _until: None,
        )

    def load(self) -> None:
        with patch.object(module, "lines", lambda _inventory, _measured: self.lines):
            self.scheduler.load(self.clock.now())

    def due(self, at: datetime) -> set[Key]:
        """Ask every line that does not wait to be worked on already."""
        known = self.scheduler._histories
        free = (line for line in self.lines if line.key not in self.pools.tasks)
        return {line.key for line in free if due(line, known[line.key], at)}

    def check_head(self) -> None:
        """Nothing is due before the scheduler wants to be woken, and at that moment something is."""
        head, now = self.scheduler._agenda.head(), self.clock.now()
        if head is None or head > now:
            end = head or now + timedelta(days=3)
            for part in (0.0, 0.3, 0.7, 0.999999):
                assert self.due(now + part * (end - now)) == set()
        if head is not None:
            assert self.due(max(head, now))


class _Silent:
    """An announcer that writes nothing."""

    def waiting(self) -> list[object]:
        return []

    def __getattr__(self, _name: str) -> Any:
        return lambda *_: 0


def _past(one: History) -> Past:
    assert one.last
    return Past(last=one.last, failed=one.failed, ended=one.ended, owed=frozenset({str(one.owed)} if one.owed else ()))


SUBJECTS = [f"acme/a{number}" for number in range(4)]
STEPS = st.one_of(
    st.tuples(st.just("pass"), st.integers(1, 3000)),
    st.tuples(st.just("work"), st.booleans()),
    st.tuples(st.just("reload"), situations()),
)


@given(st.lists(situations(), min_size=1, max_size=4), st.lists(STEPS, max_size=12))
def test_the_heap_chooses_what_due_would(drawn: list[Any], steps: list[tuple[str, Any]]) -> None:
    """Lines, their past, time that passes by minutes or days, work that ends or fails, documents that change."""
    lines = [replace(one, subject=subject) for (one, _, _), subject in zip(drawn, SUBJECTS, strict=False)]
    pasts = {line.key: history for line, (_, history, _) in zip(lines, drawn, strict=True)}
    oracle = Oracle(clock=ManualClock(max(now for _, _, now in drawn)), lines=lines, pasts=pasts)
    oracle.load()
    for what, value in steps:
        if what == "pass":
            oracle.clock.advance(timedelta(minutes=value))
        elif what == "work" and oracle.pools.tasks:
            oracle.fails = value
            oracle.pools.work(min(oracle.pools.tasks))
        elif what == "reload":
            other = replace(value[0], subject=SUBJECTS[0])
            oracle.pasts = dict(oracle.scheduler._histories) | {other.key: value[1]}
            oracle.lines = [other, *(one for one in oracle.lines if one.key != other.key)][:2]
            oracle.load()
        before, wanted = set(oracle.pools.tasks), oracle.due(oracle.clock.now())
        assert oracle.scheduler.tick(oracle.clock.now()) == len(wanted)
        assert set(oracle.pools.tasks) - before == wanted
        oracle.check_head()


@dataclass
class Day:
    """A scheduler over a real state whose work is nothing, by a clock of its own."""

    workshop: Workshop
    clock: ManualClock
    fence: int
    begun: list[Planned]
    pools: Kept = field(default_factory=Kept)
    told: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.restart()
        self.look()

    def restart(self) -> None:
        """Begin anew, with what the database knows."""
        self.scheduler = Scheduler(self.workshop, self.fence, self.pools, self.told.append)
        self.scheduler.load(self.clock.now())

    def pass_time(self, hours: int) -> None:
        for _ in range(hours * 12):
            self.clock.advance(timedelta(minutes=5))
            self.look()

    def look(self) -> int:
        """Announce all there is to announce, do all that is due; returns how many that was."""
        while (head := self.scheduler.head()) and self.clock.now() < head < self.clock.now() + timedelta(seconds=1):
            self.clock.advance(head - self.clock.now())
            self.scheduler.tick(self.clock.now())
        self.scheduler.tick(self.clock.now())
        return self.pools.work_all()


def perform(begun: list[Planned], workshop: Workshop, planned: Planned, order: Order) -> Ended:
    begun.append(planned)
    job = Job(kind=planned.line.kind, client="acme", subject=planned.line.subject, order=order)
    return workshop.engine.execute(job, Hands(work=lambda _run: Result(outcome=Outcome.SUCCEEDED)))


@pytest.fixture
def day(client: Client, monkeypatch: pytest.MonkeyPatch) -> Day:
    """Five assets, an hour each; nothing needs a point."""
    client.more = policy()
    share: dict[str, Any] = {"title": "A", "site": "here", "policy": "plain", "copies": ["disk"]}
    share["source"] = {"kind": "files", "paths": [str(client.share)]}
    client.write(assets={f"a{number}": share for number in range(5)})
    plain = App(client.config, {}, client.key).workshop
    # Looked at every five minutes, at seconds where none of the five falls due: an edge would count one more or less.
    later = plain.clock.now() + timedelta(minutes=10)
    clock = ManualClock(later.replace(minute=later.minute // 5 * 5, second=30, microsecond=0))
    engine = Engine(plain.store, clock, plain.ids, plain.logs, plain.engine._settle, plain.engine._declared)
    workshop = replace(plain, clock=clock, engine=engine)
    with workshop.store.transaction() as tx:
        fence = tx.leases.take_until(SCHEDULER, identity(), clock.now(), clock.now() + timedelta(days=9))
    assert fence
    begun: list[Planned] = []
    monkeypatch.setattr(worker, "perform", lambda *words: perform(begun, *words))
    return Day(workshop=workshop, clock=clock, fence=fence, begun=begun)


def ends(client: Client) -> Iterator[tuple[str, str]]:
    for one in client.records():
        if one["kind"] in ("run.outcome", "job.outcome"):
            yield one["kind"], one["body"]["outcome"]


def test_after_a_day_asleep_one_backup_makes_up_for_all(client: Client, day: Day) -> None:
    assert len(day.begun) == 5, "the first ones"
    asleep = 24
    day.clock.advance(asleep * HOUR)
    assert day.look() == 5
    assert len({planned.line.key for planned in day.begun[5:]}) == 5, "one each"
    assert day.look() == 0
    found = list(ends(client))
    assert found.count(("run.outcome", "succeeded")) == 10
    assert found.count(("job.outcome", "skipped")) == 5 * (asleep - 1)
    assert len(found) == 10 + 5 * (asleep - 1)
    check_complete(client)


def test_what_fell_due_while_no_scheduler_lived_is_accounted_for(client: Client, day: Day) -> None:
    """The process was dead for a day, and another begins: what is made up for and what was missed has its end."""
    day.clock.advance(24 * HOUR)
    day.restart()
    assert day.look() == 5
    assert len(day.begun) == 10
    assert list(ends(client)).count(("job.outcome", "not_run")) == 5 * 23
    check_complete(client)


def test_a_clock_set_back_runs_no_job_twice(client: Client, day: Day) -> None:
    """The hour that comes again is a real one: work goes on in it, as jobs of their own, and what comes then does."""
    day.pass_time(hours=3)
    done = len(day.begun)
    assert done == 5 * 4
    day.clock.advance(-HOUR)
    day.scheduler.load(day.clock.now())  # what the daemon does when the clock jumped
    day.pass_time(hours=3)
    assert len(day.begun) == done + 5 * 3
    records = [one["body"] for one in client.records() if one["kind"] == "run.outcome"]
    assert [one["outcome"] for one in records] == ["succeeded"] * len(day.begun)
    assert len({one["job"] for one in records}) == len(records)
    assert not [event for event in day.told if event.name in ("job.failed", "job.fault")]
    found = client.run("evidence", "verify", "--json").json
    assert found["verdict"] == "valid"
    assert (found["open_runs"], found["jobs"]["ended"]) == ([], len(records))
