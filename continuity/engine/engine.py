"""Claim, dispatch, record: what every job goes through, whoever asked for it.

The intent commits before the run touches the world; the outcome commits in the transaction that changes the
run's state, with every point, observation and measurement it brought. Then the one sequencer takes the records
into the client's log. A process that dies anywhere leaves an open run, and the next run of that subject
reconciles it before it begins (``reconcile``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from continuity.evidence.journal import INTENT, OUTCOME
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError, NotProven, Refused
from continuity.ground.identity import alive, identity
from continuity.model.job import Outcome, Result, Run
from continuity.model.measurement import Measurement, Verdict
from continuity.state.observations import Observation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from continuity.evidence.journal import Journal
    from continuity.evidence.sequencer import Sequencer
    from continuity.ground.clock import Clock, Mark
    from continuity.ground.ids import Ids
    from continuity.model.job import JobKind
    from continuity.state.store import Store, Transaction


@dataclass(frozen=True, kw_only=True)
class ClientLog:
    """One client's log: who writes into it, and who sequences it."""

    journal: Journal
    sequencer: Sequencer


@dataclass(frozen=True, kw_only=True)
class Job:
    """Work to do now. ``intent`` is what the run announces before it begins; it holds no secret."""

    kind: JobKind
    client: str
    subject: str
    policy_digest: str = ""
    scheduled_for: datetime | None = None  # None: asked for by a person, due now
    intent: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Hands:
    """What does the work of one job, and what measures it.

    ``work`` may raise a ``ContinuityError`` only before it touched anything; ``measure`` runs inside the
    transaction that ends the run.
    """

    work: Callable[[Run], Result]
    measure: Callable[[Transaction, Run, datetime], tuple[Measurement, ...]] = lambda _tx, _run, _at: ()


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A run that ended, with the faults met on the way (their templates kept, for faces to translate)."""

    run: Run
    problems: tuple[ContinuityError, ...] = ()

    @property
    def exit_code(self) -> int:
        """What a command that waited for this run exits with (``docs/reference/exit-codes.md``)."""
        if self.run.outcome is Outcome.INCOMPLETE:
            return 1 if any(isinstance(problem, NotProven) for problem in self.problems) else 3
        if self.run.outcome is not Outcome.SUCCEEDED:
            return max((problem.exit_code for problem in self.problems), default=1)
        return 0 if all(m.verdict is Verdict.MET for m in self.run.measurements) else 1


class Engine:
    """Runs jobs. Safe to use from several processes: a subject has one worker at a time.

    ``settle`` finds out what a run that died half way left in the world (``reconcile`` knows how, by kind).
    """

    def __init__(
        self, store: Store, clock: Clock, ids: Ids, logs: Mapping[str, ClientLog], settle: Callable[[Run], Result]
    ) -> None:
        self._store, self._clock, self._ids, self._logs, self._settle = store, clock, ids, logs, settle

    def execute(self, job: Job, hands: Hands) -> Ended:
        """Do the job and return how it ended; a fault that kept it from beginning is recorded, then raised.

        Raises ``Refused`` (nothing recorded) while a live process works on the same subject.
        """
        start = self._clock.mark()
        run, token = self._begin(job, start)
        try:
            self._reconcile(run)
            result = hands.work(run)
        except ContinuityError as error:
            self._end(run, _unbegun(error), token, start)
            raise
        except BaseException as error:
            self._end(run, self._cut_off(run, error), token, start)
            raise
        return self._end(run, result, token, start, hands)

    def _begin(self, job: Job, start: Mark) -> tuple[Run, int]:
        run = Run(
            id=self._ids.run_id(start.wall),
            kind=job.kind,
            client=job.client,
            subject=job.subject,
            policy_digest=job.policy_digest,
            scheduled_for=job.scheduled_for or start.wall,
            started_at=start.wall,
            detail=job.intent,
        )
        body = run.as_json() | {"boot": {"id": start.boot_id, "seconds": round(start.boot_s, 3)}}
        with self._store.transaction() as tx:
            token = tx.leases.take(job.subject, identity(), run.id)
            tx.runs.claim(run, identity())
            self._logs[job.client].journal.record(tx.records, INTENT, start.wall, body, run=run.id)
        return run, token

    def _reconcile(self, current: Run) -> None:
        """End what dead processes left open for this subject: we hold its lease, so nobody else does."""
        with self._store.reading() as tx:
            left = [run for run, holder in tx.runs.open(current.subject) if not alive(holder)]
        for run in left:
            self._end(run, self._settle(run), None, None)

    def _cut_off(self, run: Run, error: BaseException) -> Result:
        """Say what a run came to that was interrupted: what it had completed in the world is kept."""
        reason = "interrupted" if isinstance(error, KeyboardInterrupt) else f"internal error: {type(error).__name__}"
        try:
            left = self._settle(run)
        except ContinuityError:
            left = Result(outcome=Outcome.ABORTED)
        return replace(left, reason=reason)

    def _end(
        self, run: Run, result: Result, token: int | None, start: Mark | None, hands: Hands | None = None
    ) -> Ended:
        mark = self._clock.mark()
        run = replace(
            run,
            outcome=result.outcome,
            reason=result.reason,
            copies=result.copies,
            duration_s=round(elapsed(start, mark).seconds, 3) if start else None,
            detail=run.detail | result.detail,
            measurements=result.measurements,
        )
        with self._store.transaction() as tx:
            self._remember(tx, run, result, mark.wall)
            if hands:
                run = replace(run, measurements=run.measurements + hands.measure(tx, run, mark.wall))
            tx.runs.finish(run)
            self._logs[run.client].journal.record(tx.records, OUTCOME, mark.wall, run.as_json(), run=run.id)
            if token is not None:
                tx.leases.release(run.subject, token)
        self._logs[run.client].sequencer.run()
        return Ended(run=run, problems=result.problems)

    def _remember(self, tx: Transaction, run: Run, result: Result, at: datetime) -> None:
        for point in result.points:
            tx.points.add(point)
        for (repository, kind), facts in result.observed.items():
            tx.observations.note((run.client, repository, kind), Observation(at=at, run=run.id, facts=facts))


def _unbegun(error: ContinuityError) -> Result:
    """Say what a run came to that was refused, or unable, before it began."""
    outcome = Outcome.NOT_RUN if isinstance(error, Refused) else Outcome.FAILED_TO_START
    return Result(outcome=outcome, reason=str(error))
