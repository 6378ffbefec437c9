"""The job that gives back the space of what was removed: ``restic prune``, alone in its repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.backup.restic import pruning
from continuity.engine.checks import job_for
from continuity.engine.endurance.turns import taking
from continuity.engine.exclusive import alone, appends_only, hides
from continuity.engine.orders import Ended, Hands
from continuity.ground.errors import NotProven
from continuity.model.job import JobKind, Outcome, Result
from continuity.storage.access import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.engine.orders import Order
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import RepositorySpec
    from continuity.model.job import Run

APPENDS_ONLY = "the server only appends: giving space back is up to the server itself"
_SHOWN = 12  # lines of restic's account


def run_prune(workshop: Workshop, spec: RepositorySpec, *, order: Order | None = None) -> Ended:
    """Remove the data that no snapshot of a repository needs any more.

    Where a removal only hides (versions under locks), nothing is rewritten: it would be stored, locked and paid twice.
    Raises ``Unavailable`` where the repository cannot be reached, ``Refused`` while other work goes on in it.
    """
    place = workshop.place(spec)

    def work(run: Run) -> Result:
        if appends_only(spec, place.ready()):
            return Result(outcome=Outcome.SUCCEEDED, reason=APPENDS_ONLY)
        alone(workshop, spec, run)
        locked = hides(place)
        before = place.port.snapshot_names()
        said = pruning.prune(place.acting_as(Role.PRUNER).restic, repack=not locked)
        gone = sorted(before - place.port.snapshot_names())
        problems = [_points_gone(spec, gone)] if gone else []
        return Result(
            outcome=Outcome.INCOMPLETE if gone else Outcome.SUCCEEDED,
            reason="; ".join(map(str, problems)),
            detail={"said": list(said[-_SHOWN:]), "versions_stay": locked, "others_gone": gone},
            problems=tuple(problems),
        )

    return workshop.engine.execute(job_for(JobKind.PRUNE, spec, order), Hands(work=taking(workshop, spec, work)))


def _points_gone(spec: RepositorySpec, gone: Sequence[str]) -> NotProven:
    return NotProven(
        "{count} snapshot(s) of {repository} disappeared while space was given back: {snapshots}",
        hint="another program removes there, too: find it, and run `continuity storage check {repository}`",
        repository=spec.name,
        count=len(gone),
        snapshots=", ".join(name[:12] for name in gone[:10]),
    )
