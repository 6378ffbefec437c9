"""Plan records: every job of the next two days is announced before it falls due, and ends exactly once.

A job that never became a run is ended here, with its reason: it was coalesced into a later one, nobody ran it, or the
documents no longer ask for it. Rows and records commit together, and only for the scheduler that holds the lease.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.orders import SCHEDULER, TakenOver
from continuity.evidence.journal import JOB_OUTCOME, PLAN
from continuity.ground.errors import Refused
from continuity.ground.timestamps import write_time
from continuity.model.job import Announced, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from continuity.engine.workshop import Workshop
    from continuity.policy.planning import Line, Planned
    from continuity.state.store import Transaction

#: How far ahead jobs are announced, and how often: at least 42 hours stand announced at any time.
HORIZON = timedelta(hours=48)
EVERY = timedelta(hours=6)
#: Ended jobs are removed from the database after this time; the log keeps them.
KEPT = timedelta(days=30)


WHY = {
    "coalesced": "made up for by a later job of the same work",
    "missed": "the daemon was not running when it fell due",
    "withdrawn": "the documents no longer ask for it",
}


class Outcomes:
    """How a job ends that never became a run, and why."""

    COALESCED = (Outcome.SKIPPED, WHY["coalesced"])
    MISSED = (Outcome.NOT_RUN, WHY["missed"])
    WITHDRAWN = (Outcome.SKIPPED, WHY["withdrawn"])


class Announcer:
    """Announces and ends jobs on behalf of the scheduler whose lease has the token ``fence``."""

    def __init__(self, workshop: Workshop, fence: int) -> None:
        self._workshop, self._fence = workshop, fence

    def plan(self, client: str, planned: Sequence[Planned], until: datetime) -> None:
        """Announce jobs of a client in a plan record of their own, also where there is none; repeatable."""
        with self._workshop.store.transaction() as tx:
            self._hold(tx)
            self._record(tx, client, tx.jobs.announce([announced(one) for one in planned]), until)

    def forget(self, now: datetime) -> None:
        """Remove from the database what ended long ago."""
        with self._workshop.store.transaction() as tx:
            self._hold(tx)
            tx.jobs.forget(now - KEPT)

    def announce(self, planned: Sequence[Planned]) -> None:
        """Announce jobs of one client outside the plan; repeatable."""
        jobs = [announced(one) for one in planned]
        with self._workshop.store.transaction() as tx:
            self._hold(tx)
            if new := tx.jobs.announce(jobs):
                self._record(tx, new[0].client, new, max(job.scheduled_for for job in new))
        self.sequence({job.client for job in jobs})

    def begin(self, planned: Planned) -> Planned:
        """Announce one job, if it was not yet, end the ones that it makes up for, and return the one to run.

        That is another one, due now, where its own ended before: the documents did not ask for it for a while, or the
        clock was set back and shows its time again. A job ends once, and what is promised holds for that hour, too.
        """
        with self._workshop.store.transaction() as tx:
            self._hold(tx)
            if tx.jobs.ended(planned.id):
                planned = replace(planned, scheduled_for=self._workshop.clock.now())
            job = announced(planned)
            if new := tx.jobs.announce([job]):
                self._record(tx, job.client, new, job.scheduled_for)
            for older in tx.jobs.waiting_of(job.kind, job.subject, job.scheduled_for):
                self._end(tx, older, Outcomes.COALESCED, by=job.id)
        return planned

    def made_up_for(self, line: Line, until: datetime) -> None:
        """End the jobs of a line that fell due before ``until``: something that nobody planned made up for them."""
        with self._workshop.store.transaction() as tx:
            self._hold(tx)
            for older in tx.jobs.waiting_of(line.kind, line.subject, until):
                self._end(tx, older, Outcomes.COALESCED)
        self.sequence([line.client])

    def close(self, jobs: Sequence[Announced], why: tuple[Outcome, str]) -> int:
        """End jobs that never became a run; returns how many were still open. One that has a run ends with it."""
        with self._workshop.store.transaction() as tx:
            self._hold(tx)
            count = sum(self._end(tx, job, why) for job in jobs if job.client in self._workshop.logs)
        self.sequence({job.client for job in jobs} & set(self._workshop.logs))
        return count

    def waiting(self) -> Iterator[Announced]:
        """Yield every job that was announced and not begun, line of work by line of work."""
        with self._workshop.store.reading() as tx:
            yield from tx.jobs.waiting()

    def sequence(self, clients: Iterable[str]) -> None:
        """Give the new records of these clients their place in the log.

        A log that cannot be signed on holds up no work; that client's next run says so.
        """
        for client in clients:
            with suppress(Refused):
                self._workshop.logs[client].sequencer.run()

    def _hold(self, tx: Transaction) -> None:
        if not tx.leases.holds(SCHEDULER, self._fence):
            raise TakenOver("this scheduler was taken over by another")

    def _record(self, tx: Transaction, client: str, jobs: list[Announced], until: datetime) -> None:
        now = self._workshop.clock.now()  # the database is ours: records are dated in the order they are written
        body = {
            "schema": "continuity.plan/1",
            "from": write_time(now),
            "until": write_time(until),
            "jobs": [job.as_json() for job in jobs],
        }
        self._workshop.logs[client].journal.record(tx.records, PLAN, now, body)

    def _end(self, tx: Transaction, job: Announced, why: tuple[Outcome, str], by: str | None = None) -> bool:
        outcome, reason = why
        if not tx.jobs.close(job.id, outcome):
            return False
        body = {
            "schema": "continuity.job-outcome/1",
            "job": job.id,
            "kind": str(job.kind),
            "subject": job.subject,
            "scheduled_for": write_time(job.scheduled_for),
            "outcome": str(outcome),
            "reason": reason,
            "by": by,
        }
        now = self._workshop.clock.now()
        self._workshop.logs[job.client].journal.record(tx.records, JOB_OUTCOME, now, body)
        return True


def announced(planned: Planned) -> Announced:
    """Return what the database and the log keep of a planned job."""
    line = planned.line
    return Announced(
        id=planned.id,
        kind=line.kind,
        client=line.client,
        subject=line.subject,
        scheduled_for=planned.scheduled_for,
        work=str(planned.work or ""),
        policy_digest=line.policy_digest,
    )
