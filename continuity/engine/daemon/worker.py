"""One planned job, from its announcement to its end: everything that can happen to it is told and recorded here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.daemon.announcing import announced
from continuity.engine.daemon.events import Event, Level
from continuity.engine.daemon.performing import perform
from continuity.engine.orders import Order
from continuity.ground.errors import ContinuityError, Unavailable
from continuity.model.job import JobKind, Outcome
from continuity.state.history import FAILED
from continuity.state.leases import Busy

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.engine.daemon.announcing import Announcer
    from continuity.engine.daemon.events import Tell
    from continuity.engine.orders import Ended
    from continuity.engine.workshop import Workshop
    from continuity.model.job import Run
    from continuity.policy.planning import Planned

#: When to look again at work that could not begin: another process does it, or the database cannot be written.
AGAIN = timedelta(seconds=30)
_LATE = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What became of a job: it ended, with a run or without, and failed or not; or it is to be looked at ``again``."""

    failed: bool = False
    run: Run | None = None
    again: datetime | None = None


class Worker:
    """Runs planned jobs with one set of documents, for the scheduler of one lease."""

    def __init__(self, workshop: Workshop, announcer: Announcer, fence: int, tell: Tell) -> None:
        self._workshop, self._announcer, self._fence, self._tell = workshop, announcer, fence, tell

    def run(self, planned: Planned) -> Tried:
        """Run a job to its end. Raises nothing but the interruption of a service that is cut off."""
        line = planned.line
        values = {"kind": line.kind, "subject": line.subject, "client": line.client}
        now = self._workshop.clock.now()
        try:
            self._announcer.begin(planned)
            late = line.kind is JobKind.BACKUP and now - planned.scheduled_for > _LATE
            level = Level.WARNING if late else Level.INFO
            text = "{kind} of {subject} begins: {reason}"
            self._tell(Event("job.begun", text, values | {"reason": planned.reason, "job": planned.id}, level))
            order = Order(job=planned.id, scheduled_for=planned.scheduled_for, fence=self._fence)
            ended = perform(self._workshop, planned, order)
        except Busy as error:
            self._tell(Event("job.busy", "{kind} of {subject} waits: {error}", values | {"error": error}))
            return Tried(again=now + AGAIN)
        except ContinuityError as error:
            return self._failed(planned, error)
        except Exception as error:  # noqa: BLE001 - a thread has nobody to raise to; the service goes on
            text = "internal error in {kind} of {subject}: {error}"
            self._tell(Event("job.fault", text, values | {"error": repr(error)}, Level.ERROR))
            return self._closed(planned, repr(error))
        self._told(ended)
        broken = line.kind is JobKind.BACKUP and any(copy.outcome in FAILED for copy in ended.run.copies)
        return Tried(run=ended.run, failed=broken or ended.run.outcome in FAILED)

    def _failed(self, planned: Planned, error: ContinuityError) -> Tried:
        line = planned.line
        values = {"kind": line.kind, "subject": line.subject, "client": line.client, "error": error, "hint": error.hint}
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

    def _told(self, ended: Ended) -> None:
        run = ended.run
        values: dict[str, object] = {"kind": run.kind, "subject": run.subject, "client": run.client}
        values |= {"outcome": run.outcome, "seconds": run.duration_s or 0.0, "reason": run.reason, "job": run.job}
        if run.outcome is Outcome.SUCCEEDED:
            self._tell(Event("run.ended", "{kind} of {subject}: {outcome} after {seconds:.1f} s", values, run=run.id))
            return
        text = "{kind} of {subject}: {outcome} after {seconds:.1f} s: {reason}"
        self._tell(Event("run.ended", text, values, Level.ERROR, run.id))
