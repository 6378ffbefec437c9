"""The restore job: from an asset and a wish to a run of the engine, measured by phase."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.backup.canary import Expected
from continuity.backup.restic.resuming import refuse_unless_able
from continuity.engine.exclusive import undisturbed
from continuity.engine.orders import Ended, Hands, Job
from continuity.ground.errors import Refused, Unavailable, UsageError
from continuity.ground.timestamps import write_time
from continuity.model.job import JobKind, Outcome
from continuity.model.measurement import Verdict
from continuity.recovery.expectation import shown
from continuity.recovery.restore import Task, bring_back, prepare
from continuity.recovery.target import Target, kept_name

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.backup.place import Place
    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Mark
    from continuity.model.inventory import Asset
    from continuity.model.job import Result, Run
    from continuity.model.measurement import Measurement
    from continuity.model.point import Point
    from continuity.state.store import Transaction


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a person asks for. ``at`` None: the newest data; ``repository`` empty: the first that can be reached.

    ``resume``: what an interruption leaves is kept, and a point that was begun at this target is gone on with.
    """

    target: Path
    at: datetime | None = None
    repository: str = ""
    paths: tuple[str, ...] = ()
    resume: bool = False


def run_restore(workshop: Workshop, asset: Asset, wish: Wish, declared: Mark) -> Ended:
    """Bring an asset back to a new directory and compare it; the clock runs from ``declared``.

    Raises ``UsageError`` for an unknown repository or a moment before the first point, ``Unavailable`` where no
    point is known or no repository that holds it can be reached, ``Refused`` where the target is not free.
    """
    policy = workshop.policy(asset)
    wanted_at = wish.at or declared.wall
    admit(workshop, wish, declared)
    points = candidates(workshop, asset, wish, wanted_at)
    restored: list[Point] = []

    def work(run: Run) -> Result:
        Target(path=wish.target, run=run.id).refuse_unless_free()
        faults: list[str] = []
        places = _places(workshop, asset, wish)
        for point in points:
            task, place = task_of(workshop, asset, wish, run, point, declared), places[point.repository]
            try:
                undisturbed(workshop, place.spec)
                prepared = prepare(task, place)
            except Unavailable as error:
                faults.append(str(error))
                continue
            restored.append(point)
            return _not_mended(workshop, asset, bring_back(task, place, workshop.clock, prepared))
        raise Unavailable(
            "no repository that holds {asset} can give it back: {faults}",
            hint="bring one of them back, or name another with --from",
            asset=asset.name,
            faults="; ".join(faults),
        )

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
        intent=_intent(wish, wanted_at),
    )
    return workshop.engine.execute(job, Hands(work=work, measure=measure))


def _intent(wish: Wish, wanted_at: datetime) -> dict[str, Any]:
    kept = {"resume": True} if wish.resume else {}
    return {"target": str(wish.target), "wanted_at": write_time(wanted_at), "paths": shown(wish.paths)} | kept


def _places(workshop: Workshop, asset: Asset, wish: Wish) -> dict[str, Place]:
    """Return the asset's places by name; raises ``Unavailable`` where our restic cannot do what is wished."""
    places = workshop.places(asset)
    if wish.resume:
        refuse_unless_able(places[0].restic)
    return {place.spec.name: place for place in places}


