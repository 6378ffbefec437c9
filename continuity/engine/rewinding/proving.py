"""What a rewind is worth: the repository checked and read in full, the newest point of each asset restored, compared.

With an empty cache of its own: what this machine remembers of a repository must not stand in for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from continuity.engine import canaries
from continuity.engine.checks import measured
from continuity.ground.errors import ContinuityError, NotProven
from continuity.model.job import JobKind
from continuity.model.measurement import Verdict
from continuity.recovery.restore import Task, restore
from continuity.recovery.sandbox import Sandbox
from continuity.recovery.target import Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from continuity.backup.place import Place
    from continuity.engine.workshop import Workshop
    from continuity.model.job import Result, Run
    from continuity.model.measurement import Measurement
    from continuity.model.point import Point

_EVER = datetime.min.replace(tzinfo=UTC)
HOW = "restic check --read-data, with an empty cache"


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What was found: figures, faults, and the points that came back whole."""

    measurements: tuple[Measurement, ...]
    problems: tuple[ContinuityError, ...]
    restored: tuple[Point, ...]
    facts: dict[str, Any]


def newest_points(workshop: Workshop, place: Place, at: datetime) -> list[Point]:
    """Take note of what the repository lists now, and return the newest point of each asset from before ``at``."""
    spec, names = place.spec, place.port.snapshot_names()
    with workshop.store.transaction() as tx:
        tx.points.listed(spec.client, spec.name, names, workshop.clock.now())
        points = tx.points.all(spec.client, repository=spec.name)
    newest = {point.asset: point for point in reversed(points) if point.data_time <= at}
    return [newest[asset] for asset in sorted(newest)]


def gone(workshop: Workshop, place: Place, at: datetime) -> list[Point]:
    """Return the points that were there ``at`` a moment of our clock and are not now, and that no run of ours removed.

    Call it after :func:`newest_points`, which takes note of what is listed.
    """
    spec = place.spec
    with workshop.store.reading(at) as tx:
        known = tx.points.all(spec.client, repository=spec.name)
    with workshop.store.reading() as tx:
        there = {point.snapshot for point in tx.points.all(spec.client, repository=spec.name)}
        runs = tx.runs.since(f"{spec.client}/{spec.name}", JobKind.FORGET, _EVER)
    ours = {name for run in runs for name in run.detail.get("removed", ())}
    return [point for point in known if point.snapshot not in there | ours]


def prove(workshop: Workshop, place: Place, points: Sequence[Point], run: Run) -> Proof:
    """Check the repository, read all of it, and restore these points one after the other into a sandbox."""
    sandbox = Sandbox(path=workshop.directories.sandbox(run.id))
    sandbox.make()
    bare = replace(place, restic=replace(place.restic, cache=sandbox.path / "cache"))
    try:
        damaged = _check(bare)
        results = [(point, _restored(workshop, bare, point, run, sandbox)) for point in points]
    finally:
        left = sandbox.remove()
    problems = [*damaged, *(one for _point, found in results for one in _faults(found)), *([left] if left else [])]
    if not points:
        problems.append(_nothing_to_restore(place))
    readable = Verdict.MISSED if damaged else Verdict.MET
    return Proof(
        measurements=(
            measured(place.spec, "readable", readable, HOW, "; ".join(map(str, damaged))),
            *(one for _point, found in results for one in _content(found)),
        ),
        problems=tuple(problems),
        restored=tuple(point for point, found in results if not _faults(found)),
        facts={"restored": [f"{point.client}/{point.asset} {point.snapshot}" for point, _found in results]},
    )


def _check(place: Place) -> list[ContinuityError]:
    try:
        place.restic.check(read=(1, 1))
    except ContinuityError as error:
        return [error]
    return []


def _restored(workshop: Workshop, place: Place, point: Point, run: Run, sandbox: Sandbox) -> Result | ContinuityError:
    own = Sandbox(path=sandbox.path / "points" / point.asset)
    try:
        own.make()
        return restore(_task(workshop, point, run, own), place, workshop.clock)
    except ContinuityError as error:
        return error
    finally:
        own.remove()


def _task(workshop: Workshop, point: Point, run: Run, sandbox: Sandbox) -> Task:
    with workshop.store.reading() as tx:
        origin = tx.runs.get(point.run)
    return Task(
        run=run.id,
        subject=f"{point.client}/{point.asset}",
        point=point,
        target=Target(path=sandbox.data, run=run.id),
        paths=(),
        canary=canaries.expected(origin.detail.get("canary") if origin else None),
        manifest=workshop.directories.manifests(point.client, point.asset) / f"{point.run}.jsonl.gz",
        declared=workshop.clock.mark(),
        wanted_at=point.data_time,
        rpo_s=None,
        rto_s=None,
    )


def _faults(found: Result | ContinuityError) -> tuple[ContinuityError, ...]:
    return (found,) if isinstance(found, ContinuityError) else found.problems


def _content(found: Result | ContinuityError) -> Iterator[Measurement]:
    if not isinstance(found, ContinuityError):
        yield from (one for one in found.measurements if one.objective == "content")


def _nothing_to_restore(place: Place) -> NotProven:
    return NotProven(
        "no recovery point from before that time is known in {repository}: nothing was restored to compare",
        hint="restore one by hand: continuity restore … --from {repository}",
        repository=place.spec.name,
    )
