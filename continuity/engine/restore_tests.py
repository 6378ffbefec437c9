"""The restore test: a point of a copy that was not tested lately, brought back into a sandbox, compared, checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from continuity.engine import canaries, sources
from continuity.engine.boots import booted
from continuity.engine.exclusive import undisturbed
from continuity.engine.listening import Listening
from continuity.engine.orders import Ended, Hands, Job
from continuity.ground.errors import ContinuityError, NotProven
from continuity.model.job import JobKind, Outcome, Result
from continuity.model.measurement import Measurement, Verdict
from continuity.recovery.restore import Task, restore
from continuity.recovery.restore_test import choose
from continuity.recovery.sandbox import Sandbox
from continuity.recovery.target import Target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from continuity.engine.orders import Order
    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Mark
    from continuity.model.inventory import Asset
    from continuity.model.job import Run
    from continuity.model.point import Point
    from continuity.state.store import Transaction


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a test may be told: a seed to repeat a choice by, and a repository to take it from."""

    declared: Mark
    seed: str
    repository: str = ""


def run_restore_test(workshop: Workshop, asset: Asset, request: Request, *, order: Order | None = None) -> Ended:
    """Restore one point into a sandbox, compare it, run the asset's own checks, remove it, and say what was proven.

    Raises ``Unavailable`` where there is no point to test, or its repository cannot be reached.
    """
    policy = workshop.policy(asset)
    point, origin, told = _chosen(workshop, asset, request, str(policy.values["restore_test"]["select"]))
    place = next(one for one in workshop.places(asset) if one.spec.name == point.repository)

    def work(run: Run) -> Result:
        undisturbed(workshop, place.spec)
        sandbox = Sandbox(path=workshop.directories.sandbox(run.id))
        sandbox.make()
        task = Task(
            run=run.id,
            subject=asset.reference,
            point=point,
            target=Target(path=sandbox.data, run=run.id),
            paths=(),
            canary=canaries.expected(told),
            manifest=workshop.directories.manifests(asset.client, asset.name) / f"{point.run}.jsonl.gz",
            declared=request.declared,
            wanted_at=point.data_time,
            rpo_s=None,
            rto_s=policy.rto.total_seconds() if policy.rto else None,
        )
        heard = Listening(asset, point, told, canaries.taken(workshop, asset, point, origin))
        # A cache of its own, empty: what this machine remembers of a repository must not stand in for it.
        bare = replace(place, restic=replace(place.restic, cache=sandbox.path / "cache"))
        try:
            result = _examined(workshop, asset, sandbox, heard, restore(task, bare, workshop.clock))
        finally:
            left = sandbox.remove()
        return _judged(result, (), (left,) if left else ())

    def measure(tx: Transaction, run: Run, at: datetime) -> tuple[Measurement, ...]:
        proven = run.outcome is Outcome.SUCCEEDED
        tx.points.update(point, verified_at=at if proven else None, verified_by=run.id if proven else "")
        return ()

    job = Job(
        kind=JobKind.RESTORE_TEST,
        client=asset.client,
        subject=asset.reference,
        policy_digest=policy.digest,
        order=order,
        intent={"repository": point.repository, "snapshot": point.snapshot, "seed": request.seed},
    )
    return workshop.engine.execute(job, Hands(work=work, measure=measure))


def _examined(workshop: Workshop, asset: Asset, sandbox: Sandbox, heard: Listening, result: Result) -> Result:
    """Open, question and listen to what was restored, run the asset's own checks on it, and add what was found."""
    faults = sources.examined(workshop, asset, (sandbox.data, sandbox.outside), heard.ask)
    faults += _check(sandbox, asset)
    heard.look(sandbox.data)
    result = _about_the_copy(result, canary=heard.file)
    measured = (*heard.measured, *checked(asset, sources.how(workshop, asset), faults))
    figures, silent = booted(asset, sandbox, workshop.clock)
    return _judged(result, (*measured, *figures), (*heard.faults, *faults, *silent))


def _chosen(
    workshop: Workshop, asset: Asset, request: Request, select: str
) -> tuple[Point, Run | None, Mapping[str, Any] | None]:
    """Return the point to test, the run that made it, and the canary that this announced."""
    with workshop.store.reading() as tx:
        points = tx.points.all(asset.client, asset=asset.name)
        points = [one for one in points if request.repository in ("", one.repository)]
        tested = tx.runs.last_by_repository(asset.reference, JobKind.RESTORE_TEST)
        point = choose(points, tested, select=select, seed=request.seed)
        origin = tx.runs.get(point.run)
    return point, origin, origin.detail.get("canary") if origin else None


def _check(sandbox: Sandbox, asset: Asset) -> list[ContinuityError]:
    faults: list[ContinuityError] = []
    for argv in asset.commands:
        try:
            sandbox.check(argv)
        except ContinuityError as error:
            faults.append(error)
    return faults


def _judged(result: Result, checked: tuple[Measurement, ...], faults: Sequence[ContinuityError]) -> Result:
    """Join what the restore, the checks and the teardown found."""
    problems = (*result.problems, *faults)
    return replace(
        result,
        outcome=Outcome.INCOMPLETE if problems else result.outcome,
        reason="; ".join(map(str, problems)),
        measurements=(*result.measurements, *checked),
        problems=problems,
    )


def _about_the_copy(result: Result, *, canary: bool) -> Result:
    """Say of a rehearsal what it is about: how old the point is says nothing, whose point it is does.

    Without a canary nothing says whose it is.
    """
    found = [one for one in result.measurements if one.objective != "rpo"]
    for one in result.measurements if canary else ():
        if one.objective == "rpo":
            verdict = Verdict.MISSED if one.reason else Verdict.MET
            found.insert(0, replace(one, objective="canary", target_s=None, actual_s=None, verdict=verdict))
    return replace(result, measurements=tuple(found))


def checked(asset: Asset, how: str, faults: Sequence[ContinuityError]) -> tuple[Measurement, ...]:
    """Return the verdict of the asset's own checks: a failed one is a miss, one that could not run proves nothing."""
    if not asset.commands and not how:
        return ()
    missed = any(isinstance(fault, NotProven) for fault in faults)
    verdict = Verdict.MISSED if missed else Verdict.UNPROVEN if faults else Verdict.MET
    return (
        Measurement(
            subject=asset.reference,
            objective="checks",
            target_s=None,
            actual_s=None,
            verdict=verdict,
            how=how or "the asset's own commands, in isolation on the restored data",
            reason="; ".join(map(str, faults)),
        ),
    )
