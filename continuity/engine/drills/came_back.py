"""Which recovery points came back in a drill: from where, of when, and whether what held them falls with the source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.engine.observed import Look, shared_with_source
from continuity.ground.timestamps import write_time
from continuity.model.job import JobKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset
    from continuity.model.job import Run
    from continuity.recovery.procedure.progress import Progress

#: Kinds of runs that bring points back.
_BRINGS = (JobKind.RESTORE, JobKind.RESTORE_TEST)


def came_back(workshop: Workshop, progress: Progress) -> dict[str, Any]:
    """Return what the outcome of a drill tells of them: ``came_back``, a list with one for each copy of each restore.

    ``shared`` is the part of the failure domain that the repository has in common with the source as it was observed
    then (``device``, ``host``, …); empty where none is, ``unknown`` where one of both was never looked at.
    """
    at = workshop.clock.now()
    return {"came_back": [one for name, step in progress.steps.items() if step.run
                          for one in _of(workshop, name, step.run, at)]}  # fmt: skip


def _of(workshop: Workshop, step: str, run_id: str, at: datetime) -> Iterator[dict[str, Any]]:
    with workshop.store.reading() as tx:
        run = tx.runs.get(run_id)
        asset = _asset(workshop, run) if run and run.kind in _BRINGS else None
        shared = shared_with_source(tx, asset, Look(inventory=workshop.inventory, at=at)) if asset else {}
    for copy in run.copies if run and run.kind in _BRINGS else ():
        yield {
            "step": step,
            "run": run_id,
            "asset": run.subject if run else "",
            "repository": copy.repository,
            "snapshot": copy.snapshot,
            "data_time": write_time(copy.data_time) if copy.data_time else None,
            "shared": shared.get(copy.repository, "unknown"),
        }


def _asset(workshop: Workshop, run: Run) -> Asset | None:
    client = workshop.inventory.clients.get(run.client)
    return client.assets.get(run.subject.partition("/")[2]) if client else None