def candidates(workshop: Workshop, asset: Asset, wish: Wish, wanted_at: datetime) -> list[Point]:
    """Return the newest point of each repository asked for, in the order in which they should be tried.

    Points whose data time lies in the future (a clock was wrong) come back only where there is no other.
    """
    wish = replace(wish, repository=wish.repository.removeprefix(f"{asset.client}/"))
    if wish.repository and wish.repository not in asset.copies:
        raise UsageError(
            "{asset} has no copy in {repository}",
            hint="write one of: {known}",
            asset=asset.name,
            repository=wish.repository,
            known=", ".join(asset.copies),
        )
    with workshop.store.reading() as tx:
        points = tx.points.all(asset.client, asset=asset.name)
    if not points:
        raise Unavailable(
            "no recovery point of {asset} is known", hint="make one: continuity backup {asset}", asset=asset.name
        )
    allowed = [wish.repository] if wish.repository else list(asset.copies)
    if not any(point.repository in allowed for point in points):
        raise Unavailable(
            "no recovery point of {asset} is listed by {repository}",
            hint="ask it again: continuity storage check {repository}",
            asset=asset.name,
            repository=", ".join(allowed),
        )
    held = [point for point in points if point.repository in allowed]
    found = [point for point in held if point.data_time <= wanted_at] or ([] if wish.at else held)
    if not found:
        raise UsageError(
            "no recovery point of {asset} is as old as {time}",
            hint="the oldest is of {oldest}; list them: continuity points {asset}",
            asset=asset.name,
            time=write_time(wanted_at),
            oldest=write_time(points[-1].data_time),
        )
    newest = {point.repository: point for point in reversed(found)}
    latest_run = max(newest.values(), key=lambda point: point.data_time).run
    damaged = _damaged(workshop, asset)
    begun = [point for point in found if _target(asset, wish, "", point).begun]
    # A copy of the newest run in any repository is worth more than an older point in the preferred one, and one
    # in which a verification found errors is worth less than any other copy of the same run.
    return begun + sorted(
        (point for point in newest.values() if point not in begun),
        key=lambda point: (point.run != latest_run, point.repository in damaged, allowed.index(point.repository)),
    )


def _not_mended(workshop: Workshop, asset: Asset, result: Result) -> Result:
    """Keep the errors that a verification found in a repository: one point that came back does not mend the others."""
    kept = {(name, "verification") for name in _damaged(workshop, asset)}
    observed = {key: facts for key, facts in result.observed.items() if key not in kept or facts["errors"]}
    return replace(result, observed=observed)


def _damaged(workshop: Workshop, asset: Asset) -> frozenset[str]:
    with workshop.store.reading() as tx:
        seen = {name: tx.observations.latest(asset.client, name, "verification") for name in asset.copies}
    return frozenset(name for name, one in seen.items() if one and one.facts.get("errors"))


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
        target=_target(asset, wish, run.id, point),
        paths=wish.paths,
        canary=Expected(path=Path(told["path"]), sha256=told["sha256"]) if told else None,
        manifest=workshop.directories.manifests(asset.client, asset.name) / f"{point.run}.jsonl.gz",
        declared=declared,
        wanted_at=wish.at or declared.wall,
        rpo_s=policy.rpo.total_seconds() if policy.rpo else None,
        rto_s=policy.rto.total_seconds() if policy.rto else None,
    )


def _target(asset: Asset, wish: Wish, run: str, point: Point) -> Target:
    kept = kept_name(asset.reference, point.snapshot, wish.paths) if wish.resume else ""
    return Target(path=wish.target, run=run, kept=kept)


def admit(workshop: Workshop, wish: Wish, declared: Mark) -> None:
    """Raise ``UsageError`` or ``Refused`` for what must not be wished: a target in a source, a moment to come."""
    _refuse_sources(workshop, wish)
    _refuse_strange_paths(wish, declared)


def _refuse_sources(workshop: Workshop, wish: Wish) -> None:
    """Raise ``Refused`` where the target lies in what an asset protects: a restore would become part of the source."""
    for asset in workshop.inventory.assets():
        for source in map(Path, asset.source.settings.get("paths", ())):
            if wish.target.is_relative_to(source):
                raise Refused(
                    "{target} lies in {source}, which the asset {asset} protects",
                    hint="name a directory outside of it, and move what you need",
                    target=wish.target,
                    source=source,
                    asset=asset.reference,
                )


def _refuse_strange_paths(wish: Wish, declared: Mark) -> None:
    if wish.at and wish.at > declared.wall:
        raise UsageError("{time} has not come yet", hint="leave --at out for the newest data", time=write_time(wish.at))
    for path in wish.paths:
        if not path.startswith("/"):
            raise UsageError(
                "{path} is not an absolute path",
                hint="write the absolute path that the file had when it was backed up",
                path=path,
            )
    try:
        str(wish.target).encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            "the name of the target is not UTF-8, and records could not hold it", hint="name another directory"
        ) from error
