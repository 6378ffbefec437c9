"""Claim, dispatch, record: what every job goes through, whoever asked for it.

The intent commits before the run touches the world; the outcome commits in the transaction that changes the
run's state, with every point, observation and measurement it brought. Then the one sequencer takes the records
into the client's log. A process that dies anywhere leaves an open run, and the next run of that subject
reconciles it before it begins (``reconcile``).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from continuity.engine.claims import hold_the_fence, keep_findings, lease, unbegun, written_later
from continuity.engine.drills.correcting import followed_up
from continuity.engine.orders import CutOff, Ended, PutDown, Unsigned, Unwritten
from continuity.evidence.journal import INTENT, OUTCOME
from continuity.ground.cancel import shielded
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError, Refused, Unavailable, UsageError
from continuity.ground.identity import alive, identity
from continuity.model.job import Outcome, Result, Run
from continuity.state.leases import Busy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from continuity.engine.declared import Declared
    from continuity.engine.orders import ClientLog, Hands, Job
    from continuity.ground.clock import Clock, Mark
    from continuity.ground.ids import Ids
    from continuity.state.store import Store


class Engine:
    """Runs jobs. Safe to use from several processes and threads: a subject has one worker of a kind at a time.

    What ended while the database could not be written is kept, and :meth:`write_left` writes it later: a process that
    lives on (the daemon) loses nothing.

    ``settle`` finds out what a run that died half way left in the world (``reconcile`` knows how, by kind);
    ``declared`` are the documents it goes by: what changed of them is in the log before the first run.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        ids: Ids,
        logs: Mapping[str, ClientLog],
        settle: Callable[[Run], Result],
        declared: Declared,
    ) -> None:
        self._store, self._clock, self._ids, self._logs, self._settle = store, clock, ids, logs, settle
        self._declared = declared
        self._left: dict[str, Callable[[], Ended]] = {}

    def execute(self, job: Job, hands: Hands) -> Ended:
        """Do the job and return how it ended; a fault that kept it from beginning is recorded, then raised.

        Raises ``Refused`` (nothing recorded) while a live process does the same work.
        """
        self._declare(job.client)
        start = self._clock.mark()
        run, token = self._begin(job, start)
        try:
            self._reconcile(run)
            result = hands.work(run)
        except PutDown:
            self._put_down(run, token)
            raise
        except ContinuityError as error:
            self._end(run, unbegun(error), token, start)
            raise
        except BaseException as error:
            self._end(run, self._cut_off(run, error), token, start)
            raise
        return self._end(run, result, token, start, hands)

    def take_up(self, run_id: str, start: Mark, hands: Hands) -> Ended:
        """Go on with a run that was put down, or whose process died; ``start`` is when it began.

        Raises ``Refused`` while a live process works on it, or where it has ended, ``UsageError`` where there is none;
        a fault that keeps it from going on leaves it where it is.
        """
        with self._store.transaction() as tx:
            run = tx.runs.get(run_id)
            if run is None:
                raise UsageError("there is no run {run}", hint="continuity runbook lists those that wait", run=run_id)
            if run.outcome:
                raise Refused("run {run} has ended: {outcome}", run=run_id, outcome=run.outcome)
            token = tx.leases.take(lease(run), identity(), run.id)
            tx.runs.take_up(run_id, identity())
        try:
            result = hands.work(run)
        except BaseException:
            self._put_down(run, token)
            raise
        return self._end(run, result, token, start, hands)

    def _put_down(self, run: Run, token: int) -> None:
        """Give the lease back; where that cannot be written, the end of this process does so."""
        with suppress(Unavailable), self._store.transaction() as tx:
            tx.leases.release(lease(run), token)

    def declare(self) -> None:
        """Record what changed of the documents; a log that cannot take it is tried again with its client's next run."""
        for client in self._logs:
            with suppress(ContinuityError):
                self._declare(client)

    def _declare(self, client: str) -> None:
        self._declared.record(client, self._store, self._clock, self._logs[client])

    @property
    def unwritten(self) -> int:
        """How many runs ended that the database could not take yet."""
        return len(self._left)

    def hand_over(self, successor: Engine) -> None:
        """Leave what is not written yet to the engine that takes this one's place, and what still runs here, too."""
        self._left.update(successor._left)
        successor._left = self._left

    def write_left(self) -> int:
        """Write what ended while the database could not be written; returns how many runs still wait for it."""
        return written_later(self._left)

    def reconcile_all(self, subject: str | None = None) -> int:
        """End every run that dead processes left open, of any subject or of one; returns how many.

        What cannot be found out about one holds up none of the others: it stays open until that work is done again.
        """
        with self._store.reading() as tx:
            left = [run for run, holder in tx.runs.open(subject) if not alive(holder) and run.client in self._logs]
        return sum(self._settled(run) for run in left)

    def _settled(self, run: Run) -> bool:
        """End the run of a dead process; False where somebody does that work now, or it cannot be settled."""
        try:
            with self._store.transaction() as tx:
                token = tx.leases.take(lease(run), identity(), run.id)
                known = tx.runs.get(run.id)
        except Busy:
            return False
        try:
            if known and known.outcome is None:
                self._end(run, self._settle(run), None, None)
                return True
        except Unwritten:
            raise
        except ContinuityError:
            return False
        finally:
            with self._store.transaction() as tx:
                tx.leases.release(lease(run), token)
        return False

    def _begin(self, job: Job, start: Mark) -> tuple[Run, int]:
        order = job.order
        run = Run(
            id=self._ids.run_id(start.wall),
            job=order.job if order else "",
            kind=job.kind,
            client=job.client,
            subject=job.subject,
            policy_digest=job.policy_digest,
            scheduled_for=order.scheduled_for if order else start.wall,
            started_at=start.wall,
            detail=job.intent,
        )
        boot = {"id": start.boot_id, "seconds": round(start.boot_s, 3)}
        body = run.as_json() | {"boot": boot, "by": dict(self._declared.by)}
        with self._store.transaction() as tx:
            if order:
                hold_the_fence(tx, order)
                tx.jobs.claim(order.job, run.id)
            token = tx.leases.take(lease(run), identity(), run.id)
            tx.runs.claim(run, identity())
            self._logs[job.client].journal.record(tx.records, INTENT, self._clock.now(), body, run=run.id)
        return run, token

    def _reconcile(self, current: Run) -> None:
        """End what dead processes left open for this work: we hold its lease, so nobody else does."""
        with self._store.reading() as tx:
            found = tx.runs.open(current.subject)
        left = [run for run, holder in found if run.kind is current.kind and not alive(holder)]
        for run in left:
            self._end(run, self._settle(run), None, None)

    def _cut_off(self, run: Run, error: BaseException) -> Result:
        """Say what a run came to that was interrupted: what it had completed in the world is kept."""
        reason = "interrupted" if isinstance(error, KeyboardInterrupt) else f"internal error: {type(error).__name__}"
        try:
            with shielded():  # it was cut off once already; looking at what it left must come to its end
                left = self._settle(run)
        except ContinuityError:
            left = Result(outcome=Outcome.ABORTED)
        seen = error.detail if isinstance(error, CutOff) else {}
        return replace(left, reason=reason, detail=left.detail | seen)

    def _end(
        self, run: Run, result: Result, token: int | None, start: Mark | None, hands: Hands | None = None
    ) -> Ended:
        mark = self._clock.mark()
        ended = replace(
            run,
            outcome=result.outcome,
            reason=result.reason,
            copies=result.copies,
            duration_s=round(elapsed(start, mark).seconds, 3) if start else None,
            detail=run.detail | result.detail,
            measurements=result.measurements,
        )

        def write() -> Ended:
            return self._write(ended, result, token, mark.wall, hands)

        try:
            written = write()
        except Unavailable as error:
            self._left[run.id] = write
            raise Unwritten(ended, error) from error
        except Exception as error:
            if hands:  # a fault of ours: without an end, the run would keep its work to itself while this process lives
                self._end(run, self._cut_off(run, error), token, start)
            raise
        try:
            self._logs[run.client].sequencer.run()
        except Refused as error:
            raise Unsigned(written.run, error) from error
        return written

    def _write(self, run: Run, result: Result, token: int | None, at: datetime, hands: Hands | None) -> Ended:
        """Commit the end of a run: all of it, or nothing."""
        with self._store.transaction() as tx:
            keep_findings(tx, run, result, at)
            if hands:
                run = replace(run, measurements=run.measurements + hands.measure(tx, run, at))
            tx.runs.finish(run)
            if run.job and run.outcome:
                tx.jobs.end(run.job, run.outcome)
            now = self._clock.now()  # not before the lock was ours: records are dated in the order they are written
            self._logs[run.client].journal.record(tx.records, OUTCOME, now, run.as_json(), run=run.id)
            followed_up(tx, run, now, self._logs[run.client].journal)
            if token is not None:
                tx.leases.release(lease(run), token)
        return Ended(run=run, problems=result.problems)
