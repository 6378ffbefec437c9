"""The restore job: from an asset and a wish to a run of the engine, measured by phase."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from continuity.backup.restic.resuming import refuse_unless_able
from continuity.engine import canaries, returns
from continuity.engine.candidates import choices, damaged, first_given, target_of
from continuity.engine.orders import Ended, Hands, Job
from continuity.engine.wishes import Wish, admit
from continuity.model.job import JobKind, Outcome
from continuity.model.measurement import Verdict
from continuity.recovery.restore import Task, bring_back
from continuity.recovery.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from continuity.backup.place import Place
    from continuity.backup.sources.reloading import Destination
    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Mark
    from continuity.model.inventory import Asset
    from continuity.model.job import Result, Run
    from continuity.model.measurement import Measurement
    from continuity.model.point import Point
    from continuity.state.store import Transaction


def run_restore(workshop: Workshop, asset: Asset, wish: Wish, declared: Mark) -> Ended:
    """Bring an asset back to a new directory or database and compare it; the clock runs from ``declared``.

    Raises ``UsageError`` for an unknown repository or a moment before the first point, ``Unavailable`` where no
    point is known or no repository that holds it can be reached, ``Refused`` where the target is not free.
    """
    policy = workshop.policy(asset)
    wanted_at = wish.at or declared.wall
    admit(workshop, wish, declared)
    into = returns.destination(workshop, asset, wish)
    points = choices(workshop, asset, wish, wanted_at)
    restored: list[Point] = []

    def work(run: Run) -> Result:
        with _landing(workshop, wish, run) as here:
            target_of(asset, here, run.id, points[0]).refuse_unless_free()
            result, point = _first(workshop, asset, (here, into, points), run, declared)
        restored.append(point)
        return _not_mended(workshop, asset, result)

    def measure(tx: Transaction, run: Run, at: datetime) -> tuple[Measurement, ...]:
        if run.outcome is Outcome.SUCCEEDED and not wish.paths:  # its canary sang, too
            tx.points.update(restored[0], verified_at=at, verified_by=run.id)
        if any(one.objective == "content" and one.verdict is Verdict.MISSED for one in run.measurements):
            tx.points.update(restored[0], verified_at=None, verified_by="")  # a proof does not outlive its contrary
        return ()

    job = Job(
        kind=JobKind.RESTORE,
        client=asset.client,
        subject=asset.reference,
        policy_digest=policy.digest,
        intent=wish.intent(wanted_at),
    )
    return workshop.engine.execute(job, Hands(work=work, measure=measure))


def _first(
    workshop: Workshop, asset: Asset, wished: tuple[Wish, Destination | None, list[Point]], run: Run, declared: Mark
) -> tuple[Result, Point]:
    """Bring back the first point that a repository gives. Raises ``Unavailable`` where none does."""
    wish, into, points = wished
    places = _places(workshop, asset, wish)

    def made(point: Point) -> tuple[Task, Place]:
        return task_of(workshop, asset, wish, run, point, declared), places[point.repository]

    task, place, prepared = first_given(workshop, asset, points, made)
    arranged = replace(task, arrangement=returns.arrangement(workshop, asset, wish, run, task.point, into))
    return bring_back(arranged, place, workshop.clock, prepared), task.point


@contextmanager
def _landing(workshop: Workshop, wish: Wish, run: Run) -> Iterator[Wish]:
    """Yield the wish with a directory to restore into: one of our own where a database is to be made, and gone then."""
    if not wish.into:
        yield wish
        return
    sandbox = Sandbox(path=workshop.directories.sandbox(run.id))
    sandbox.make()
    try:
        yield replace(wish, target=sandbox.data)
    finally:
        sandbox.remove()


def _places(workshop: Workshop, asset: Asset, wish: Wish) -> dict[str, Place]:
    """Return the asset's places by name; raises ``Unavailable`` where our restic cannot do what is wished."""
    places = workshop.places(asset)
    if wish.resume:
        refuse_unless_able(places[0].restic)
    return {place.spec.name: place for place in places}


def _not_mended(workshop: Workshop, asset: Asset, result: Result) -> Result:
    """Keep the errors that a verification found in a repository: one point that came back does not mend the others."""
    kept = {(name, "verification") for name in damaged(workshop, asset)}
    observed = {key: facts for key, facts in result.observed.items() if key not in kept or facts["errors"]}
    return replace(result, observed=observed)


def task_of(workshop: Workshop, asset: Asset, wish: Wish, run: Run, point: Point, declared: Mark) -> Task:
    """Return what one run brings back of this point."""
    policy = workshop.policy(asset)
    with workshop.store.reading() as tx:
        origin = tx.runs.get(point.run)
    told = origin.detail.get("canary") if origin else None
    return Task(
        run=run.id,
        subject=run.subject,
        point=point,
        target=target_of(asset, wish, run.id, point),
        paths=wish.paths,
        canary=canaries.expected(told),
        manifest=workshop.directories.manifests(asset.client, asset.name) / f"{point.run}.jsonl.gz",
        declared=declared,
        wanted_at=wish.at or declared.wall,
        rpo_s=policy.rpo.total_seconds() if policy.rpo else None,
        rto_s=policy.rto.total_seconds() if policy.rto else None,
        newest=canaries.newest(workshop, asset, point, origin, wish.paths),
        unheard=canaries.in_database(asset, told),
    )
