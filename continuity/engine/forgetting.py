"""The job that removes recovery points: the only thing in this product that removes anything.

What is to go is announced by name before the world is touched. Then the repository is listed again, the decision made
again over what it lists, and only what goes both times is removed, by its whole name. Then the place itself is looked
at: what restic says of it does not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.backup.restic import pruning
from continuity.engine.checks import job_for, known_points, measured
from continuity.engine.endurance.turns import taking
from continuity.engine.exclusive import alone, appends_only, hides
from continuity.engine.orders import Ended, Hands
from continuity.engine.thinning import Agreement, agree, decisions, going
from continuity.ground.errors import ContinuityError, NotProven, Refused
from continuity.model.job import JobKind, Outcome, Result
from continuity.model.measurement import Verdict
from continuity.storage.access import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.backup.place import Place
    from continuity.engine.orders import Order
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import RepositorySpec
    from continuity.model.job import Run
    from continuity.policy.retention import Decision

APPENDS_ONLY = "the server only appends: what no rule keeps must be removed by the server itself"
_HOW = "names in snapshots/, from the place itself, before and after"


def planned(workshop: Workshop, spec: RepositorySpec) -> tuple[Decision, ...]:
    """Return what would become of the points that this repository listed when it was last asked; asks nobody."""
    return decisions(workshop, spec, known_points(workshop, spec))


def run_forget(workshop: Workshop, spec: RepositorySpec, *, order: Order | None = None) -> Ended:
    """Remove the points of a repository that no rule of their policies keeps.

    Raises ``Unavailable`` where it cannot be reached, ``Refused`` while other work goes on in it or while it does not
    list points that nobody removed. A server that only appends is told about, and is no fault.
    """
    place = workshop.place(spec)
    announced = [point.snapshot for point in going(planned(workshop, spec))]

    def work(run: Run) -> Result:
        probe = place.ready()
        if appends_only(spec, probe):
            detail = {"removed": [], "left_to_server": announced}
            return Result(outcome=Outcome.SUCCEEDED, reason=APPENDS_ONLY if announced else "", detail=detail)
        alone(workshop, spec, run)
        listed = {one.id: one for one in place.restic.snapshots()}
        agreed = agree(known_points(workshop, spec), listed)
        if agreed.missing:
            raise _disagreement(spec, agreed)
        decided = decisions(workshop, spec, agreed.both)
        names = [point.snapshot for point in going(decided) if point.snapshot in announced]
        return _remove(place, names, _facts(agreed, decided) | {"versions_stay": hides(place)})

    job = job_for(JobKind.FORGET, spec, order)
    job.intent["asked"] = announced
    return workshop.engine.execute(job, Hands(work=taking(workshop, spec, work)))


def _facts(agreed: Agreement, decided: Sequence[Decision]) -> dict[str, Any]:
    return {
        "kept": sum(one.kept for one in decided),
        "snapshots_unknown": agreed.unknown,
        "snapshots_altered": [point.snapshot for point in agreed.altered],
    }


def _remove(place: Place, names: Sequence[str], facts: dict[str, Any]) -> Result:
    """Remove, look, and say what is gone, what stayed, and what went that nobody named."""
    spec, problems = place.spec, list[ContinuityError]()
    if not names:
        return Result(outcome=Outcome.SUCCEEDED, detail=facts | {"removed": []})
    before = place.port.snapshot_names()
    try:
        pruning.forget(place.acting_as(Role.PRUNER).restic, names)
    except ContinuityError as error:
        problems.append(error)
    try:
        after = place.port.snapshot_names()
    except ContinuityError as error:  # what is gone is found out by the next look
        return Result(outcome=Outcome.INCOMPLETE, reason=str(error), detail=facts, problems=(*problems, error))
    removed, left = [one for one in names if one not in after], [one for one in names if one in after]
    others = sorted(before - after - set(names))
    problems += [_still_there(spec, left)] if left else []
    problems += [_others_gone(spec, others)] if others else []
    verdict = Verdict.MISSED if left or others else Verdict.MET
    reason = "; ".join(map(str, problems))
    facts |= {"removed": removed, "still_listed": left, "others_gone": others}
    return Result(
        outcome=Outcome.INCOMPLETE if problems else Outcome.SUCCEEDED,
        reason=reason,
        removed={spec.name: tuple(removed)},
        measurements=(measured(spec, "retention", verdict, _HOW, reason),),
        detail=facts,
        problems=tuple(problems),
    )


def _disagreement(spec: RepositorySpec, agreed: Agreement) -> Refused:
    return Refused(
        "{repository} does not list {count} recovery point(s) that nobody of us removed: nothing is removed there",
        hint="see what happened to them: continuity storage check {repository}; after that, this is done again",
        repository=spec.name,
        count=len(agreed.missing),
    )


def _still_there(spec: RepositorySpec, left: Sequence[str]) -> NotProven:
    return NotProven(
        "{repository} still lists {count} recovery point(s) that restic was asked to remove: {snapshots}",
        hint="if its server only appends, say so in the document (`append_only: true`) and let the server prune",
        repository=spec.name,
        count=len(left),
        snapshots=", ".join(name[:12] for name in left[:10]),
    )


def _others_gone(spec: RepositorySpec, others: Sequence[str]) -> NotProven:
    return NotProven(
        "{count} snapshot(s) of {repository} disappeared that nobody asked to remove: {snapshots}",
        hint="another program removes there, too: find it, and run `continuity storage check {repository}`",
        repository=spec.name,
        count=len(others),
        snapshots=", ".join(name[:12] for name in others[:10]),
    )
