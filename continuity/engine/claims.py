"""What a run claims before it begins, and what one came to that never began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.orders import SCHEDULER, TakenOver
from continuity.engine.supervision.rooms import note_room
from continuity.ground.errors import Refused, Unavailable
from continuity.model.job import JobKind, Outcome, Result
from continuity.state.observations import Observation

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from continuity.engine.orders import Ended, Order
    from continuity.ground.errors import ContinuityError
    from continuity.model.job import Run
    from continuity.state.store import Transaction


def written_later(left: dict[str, Callable[[], Ended]]) -> int:
    """Write the ends of runs that the database could not take; returns how many still wait for it."""
    for run, write in list(left.items()):
        try:
            write()
        except Unavailable:
            break
        except Refused:  # it is written: what failed the first time was the answer
            pass
        left.pop(run, None)
    return len(left)


def keep_findings(tx: Transaction, run: Run, result: Result, at: datetime) -> None:
    """Keep the points that a run made, those that it removed, and what it observed."""
    for point in result.points:
        tx.points.add(point)
    for repository, snapshots in result.removed.items():
        tx.points.removed(run.client, repository, snapshots, at)
    for (repository, kind), facts in result.observed.items():
        tx.observations.note((run.client, repository, kind), Observation(at=at, run=run.id, facts=facts))
        note_room(tx, run, repository, facts)


def lease(run: Run) -> str:
    """Return what a run has to itself: restic lets a backup and a restore share, so each kind has its own."""
    kind = JobKind.BACKUP if run.kind is JobKind.ARCHIVE else run.kind  # both plant the canary, stage and freeze
    return f"{kind}:{run.subject}"


def hold_the_fence(tx: Transaction, order: Order) -> None:
    """Refuse the order of a scheduler that was taken over meanwhile: it may have been stopped for an hour."""
    if not tx.leases.holds(SCHEDULER, order.fence):
        raise TakenOver("the scheduler that ordered the job {job} was taken over by another", job=order.job)


def unbegun(error: ContinuityError) -> Result:
    """Say what a run came to that was refused, or unable, before it began."""
    outcome = Outcome.NOT_RUN if isinstance(error, Refused) else Outcome.FAILED_TO_START
    return Result(outcome=outcome, reason=str(error))
