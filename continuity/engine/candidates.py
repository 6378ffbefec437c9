"""Which points a restore may take, in the order in which they are tried; and the first that a repository gives."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from continuity.engine.exclusive import undisturbed
from continuity.ground.errors import Unavailable, UsageError
from continuity.ground.timestamps import read_time, write_time
from continuity.recovery.restore import Prepared, Task, prepare
from continuity.recovery.target import Target, kept_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from continuity.backup.place import Place
    from continuity.engine.wishes import Wish
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset
    from continuity.model.point import Point


def choices(workshop: Workshop, asset: Asset, wish: Wish, wanted_at: datetime) -> list[Point]:
    """Return what :func:`candidates` does; of an asset whose log is kept, the points whose log passes the moment.

    Of those the oldest of each repository, which has the least log to replay beyond it.
    """
    if not (wish.at and asset.source.continuous):
        return candidates(workshop, asset, wish, wanted_at)
    passing = [point for point in _held(workshop, asset, wish) if _passes(workshop, point, wish.at)]
    oldest = {point.repository: point for point in passing}  # the newest come first
    harmed, order = damaged(workshop, asset), list(asset.copies)
    begun = [point for point in passing if target_of(asset, wish, "", point).begun]
    rest = sorted(oldest.values(), key=lambda one: (one.repository in harmed, order.index(one.repository)))
    return begun + [point for point in rest if point not in begun] or candidates(workshop, asset, wish, wanted_at)


def _passes(workshop: Workshop, point: Point, at: datetime) -> bool:
    """Tell whether a base backup that was complete by then, and the log since to beyond it, are in the point."""
    with workshop.store.reading() as tx:
        origin = tx.runs.get(point.run)
    ended = (origin.detail.get("continuous") or {}).get("base_ended_at") if origin else None
    return ended is not None and read_time(ended) <= at <= point.data_time


def candidates(workshop: Workshop, asset: Asset, wish: Wish, wanted_at: datetime) -> list[Point]:
    """Return the newest point of each repository asked for, in the order in which they should be tried.

    Points whose data time lies in the future (a clock was wrong) come back only where there is no other.
    """
    held = _held(workshop, asset, wish)
    found = [point for point in held if point.data_time <= wanted_at] or ([] if wish.at else held)
    if not found:
        raise UsageError(
            "no recovery point of {asset} is as old as {time}",
            hint="the oldest is of {oldest}; list them: continuity points {asset}",
            asset=asset.name,
            time=write_time(wanted_at),
            oldest=write_time(held[-1].data_time),
        )
    newest = {point.repository: point for point in reversed(found)}
    latest_run = max(newest.values(), key=lambda point: point.data_time).run
    harmed = damaged(workshop, asset)
    begun = [point for point in found if target_of(asset, wish, "", point).begun]
    # A copy of the newest run in any repository is worth more than an older point in the preferred one, and one
    # in which a verification found errors is worth less than any other copy of the same run.
    return begun + sorted(
        (point for point in newest.values() if point not in begun),
        key=lambda point: (point.run != latest_run, point.repository in harmed, asset.copies.index(point.repository)),
    )


def _held(workshop: Workshop, asset: Asset, wish: Wish) -> list[Point]:
    """Return the points of the repositories asked for, the newest first. Raises ``UsageError`` or ``Unavailable``."""
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
    return [point for point in points if point.repository in allowed]


def damaged(workshop: Workshop, asset: Asset) -> frozenset[str]:
    """Return the repositories in which a verification found errors that nobody has mended since."""
    with workshop.store.reading() as tx:
        seen = {name: tx.observations.latest(asset.client, name, "verification") for name in asset.copies}
    return frozenset(name for name, one in seen.items() if one and one.facts.get("errors"))


def target_of(asset: Asset, wish: Wish, run: str, point: Point) -> Target:
    """Return where a point lands, and where what was begun of it is kept."""
    kept = kept_name(asset.reference, point.snapshot, wish.paths) if wish.resume else ""
    return Target(path=wish.target, run=run, kept=kept)


def first_given(
    workshop: Workshop, asset: Asset, points: Sequence[Point], made: Callable[[Point], tuple[Task, Place]]
) -> tuple[Task, Place, Prepared]:
    """Return the task of the first point that a repository can give back, with what was prepared for it.

    ``made`` says what a point is brought back as, and from where. Raises ``Unavailable`` where none can.
    """
    faults: list[str] = []
    for point in points:
        task, place = made(point)
        try:
            undisturbed(workshop, place.spec)
            return task, place, prepare(task, place)
        except Unavailable as error:
            faults.append(str(error))
    raise Unavailable(
        "no repository that holds {asset} can give it back: {faults}",
        hint="bring one of them back, or name another with --from",
        asset=asset.name,
        faults="; ".join(faults),
    )
