"""``find``: the newest point that holds a path; the same as ``continuity points find``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.backup.restic.command import include_pattern
from continuity.engine.points import known, search
from continuity.engine.procedures.actions.wishing import asset_in, moment, workshop_of
from continuity.engine.procedures.inputs import NEWEST
from continuity.ground.errors import ContinuityError, NotProven, Unavailable, UsageError
from continuity.ground.timestamps import write_time
from continuity.recovery.actions.asked import shell
from continuity.recovery.actions.ports import Context, Performed
from continuity.recovery.expectation import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from continuity.backup.restic.matches import Match
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset
    from continuity.model.point import Point


class FindAction:
    """Finds the newest point of ``asset`` that holds ``path``, no newer than ``at``; its data time is the answer."""

    required: Sequence[str] = ("asset", "path")
    optional: Sequence[str] = ("at", "from")
    changes = False

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        """Return the command; until when, which it shows of each point and does not ask for, stands behind it."""
        given = ["--repository", str(parameters["from"])] if parameters.get("from") else []
        line = shell(["continuity", "points", "find", str(parameters["asset"]), str(parameters["path"]), *given])
        at = str(parameters.get("at", NEWEST))
        return line if at == NEWEST else f"{line}  # <= {' '.join(at.split())}"

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether there is a point to look into, and a path to look for."""
        try:
            _candidates(parameters, context)
        except ContinuityError as error:
            return error
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Search. Raises ``NotProven`` where no point holds it, ``Unavailable`` where not all of them can be asked."""
        asset, path, points = _candidates(parameters, context)
        holding, faults = _holding(workshop_of(context), asset, path, points)
        found = [point for point in points if (point.repository, point.snapshot) in holding]
        if not found:
            if faults:
                raise Unavailable(
                    "{path} was found in no point that could be searched: {faults}",
                    hint="bring that repository back, or name another with from",
                    path=path,
                    faults="; ".join(map(str, faults.values())),
                )
            raise NotProven(
                "no point of {asset} holds {path}",
                hint="search by its name alone: continuity points find {asset} {name}",
                asset=asset.name,
                path=path,
                name=path.rstrip("/").rpartition("/")[2],
            )
        newest, time = found[0], write_time(found[0].data_time)
        runs = len({point.run for point in found})
        values = {"time": time, "point": newest.snapshot, "repository": newest.repository, "points": runs}
        values["not_searched"] = ", ".join(faults) or "-"
        return Performed(answer=time, values=values)


def _candidates(parameters: Mapping[str, Any], context: Context) -> tuple[Asset, str, list[Point]]:
    """Return the points that may be meant, the newest first. Raises ``UsageError``, ``NotProven``."""
    asset, at = asset_in(parameters, context), moment(parameters)
    path = str(parameters["path"]).rstrip("/")  # of a directory, too
    if not path.startswith("/"):
        raise UsageError(
            "{path} is not an absolute path",
            hint="write the absolute path that the file had when it was backed up",
            path=path,
        )
    points = known(workshop_of(context), asset, str(parameters.get("from", "")))
    if not points:
        raise NotProven("{asset} has no recovery point", asset=asset.reference)
    return asset, path, _until(points, at)


def _until(points: list[Point], at: datetime | None) -> list[Point]:
    return sorted((one for one in points if at is None or one.data_time <= at), key=lambda one: one.data_time)[::-1]


def _holding(
    workshop: Workshop, asset: Asset, path: str, points: list[Point]
) -> tuple[set[tuple[str, str]], dict[str, ContinuityError]]:
    """Return which points hold exactly this path, by repository and snapshot, and where not all could be searched."""
    holding: set[tuple[str, str]] = set()
    faults: dict[str, ContinuityError] = {}
    (wanted,) = shown([path])
    for name in dict.fromkeys(point.repository for point in points):

        def take(snapshot: str, match: Match, name: str = name) -> None:
            if match.path == wanted:
                holding.add((name, snapshot))

        try:
            said = search(workshop, asset, name, include_pattern(path), take)
        except Unavailable as error:
            faults[name] = error
            continue
        if said:
            faults[name] = Unavailable("{repository} could not be searched in full: {said}", repository=name, said=said)
    return holding, faults
