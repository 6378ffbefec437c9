"""What the copies of one run say of each other: equal trees carry a proof over, silent differences are a fault.

Equal trees prove that two points *describe* the same content, so once one of them was restored and every file equalled
the manifest, the others describe what was backed up, too. They do not prove that a repository still holds the bytes:
reading them back, or restoring, does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

from continuity.backup.restic.trees import Trees, compared
from continuity.backup.tree import sources_id
from continuity.ground.errors import ContinuityError, NotProven
from continuity.model.job import JobKind, Outcome
from continuity.model.measurement import Measurement, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.backup.place import Place
    from continuity.backup.restic.messages import Snapshot
    from continuity.backup.tree import Differences
    from continuity.engine.workshop import Workshop
    from continuity.model.point import Point

#: How many points of an asset get their tree in one verification.
_AT_ONCE = 4
#: How long a comparison with the manifest is remembered; it does not grow old, but runs are many.
_REMEMBERED = timedelta(days=400)
_EQUAL = "restic's trees, equal to those of a restored point whose files equalled the manifest"
_BESIDE = "restic's trees of two copies of one run, directory by directory"
_SHOWN = 10


@dataclass(kw_only=True)
class Likeness:
    """What was learnt: trees by snapshot, verdicts on content, faults, and the assets that these are about."""

    trees: dict[str, str] = field(default_factory=dict)
    measurements: list[Measurement] = field(default_factory=list)
    problems: list[NotProven] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Look:
    """One repository that is looked at, all points of its client, and by which runs some of them are proven."""

    workshop: Workshop
    place: Place
    snapshots: Mapping[str, Snapshot]
    points: Sequence[Point]
    proofs: Mapping[tuple[str, str], str]

    def sources(self, snapshot: Snapshot, point: Point) -> list[str]:
        sidecar = str(self.workshop.directories.sidecar(point.client, point.asset))
        return [path for path in snapshot.paths if path != sidecar]


def look(workshop: Workshop, place: Place) -> Likeness:
    """Read the trees of the points that tell most, and hold each asset's newest point against its siblings.

    Raises ``Unavailable`` where this repository cannot be asked; a sibling that cannot be is left for another time.
    """
    client, trees, found = place.spec.client, Trees(restic=place.restic), Likeness()
    with workshop.store.reading() as tx:
        points = tx.points.all(client)
    snapshots = {one.id: one for one in place.restic.snapshots()}
    one = _Look(workshop=workshop, place=place, snapshots=snapshots, points=points, proofs=_proofs(workshop, points))
    for asset in sorted({point.asset for point in points if point.repository == place.spec.name}):
        own = [p for p in points if (p.asset, p.repository) == (asset, place.spec.name) and p.snapshot in snapshots]
        for point in _telling(one, own):
            snapshot = snapshots[point.snapshot]
            tops = trees.tops(snapshot.tree, one.sources(snapshot, point))
            found.trees[point.snapshot] = sources_id(tops)
        if own:
            _judge(one, own[0], trees, found)
    return found


def _proofs(workshop: Workshop, points: Sequence[Point]) -> dict[tuple[str, str], str]:
    """Return the run that restored a whole point and found every file equal to the manifest, by point."""
    since = workshop.clock.now() - _REMEMBERED
    found: dict[tuple[str, str], str] = {}
    with workshop.store.reading() as tx:
        for subject in {f"{point.client}/{point.asset}" for point in points}:
            runs = (tx.runs.since(subject, kind, since) for kind in (JobKind.RESTORE, JobKind.RESTORE_TEST))
            for run in chain.from_iterable(runs):
                if run.outcome is Outcome.SUCCEEDED and not run.detail.get("paths"):
                    found |= {(copy.repository, copy.snapshot): run.id for copy in run.copies}
    return found


def _telling(one: _Look, own: Sequence[Point]) -> list[Point]:
    """Return the points whose tree is worth its processes: the newest, those proven, those whose siblings have one."""
    runs = {point.run for point in one.points if point.tree and point.repository != one.place.spec.name}
    worth = [
        point
        for point in own
        if point is own[0] or (point.repository, point.snapshot) in one.proofs or point.run in runs
    ]
    return [point for point in worth if not point.tree][:_AT_ONCE]


def _judge(one: _Look, point: Point, trees: Trees, found: Likeness) -> None:
    """Hold a point against its siblings of the same run, and carry a proof over from any point with equal trees."""
    tree = found.trees.get(point.snapshot) or point.tree
    others = [other for other in one.points if other.asset == point.asset and other.repository != point.repository]
    others = [other for other in others if other.tree]
    proven = {other.tree: run for other in others if (run := one.proofs.get((other.repository, other.snapshot)))}
    siblings = [other for other in others if other.run == point.run]
    facts: dict[str, Any] = {"equal": [other.repository for other in siblings if other.tree == tree], "changed": 0}
    found.facts[point.asset] = facts
    if tree in proven:
        found.measurements.append(_content(point, Verdict.MET, run=proven[tree]))
    if (point.repository, point.snapshot) in one.proofs or tree in proven:
        return  # a difference is then the sibling's fault, and told where that one is looked at
    for other in siblings:
        if other.tree != tree and (apart := _apart(one, point, other, trees)):
            facts["changed"] = max(facts["changed"], apart.changed)
            if apart.silent:
                _doubt(point, other, apart, found, proven=(other.repository, other.snapshot) in one.proofs)


def _apart(one: _Look, point: Point, other: Point, trees: Trees) -> Differences | None:
    """Return what tells two siblings apart; None where the other cannot be asked, or cuts files another way."""
    try:
        there = one.workshop.place(one.workshop.inventory.clients[point.client].repositories[other.repository])
        theirs = Trees(restic=there.restic)
        their_snapshot = next(found for found in there.restic.snapshots() if found.id == other.snapshot)
        if not trees.cuts_like(theirs):
            return None
        snapshot = one.snapshots[point.snapshot]
        paths = one.sources(snapshot, point)
        return compared((trees, trees.tops(snapshot.tree, paths)), (theirs, theirs.tops(their_snapshot.tree, paths)))
    except (ContinuityError, KeyError, StopIteration):
        return None


def _doubt(point: Point, other: Point, apart: Differences, found: Likeness, *, proven: bool) -> None:
    """Say that two copies differ though nothing says that the source changed between them."""
    problem = NotProven(
        "{repository} and {other} hold different content of {asset} though its time stamps are equal: {paths}",
        hint="restore both and compare them: continuity test {asset} --from NAME",
        repository=point.repository,
        other=other.repository,
        asset=point.asset,
        paths=", ".join(apart.silent[:_SHOWN]),
    )
    found.problems.append(problem)
    found.doubtful.add(point.asset)
    verdict = Verdict.MISSED if proven else Verdict.UNPROVEN
    found.measurements.append(_content(point, verdict, reason=str(problem)))


def _content(point: Point, verdict: Verdict, *, run: str = "", reason: str = "") -> Measurement:
    return Measurement(
        subject=f"{point.client}/{point.asset}",
        objective="content",
        target_s=None,
        actual_s=None,
        verdict=verdict,
        how=_EQUAL if run else _BESIDE,
        proven_by=(run,) if run else (),
        reason=reason,
    )
