"""A directory held against one point of an asset: what a restore is proven by, asked of whatever lies there now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.engine import canaries
from continuity.engine.candidates import choices
from continuity.engine.exclusive import undisturbed
from continuity.engine.points import known, named
from continuity.ground.errors import Unavailable, UsageError
from continuity.recovery.compare import Comparison, compare
from continuity.recovery.expectation import Asked, expectation

if TYPE_CHECKING:
    from continuity.backup.matching import Expectation
    from continuity.backup.place import Place
    from continuity.engine.wishes import Wish
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset
    from continuity.model.point import Point


@dataclass(frozen=True, kw_only=True)
class Held:
    """What the directory is, by this point; ``point`` is the copy whose list of files was read."""

    point: Point
    comparison: Comparison


def hold_against(workshop: Workshop, asset: Asset, wish: Wish, snapshot: str = "") -> Held:
    """Hash what lies below ``wish.target`` and compare it with a point: that of a name, or as a restore would choose.

    A file lies there by the absolute path that it had, as a restore leaves it; ``/`` is what is in use now. Nothing is
    written. Raises ``UsageError`` for a directory, point or path that is none, ``Unavailable`` where no repository
    that holds the point can be asked.
    """
    if not wish.target.is_dir():
        raise UsageError(
            "{path} is not a directory", hint="name the directory that a restore went to", path=wish.target
        )
    point, expected = _expected(workshop, asset, wish, _points(workshop, asset, wish, snapshot))
    return Held(point=point, comparison=compare(expected, wish.target))


def _points(workshop: Workshop, asset: Asset, wish: Wish, snapshot: str) -> list[Point]:
    """Return the copies of the point that is meant, the first to be asked first."""
    if not snapshot:
        return choices(workshop, asset, wish, wish.at or workshop.clock.now())
    points = known(workshop, asset, wish.repository)
    wanted = named(asset, points, snapshot)
    return [wanted, *(one for one in points if one.run == wanted.run and one.repository != wanted.repository)]


def _expected(workshop: Workshop, asset: Asset, wish: Wish, points: list[Point]) -> tuple[Point, Expectation]:
    """Read what the first of these points that a repository lists must contain. Raises ``Unavailable``."""
    places = {place.spec.name: place for place in workshop.places(asset)}
    faults: list[str] = []
    for point in points:
        try:
            return point, _of(workshop, places[point.repository], point, wish.paths)
        except Unavailable as error:
            faults.append(str(error))
    raise Unavailable(
        "no repository can say what a point of {asset} holds: {faults}",
        hint="bring one of them back, or name another with from",
        asset=asset.name,
        faults="; ".join(faults),
    )


def _of(workshop: Workshop, place: Place, point: Point, paths: tuple[str, ...]) -> Expectation:
    undisturbed(workshop, place.spec)
    place.ready()
    with workshop.store.reading() as tx:
        origin = tx.runs.get(point.run)
    canary = canaries.expected(origin.detail.get("canary") if origin else None)
    manifest = workshop.directories.manifests(point.client, point.asset) / f"{point.run}.jsonl.gz"
    sidecar = str(canary.path) if canary and not canary.planted else ""
    asked = Asked(manifest=manifest, sidecar=sidecar, paths=paths)
    return expectation(place.restic, point.snapshot, asked)[0]
