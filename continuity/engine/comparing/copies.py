"""Hold the copies of one run against each other: by trees where they tell it, else by names, sizes and a sample.

Each copy may be a reading of the source of its own, so a file that was written in between differs, and that is no fault
of a repository; what differs though its stamps are equal is one. Nothing is written anywhere but below our own state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.backup.restic.trees import compared
from continuity.backup.tree import sources_id
from continuity.engine.comparing.found import Alike, Compared, Method, Pairing
from continuity.engine.comparing.sides import Side
from continuity.engine.points import known
from continuity.ground.errors import ContinuityError, Unavailable, UsageError
from continuity.ground.timestamps import write_time
from continuity.recovery.census import Census, Within, most_differing
from continuity.recovery.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset
    from continuity.model.point import Point


def compare_copies(workshop: Workshop, asset: Asset, at: datetime | None, nonce: str, sample: int) -> Compared:
    """Compare the copies of the newest run (of data no newer than ``at``); what cannot be asked stays unproven.

    Raises ``UsageError`` where no point is that old or only one repository is to hold copies, ``Unavailable`` where no
    point is known or fewer than two repositories can be asked.
    """
    if len(asset.copies) < 2:  # noqa: PLR2004 - two make a pair
        raise UsageError(
            "{asset} is kept in one repository only: there is nothing to compare",
            hint="against the manifest of its backup: continuity test {asset}",
            asset=asset.name,
        )
    points = _of_one_run(asset, known(workshop, asset), at)
    sides, faults = _reachable(workshop, asset, points)
    if not sides:
        raise next(iter(faults.values()))
    first, *others = sides
    sandbox = Sandbox(path=workshop.directories.sandbox(workshop.ids.run_id(workshop.clock.now())))
    sandbox.make()
    try:
        pairings = [_judged(first, other, (nonce, sample), sandbox.data) for other in others]
    finally:
        sandbox.remove()
    untold = [_untold(points[name], str(fault)) for name, fault in faults.items()]
    absent = tuple(name for name in asset.copies if name not in points)
    return Compared(first=first.point, pairings=(*pairings, *untold), absent=absent, nonce=nonce)


def _of_one_run(asset: Asset, points: list[Point], at: datetime | None) -> dict[str, Point]:
    """Return the points of the newest run by repository; see :func:`compare_copies`."""
    if not points:
        raise Unavailable(
            "no recovery point of {asset} is known", hint="make one: continuity backup {asset}", asset=asset.name
        )
    fitting = [point for point in points if at is None or point.data_time <= at]
    if not fitting:
        raise UsageError(
            "no recovery point of {asset} is as old as {time}",
            hint="the oldest is of {oldest}; list them: continuity points {asset}",
            asset=asset.name,
            time=write_time(at) if at else "",
            oldest=write_time(min(point.data_time for point in points)),
        )
    run = max(fitting, key=lambda point: point.data_time).run
    found = {point.repository: point for point in points if point.run == run}
    return {name: found[name] for name in asset.copies if name in found}


def _reachable(
    workshop: Workshop, asset: Asset, points: Mapping[str, Point]
) -> tuple[list[Side], dict[str, ContinuityError]]:
    """Return the copies whose repositories list them now, and why the others could not be asked."""
    sides: list[Side] = []
    faults: dict[str, ContinuityError] = {}
    for place in workshop.places(asset):
        if place.spec.name not in points:
            continue
        side = Side(workshop=workshop, place=place, point=points[place.spec.name])
        try:
            side.look()
        except ContinuityError as error:
            faults[place.spec.name] = error
        else:
            sides.append(side)
    return sides, faults


def _judged(first: Side, other: Side, how: tuple[str, int], below: Path) -> Pairing:
    try:
        return _by_trees(first, other) or _by_sample(first, other, how, below)
    except ContinuityError as error:
        return _untold(other.point, str(error))


def _untold(point: Point, reason: str) -> Pairing:
    return Pairing(point=point, alike=Alike.UNPROVEN, method=Method.NONE, reason=reason)


def _by_trees(first: Side, other: Side) -> Pairing | None:
    """Return what the trees say; None where they do not tell: files cut differently, or too many directories differ."""
    if sources_id(first.tops) == sources_id(other.tops):
        return Pairing(point=other.point, alike=Alike.EQUAL, method=Method.TREES)
    if not first.trees.cuts_like(other.trees):
        return None
    found = compared((first.trees, first.tops), (other.trees, other.tops))
    if not found.whole and not found.content:
        return None
    return Pairing(
        point=other.point,
        alike=Alike.DIFFERENT if found.content else Alike.EQUAL,
        method=Method.CONTENT_IDS,
        names=tuple(found.content),
        differing=len(found.content),
        quiet=bool(found.silent),
    )


def _by_sample(first: Side, other: Side, how: tuple[str, int], below: Path) -> Pairing:
    """Compare every name and size, and the bytes of a random sample of the files."""
    nonce, sample = how
    ours, theirs = Census(nonce, sample), Census(nonce, sample)
    first.files(ours.take)
    other.files(theirs.take)
    if buckets := ours.apart(theirs):
        here, there = Within(buckets), Within(buckets)
        first.files(here.take)
        other.files(there.take)
        return _different(other, here.differing(there), ours.files)
    chosen = ours.chosen
    whole = len(chosen) == ours.files
    one, two = (side.hashes(chosen, below, all_of_it=whole) for side in (first, other))
    read = one.keys() & two.keys()
    if apart := [path for path in chosen if path in read and one[path] != two[path]]:
        return _different(other, apart, ours.files, read=len(read))
    proven = whole and len(read) == len(chosen)
    return Pairing(
        point=other.point,
        alike=Alike.EQUAL if proven else Alike.UNPROVEN,
        method=Method.SAMPLE,
        files=len(read),
        of=ours.files,
        bound=0.0 if proven else round(most_differing(len(read)), 4),
    )


def _different(other: Side, names: list[str], files: int, read: int = 0) -> Pairing:
    return Pairing(
        point=other.point,
        alike=Alike.DIFFERENT,
        method=Method.SAMPLE,
        files=read,
        of=files,
        names=tuple(names),
        differing=max(1, len(names)),  # of very many, those that differ may not be among the ones that were held
    )
