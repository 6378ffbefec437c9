"""The verification job: restic checks a repository's structure and reads its data back, a slice at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.backup.place import domain_facts
from continuity.backup.verification import Coverage, coverage, slices_for
from continuity.engine.checks import job_for, known_points, measured
from continuity.engine.endurance.turns import taking
from continuity.engine.exclusive import undisturbed
from continuity.engine.likeness import Likeness, look
from continuity.engine.orders import Ended, Hands
from continuity.ground.errors import NotProven, Unavailable
from continuity.model.job import JobKind, Outcome, Result
from continuity.model.measurement import Measurement, Verdict
from continuity.policy.bandwidth import Bandwidth, in_force, strictest
from continuity.policy.policy import Policy, resolve
from continuity.policy.turns import bandwidth_of

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.backup.place import Place
    from continuity.engine.orders import Order
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import RepositorySpec
    from continuity.model.job import Run
    from continuity.model.point import Point
    from continuity.state.store import Transaction

HOW = {
    "all": "restic check --read-data",
    "slice": "restic check, structure and the slice of the data that is due",
}


def run_verify(
    workshop: Workshop, spec: RepositorySpec, *, everything: bool = False, order: Order | None = None
) -> Ended:
    """Check the structure and read the slice that is due, or ``everything``; points in whole rounds are then proven.

    Raises ``Unavailable`` where the repository cannot be reached; a fault found is in the run.
    """
    place = workshop.place(spec).within(_bandwidth(workshop, spec))
    known = known_points(workshop, spec)
    so_far = _coverage(workshop, spec)
    slice_ = None if everything or so_far.slices == 1 else so_far.due
    learnt = Likeness()

    def work(_run: Run) -> Result:
        nonlocal learnt
        undisturbed(workshop, spec)
        seen = domain_facts(place.ready())
        problems = _check(place, slice_, so_far.slices)
        covered = so_far if problems else so_far.after(slice_, workshop.clock.now())
        learnt = learnt if problems else _likeness(workshop, place)
        facts = {"slice": slice_, "points": len(known), "coverage": covered.as_json(), "share": covered.share}
        return _result(spec, problems, learnt, facts | {"domain": seen})

    def measure(tx: Transaction, run: Run, at: datetime) -> tuple[Measurement, ...]:
        since = coverage(run.detail.get("coverage"), so_far.slices).since
        readable = any((one.objective, one.verdict) == ("readable", Verdict.MET) for one in run.measurements)
        for point in tx.points.all(spec.client, repository=spec.name):
            changes: dict[str, Any] = {"tree": learnt.trees.get(point.snapshot, point.tree)}
            if readable and since and _stored_at(tx, point) <= since:
                changes |= {"verified_at": at, "verified_by": run.id}
            if not readable or point.asset in learnt.doubtful:  # which points a fault hits is not known: none is proven
                changes |= {"verified_at": None, "verified_by": ""}
            tx.points.update(point, **changes)
        return ()

    hands = Hands(work=taking(workshop, spec, work), measure=measure)
    return workshop.engine.execute(job_for(JobKind.VERIFY, spec, order), hands)


def _likeness(workshop: Workshop, place: Place) -> Likeness:
    """Hold the copies against each other; where that fails, what was read and checked stands all the same."""
    try:
        return look(workshop, place)
    except Unavailable as error:
        return Likeness(facts={"not_compared": str(error)})


def _result(spec: RepositorySpec, damaged: list[NotProven], learnt: Likeness, told: dict[str, Any]) -> Result:
    """Join what restic found, what the trees say, and what was read; ``told`` holds the failure domain, too."""
    problems = [*damaged, *learnt.problems]
    how = HOW["slice" if told["slice"] else "all"]
    seen = {name: value for name, value in told.items() if name != "domain"}
    facts = {"errors": len(problems), "how": how, "alike": learnt.facts, **seen}
    readable = measured(spec, "readable", Verdict.MISSED if damaged else Verdict.MET, how, "")
    return Result(
        outcome=Outcome.INCOMPLETE if problems else Outcome.SUCCEEDED,
        reason="; ".join(map(str, problems)),
        measurements=(readable, *learnt.measurements),
        observed={
            (spec.name, "domain"): told["domain"],
            (spec.name, "verification"): facts,
            (spec.name, "coverage"): told["coverage"],
        },
        detail=facts,
        problems=tuple(problems),
    )


def _stored_at(tx: Transaction, point: Point) -> datetime:
    """Return when the point was whole in its repository; an adopted one was when it was adopted."""
    origin = tx.runs.get(point.run)
    if origin is None or origin.duration_s is None:
        return point.listed_at
    return origin.started_at + timedelta(seconds=origin.duration_s)


def _check(place: Place, slice_: int | None, slices: int) -> list[NotProven]:
    try:
        place.restic.check(read=(1, 1) if slice_ is None else (slice_, slices))
    except NotProven as error:
        return [error]
    return []


def _policies(workshop: Workshop, spec: RepositorySpec) -> list[Policy]:
    """Return the policies of the assets that are kept here."""
    client = workshop.inventory.clients[spec.client]
    return [resolve(one.policy, client.policies) for one in client.assets.values() if spec.name in one.copies]


def _bandwidth(workshop: Workshop, spec: RepositorySpec) -> Bandwidth:
    client, now = workshop.inventory.clients[spec.client], workshop.clock.now()
    asked = (in_force(policy, client.timezone, now) for policy in _policies(workshop, spec))
    return strictest([*asked, bandwidth_of(client, spec, now)])


def _coverage(workshop: Workshop, spec: RepositorySpec) -> Coverage:
    """Return what was read so far, in slices as large as the most demanding policy of the assets kept here asks for."""
    shares = [policy.values.get("verify", {}).get("share") for policy in _policies(workshop, spec)]
    with workshop.store.reading() as tx:
        kept = tx.observations.latest(spec.client, spec.name, "coverage")
    slices = min((slices_for(share) for share in shares), default=1)
    return coverage(kept.facts if kept else None, slices)
