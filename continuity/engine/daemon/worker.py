"""One planned job, from its announcement to its end: everything that can happen to it is told and recorded here."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.daemon.announcing import announced
from continuity.engine.daemon.events import Event, Level
from continuity.engine.daemon.performing import perform
from continuity.engine.orders import Order, TakenOver, Unsigned, Unwritten
from continuity.ground.errors import ContinuityError, Unavailable
from continuity.model.job import JobKind, Outcome
from continuity.policy.planning import covered
from continuity.policy.policy import BackupKind
from continuity.state.history import FAILED
from continuity.state.leases import Busy

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.engine.daemon.announcing import Announcer
    from continuity.engine.daemon.events import Tell
    from continuity.engine.workshop import Workshop
    from continuity.model.job import Run
    from continuity.policy.planning import History, Line, Planned

#: When to look again at work that could not begin: another process does it, or the database cannot be written.
AGAIN = timedelta(seconds=30)
_LATE = timedelta(minutes=5)
_DONE = (Outcome.SUCCEEDED, Outcome.INCOMPLETE)


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What became of a job: it ended, with a run or without, and failed or not; or it is to be looked at ``again``."""

    failed: bool = False
    run: Run | None = None
    again: datetime | None = None

    @property
    def ended(self) -> datetime | None:
        """When its run ended, where it has one."""
        return self.run.started_at + timedelta(seconds=self.run.duration_s or 0) if self.run else None


class Worker:
    """Runs planned jobs with one set of documents, for the scheduler of one lease."""

    def __init__(self, workshop: Workshop, announcer: Announcer, fence: int, tell: Tell) -> None:
        self._workshop, self._announcer, self._fence, self._tell = workshop, announcer, fence, tell

    def brought_up_to_date(self, line: Line, history: History) -> History:
        """Return the history with what a person had done of this work meanwhile: it makes up for what fell due."""
        with suppress(ContinuityError), self._workshop.store.reading() as tx:
            run = tx.runs.latest(line.subject, line.kind, _DONE)
            if run and not run.job and not run.detail.get("sample"):  # a sample makes up for no whole look
                asked = run.detail.get("kind") or BackupKind.INCREMENTAL
                kind = BackupKind(asked) if run.kind is JobKind.BACKUP else None
                return covered(line, history, run.scheduled_for, kind)
        return history

    def made_up_for(self, line: Line, until: datetime) -> None:
        """End the announced jobs of a line that fell due before ``until`` and need not run any more."""
        with suppress(ContinuityError):  # then the next job of this line does
            self._announcer.made_up_for(line, until)

    def run(self, planned: Planned) -> Tried:
        """Run a job to its end. Raises nothing but the interruption of a service that is cut off."""
        again = Tried(again=self._workshop.clock.now() + AGAIN)
        try:
            begun = self._announcer.begin(planned)
        except (Unavailable, TakenOver):  # the heartbeat finds the same, and says so once for all that wait
            return again
        try:
            run = self._performed(begun)
        except TakenOver:
            return again
        except Busy as error:
            self._tell(Event("job.busy", "{kind} of {subject} waits: {error}", _of(begun) | {"error": error}))
            return again
        except ContinuityError as error:
            return self._failed(begun, error)
        except Exception as error:  # noqa: BLE001 - a thread has nobody to raise to; the service goes on
            text = "internal error in {kind} of {subject}: {error}"
            self._tell(Event("job.fault", text, _of(begun) | {"error": repr(error)}, Level.ERROR))
            return self._closed(begun, repr(error))
        self._told(run)
        broken = run.kind is JobKind.BACKUP and any(copy.outcome in FAILED for copy in run.copies)
        return Tried(run=run, failed=broken or run.outcome in FAILED)

    def _performed(self, planned: Planned) -> Run:
        """Do it, and return its run as it ended; one that could not be written yet ended all the same."""
        late = planned.line.kind is JobKind.BACKUP and self._workshop.clock.now() - planned.scheduled_for > _LATE
        values = _of(planned) | {"reason": planned.reason, "job": planned.id}
        level = Level.WARNING if late else Level.INFO
        self._tell(Event("job.begun", "{kind} of {subject} begins: {reason}", values, level))
        order = Order(
            job=planned.id,
            scheduled_for=planned.scheduled_for,
            fence=self._fence,
            timetable=planned.line.timetable,
        )
        try:
            return perform(self._workshop, planned, order).run
        except Unwritten as error:
            return error.run
        except Unsigned as error:  # the work goes on, whatever became of the log: what is recorded can wait for it
            self._tell(Event("service.fault", "{error} ({hint})", {"error": error, "hint": error.hint}, Level.ERROR))
            return error.run

    def _failed(self, planned: Planned, error: ContinuityError) -> Tried:
        values = _of(planned) | {"error": error, "hint": error.hint}
        self._tell(Event("job.failed", "{kind} of {subject}: {error} ({hint})", values, Level.ERROR))
        return self._closed(planned, str(error))

    def _closed(self, planned: Planned, why: str) -> Tried:
        """End a job that has no run; where the database cannot take that, it stays announced and is tried again."""
        now = self._workshop.clock.now()
        try:
            self._announcer.close([announced(planned)], (Outcome.FAILED_TO_START, why))
        except Unavailable:
            return Tried(again=now + AGAIN)
        except ContinuityError as error:
            self._tell(Event("service.fault", "{error} ({hint})", {"error": error, "hint": error.hint}, Level.ERROR))
        return Tried(failed=True)

    def _told(self, run: Run) -> None:
        values: dict[str, object] = {"kind": run.kind, "subject": run.subject, "client": run.client}
        values |= {"outcome": run.outcome, "seconds": run.duration_s or 0.0, "reason": run.reason, "job": run.job}
        if run.outcome is Outcome.SUCCEEDED:
            self._tell(Event("run.ended", "{kind} of {subject}: {outcome} after {seconds:.1f} s", values, run=run.id))
            return
        text = "{kind} of {subject}: {outcome} after {seconds:.1f} s: {reason}"
        self._tell(Event("run.ended", text, values, Level.ERROR, run.id))


def _of(planned: Planned) -> dict[str, object]:
    """Return what an event says of whose work it is."""
    line = planned.line
    return {"kind": line.kind, "subject": line.subject, "client": line.client}
