"""One active scheduler's day: what is due is queued, begun when it fits, and its line put back for its next time.

A line of work (a kind of job for a subject) is queued once, however many of its jobs fell due: which of them runs, and
with which kind of backup, is decided when it begins, so that work that had to wait makes up for all it missed.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.daemon.accounting import history_of, left_over
from continuity.engine.daemon.agenda import Agenda
from continuity.engine.daemon.announcing import Announcer, Outcomes
from continuity.engine.daemon.events import Event
from continuity.engine.daemon.rounds import Rounds
from continuity.engine.daemon.waiting import Task
from continuity.engine.daemon.worker import AGAIN, Worker
from continuity.ground.errors import ContinuityError
from continuity.model.job import JobKind
from continuity.policy.deriving import Measured
from continuity.policy.planning import History, due, lines, next_due, upcoming
from continuity.policy.timetable import strongest
from continuity.policy.turns import of_work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from continuity.engine.daemon.events import Tell
    from continuity.engine.daemon.pools import Pools
    from continuity.engine.daemon.worker import Tried
    from continuity.engine.workshop import Workshop
    from continuity.policy.planning import Line, Planned

Key = tuple[JobKind, str]

_MEASURED = timedelta(days=30)  # the runs whose durations a derived schedule is made from


class Scheduler:
    """Queues what is due, with the documents of ``workshop`` and the lease of ``fence``. Safe for threads."""

    def __init__(
        self, workshop: Workshop, fence: int, pools: Pools, tell: Tell, changed: Callable[[], None] = lambda: None
    ) -> None:
        self._workshop, self._fence, self._pools, self._tell, self._changed = workshop, fence, pools, tell, changed
        self._announcer = Announcer(workshop, fence)
        self._worker = Worker(workshop, self._announcer, fence, tell)
        self._lock = threading.RLock()
        self._lines: dict[Key, Line] = {}
        self._histories: dict[Key, History] = {}
        self._agenda: Agenda[Key] = Agenda()
        self._queued: set[Key] = set()
        self._rounds: Rounds | None = None
        self._known_head: datetime | None = None
        self._loaded = False  # where the database could not be read or written meanwhile, the next tick loads again

    def take(self, workshop: Workshop, now: datetime) -> None:
        """Work with other documents from now on; what runs ends with the old ones."""
        with self._lock:
            self._workshop, self._announcer = workshop, Announcer(workshop, self._fence)
            self._worker = Worker(workshop, self._announcer, self._fence, self._tell)
            self._loaded = False
            self.load(now)

    def load(self, now: datetime) -> None:
        """Read the past of every line, end what nobody ran, announce what comes, and know when each is due next."""
        with self._workshop.store.reading() as tx:
            pasts, firsts = tx.history.lines(now), tx.history.first_points()
            took = tx.history.lengths(JobKind.BACKUP, now - _MEASURED)
        measured = {name: Measured(typical=one.typical, worst=one.worst) for name, one in took.items()}
        with self._lock:
            self._lines = {line.key: line for line in lines(self._workshop.inventory, measured)}
            self._histories = {}
            for key in self._lines:
                past = pasts.get(key)
                self._histories[key] = history_of(past, firsts.get(key[1]))
            self._agenda.clear()
            for key in self._lines.keys() - self._queued:
                self._put_back(key, now)
            self._end_what_nobody_will_run(now)
            self._rounds = Rounds(self._announcer, now)
            self._rounds.begin(self._possible(), self._workshop.logs, now)
            self._loaded = True

    def tick(self, now: datetime) -> int:
        """Queue every line that is due, and announce further jobs when it is time to; returns how many were queued."""
        queued = 0
        if not self._loaded:
            self.load(now)
        self._plan(now)
        with self._lock:
            for key in self._agenda.take(now):
                planned = due(self._lines[key], self._histories[key], now)
                if planned is None:
                    self._put_back(key, now)
                elif key not in self._queued:
                    self._queue(planned)
                    queued += 1
        return queued

    def head(self) -> datetime | None:
        """Return when something is due next; None where nothing ever is."""
        with self._lock:
            times = (self._agenda.head(), self._rounds.next_at if self._rounds else None)
        return min((at for at in times if at is not None), default=None)

    def next_due(self) -> datetime | None:
        """Return the same, as it was last known while the scheduler waits for the database; keeps nobody waiting."""
        if self._lock.acquire(blocking=False):
            try:
                self._known_head = self.head()
            finally:
                self._lock.release()
        return self._known_head

    def count(self) -> int:
        """Return how many lines of work there are."""
        return len(self._lines)

    def _plan(self, now: datetime) -> None:
        """Announce further jobs where it is time to: a part of them, without keeping those that run from the lines."""
        if self._rounds is None or now < self._rounds.next_at:
            return
        with self._lock:
            self._rounds.begin(self._possible(), self._workshop.logs, now)
        self._rounds.part(now)

    def _possible(self) -> list[Line]:
        """Return the lines whose jobs can run at all: nothing is tested or verified before there is a point."""
        pasts = self._histories
        return [line for key, line in self._lines.items() if line.at_once or pasts[key].since or pasts[key].last]

    def _end_what_nobody_will_run(self, now: datetime) -> None:
        """End the waiting jobs that no line will run: past ones that were missed, coming ones no longer asked for."""
        known = {key: (line, self._histories[key]) for key, line in self._lines.items()}
        waiting = (job for job in self._announcer.waiting() if (job.kind, job.subject) not in self._queued)
        missed, withdrawn = left_over(waiting, known, now)
        for jobs, why in ((missed, Outcomes.MISSED), (withdrawn, Outcomes.WITHDRAWN)):
            if jobs and (count := self._announcer.close(jobs, why)):
                values = {"count": count, "reason": why[1]}
                self._tell(Event("jobs.closed", "{count} announced job(s) will not run: {reason}", values))

    def _queue(self, planned: Planned) -> None:
        line = planned.line
        self._queued.add(line.key)
        task = Task(
            kind=line.kind,
            subject=line.subject,
            priority=line.priority,
            due=planned.scheduled_for,
            repositories=line.repositories,
            work=lambda: self._work(line.key),
            turns=of_work(self._workshop.inventory.clients[line.client], line.kind, line.subject),
        )
        self._pools.submit(task)

    def _work(self, key: Key) -> None:
        """Do what is due of a line by now, on a thread of its own, and put the line back."""
        now = self._workshop.clock.now()
        with self._lock:
            line, history, worker = self._lines.get(key), self._histories.get(key), self._worker
        planned = tried = None
        try:
            if line and history:
                planned = self._still_to_do(worker, line, history, now)
            tried = worker.run(planned) if planned else None
        finally:  # whatever happens: a line that stayed queued would never run again
            self._over(key, planned, tried)

    def _still_to_do(self, worker: Worker, line: Line, before: History, now: datetime) -> Planned | None:
        """Return what is due of a line, now that it may begin; None where a person had it done meanwhile."""
        history = worker.brought_up_to_date(line, before)
        if history != before and history.last:
            with self._lock:
                if self._histories.get(line.key) == before:
                    self._histories[line.key] = history
            worker.made_up_for(line, history.last)
        return due(line, history, now)

    def _over(self, key: Key, planned: Planned | None, tried: Tried | None) -> None:
        now = self._workshop.clock.now()
        with self._lock:
            self._queued.discard(key)
            if planned and tried and tried.again is None:
                self._learn(planned, tried, now)
                self._announce_retry(planned.line.key, now)
            if key in self._lines:
                again = tried.again if tried else now + AGAIN if planned else None
                self._put_back(key, now, not_before=again)
        self._changed()

    def _announce_retry(self, key: Key, now: datetime) -> None:
        """Announce the next try of failed work as soon as it is known, before it falls due."""
        line, history = self._lines.get(key), self._histories.get(key)
        at = next_due(line, history, now) if line and history and history.failed else None
        planned = due(line, history, at) if line and history and at else None
        if planned:
            self._announce([planned])

    def _announce(self, planned: Iterable[Planned]) -> None:
        with suppress(ContinuityError):  # what cannot be announced now is announced when it begins
            self._announcer.announce(list(planned))

    def _learn(self, planned: Planned, tried: Tried, now: datetime) -> None:
        """Remember how a job ended, and that a first point makes other work possible."""
        if before := self._histories.get(planned.line.key):
            last = max(planned.scheduled_for, before.last or planned.scheduled_for)
            failed = before.failed + 1 if tried.failed else 0
            # as the database will tell after a restart: the next try has its name from this
            ended = (tried.ended or now) if tried.failed else None
            owed = strongest((planned.work, before.owed)) if tried.failed else None
            self._histories[planned.line.key] = replace(before, last=last, failed=failed, ended=ended, owed=owed)
        run = tried.run
        if run is None or run.kind is not JobKind.BACKUP:
            return
        names = {f"{run.client}/{copy.repository}" for copy in run.copies if copy.snapshot}
        for name in names | ({run.subject} if names else set()):
            for kind in JobKind:
                key = (kind, name)
                history = self._histories.get(key)
                if history and history.since is None and kind is not JobKind.BACKUP:
                    self._histories[key] = replace(history, since=now)
                    if self._rounds:
                        self._announce(upcoming(self._lines[key], now, self._rounds.announced_until))
                    if key not in self._queued:
                        self._put_back(key, now)

    def _put_back(self, key: Key, now: datetime, *, not_before: datetime | None = None) -> None:
        at = next_due(self._lines[key], self._histories[key], now)
        self._agenda.put(key, max(at, not_before) if at and not_before else at)
