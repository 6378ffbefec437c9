"""Looking into recovery points: which one is meant, what differs between two, which of them hold a path."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.backup.canary import is_planted
from continuity.backup.restic import looking
from continuity.backup.restic.command import ASSET_TAG
from continuity.ground.errors import Unavailable, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from continuity.backup.place import Place
    from continuity.backup.restic.differences import Change, Statistics
    from continuity.backup.restic.matches import Match
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset
    from continuity.model.point import Point

_SHOWN = 8  # characters of a snapshot's name, as lists show it
_LONGER = 16  # enough to tell two apart where eight did not


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two points of one repository."""

    first: Point
    second: Point


def copy_named(asset: Asset, repository: str) -> str:
    """Return the repository of the asset that goes by this name (also ``client/name``); raises ``UsageError``."""
    name = repository.removeprefix(f"{asset.client}/")
    if name not in asset.copies:
        near = difflib.get_close_matches(name, asset.copies, n=3) or asset.copies
        raise UsageError(
            "{asset} has no copy in {repository}",
            hint="write one of: {known}",
            asset=asset.name,
            repository=repository,
            known=", ".join(near),
        )
    return name


def pair(workshop: Workshop, asset: Asset, names: tuple[str, str], repository: str = "") -> Pair:
    """Find two points by the beginnings of their snapshots' names.

    Raises ``UsageError`` for a name that fits none or several, with the nearest, and for two that no one repository
    holds.
    """
    points = known(workshop, asset, repository)
    first, second = (named(asset, points, name) for name in names)
    if first.repository != second.repository:
        twin = next((one for one in points if one.run == second.run and one.repository == first.repository), None)
        raise UsageError(
            "{first} lies in {here} and {second} in {there}: only points of one repository can be compared",
            hint="the point of the same run in {here} is {twin}" if twin else "list them: continuity points {asset}",
            first=names[0],
            second=names[1],
            here=first.repository,
            there=second.repository,
            twin=twin.snapshot[:_SHOWN] if twin else "",
            asset=asset.name,
        )
    return Pair(first=first, second=second)


def known(workshop: Workshop, asset: Asset, repository: str = "") -> list[Point]:
    """Return the points of an asset as last listed, of one repository if given; ``UsageError`` for an unknown one."""
    wanted = copy_named(asset, repository) if repository else ""
    with workshop.store.reading() as tx:
        points = tx.points.all(asset.client, asset=asset.name)
    return [point for point in points if wanted in ("", point.repository)]


def named(asset: Asset, points: Sequence[Point], name: str) -> Point:
    """Return the one of these points whose snapshot's name begins so; raises ``UsageError`` with the nearest."""
    found = [point for point in points if name and point.snapshot.startswith(name.lower())]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            "several recovery points begin with {name}",
            hint="write more of one: {names}",
            name=name,
            names=", ".join(f"{point.snapshot[:_LONGER]} ({point.repository})" for point in found[:5]),
        )
    near = difflib.get_close_matches(name[:_SHOWN], [point.snapshot[:_SHOWN] for point in points], n=3)
    raise UsageError(
        "{asset} has no recovery point {name}",
        hint="did you mean {near}?" if near else "list them: continuity points {asset}",
        asset=asset.name,
        name=name,
        near=", ".join(near),
    )


def differences(
    workshop: Workshop, asset: Asset, both: Pair, take: Callable[[Change], None], *, metadata: bool
) -> Statistics:
    """Hand what differs to ``take``, path by path; our own canary is left out. Raises ``Unavailable``."""
    place = _place(workshop, asset, both.first.repository)
    place.ready()
    own = _own(workshop, asset)

    def pass_on(change: Change) -> None:
        if change.path.rstrip("/") not in own and not is_planted(os.fsencode(change.path)):
            take(change)

    return looking.compare(place.restic, both.first.snapshot, both.second.snapshot, pass_on, metadata=metadata)


def search(workshop: Workshop, asset: Asset, repository: str, pattern: str, take: Callable[[str, Match], None]) -> str:
    """Hand snapshot and match to ``take``; returns what kept the search from being complete, empty if nothing.

    Raises ``UsageError`` for a pattern that is none, ``Unavailable`` where the repository cannot be searched.
    """
    if not pattern:
        raise UsageError("the pattern is empty", hint="write a name, a path, or a pattern such as '*.odt'")
    place = _place(workshop, asset, repository)
    place.ready()
    own = _own(workshop, asset)

    def pass_on(snapshot: str, match: Match) -> None:
        if match.path not in own and not is_planted(os.fsencode(match.path)):
            take(snapshot, match)

    return looking.search(place.restic, f"{ASSET_TAG}{asset.name}", pattern, pass_on)


def mountable(workshop: Workshop, asset: Asset, repository: str = "") -> Place:
    """Return the first place that lists a point of the asset and can be reached; raises ``Unavailable``."""
    listed = {point.repository for point in known(workshop, asset, repository)}
    faults = []
    for name in [copy_named(asset, repository)] if repository else asset.copies:
        place = _place(workshop, asset, name)
        if name not in listed:
            continue
        try:
            place.ready()
        except Unavailable as error:
            faults.append(error)
            continue
        return place
    if faults:
        raise faults[0]
    raise Unavailable(
        "no recovery point of {asset} is known", hint="make one: continuity backup {asset}", asset=asset.name
    )


def _place(workshop: Workshop, asset: Asset, repository: str) -> Place:
    return next(place for place in workshop.places(asset) if place.spec.name == repository)


def _own(workshop: Workshop, asset: Asset) -> frozenset[str]:
    """Return the canary's path and its folders': ours, in every snapshot, and of no interest to who looks for data."""
    sidecar, state = workshop.directories.sidecar(asset.client, asset.name), workshop.directories.state
    return frozenset(str(path) for path in (sidecar, *sidecar.parents) if path.is_relative_to(state))
