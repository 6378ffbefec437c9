"""``restore``: an asset back into a new directory, compared; the same as ``continuity restore``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from continuity.engine.procedures.inputs import NEWEST, asset_of
from continuity.engine.restores import run_restore
from continuity.engine.wishes import Wish
from continuity.ground.errors import ContinuityError, NotProven, UsageError
from continuity.ground.timestamps import read_time
from continuity.model.job import Outcome
from continuity.recovery.actions.asked import shell
from continuity.recovery.actions.ports import Context, Performed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset


class RestoreAction:
    """Brings ``asset`` back to the new directory ``to``, as of ``at``, ``from`` a repository, only ``paths``."""

    required: Sequence[str] = ("asset", "to")
    optional: Sequence[str] = ("at", "from", "paths")
    changes = True

    def by_hand(self, parameters: Mapping[str, Any]) -> str:
        """Return the command."""
        argv = ["continuity", "restore", str(parameters["asset"]), "--to", str(parameters["to"])]
        if parameters.get("at", NEWEST) != NEWEST:
            argv += ["--at", str(parameters["at"])]
        argv += ["--from", str(parameters["from"])] if parameters.get("from") else []
        return shell([*argv, *(word for path in _paths(parameters) for word in ("--path", path))])

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether there is such an asset with a point, and whether the directory is free."""
        workshop = cast("Workshop", context.world)
        try:
            asset = _asset(workshop, parameters, context)
            wish = _wish(parameters)
        except ContinuityError as error:
            return error
        with workshop.store.reading() as tx:
            if not tx.points.all(asset.client, asset=asset.name):
                return NotProven("{asset} has no recovery point", asset=asset.reference)
        if wish.target.exists():
            return UsageError("{path} is there already", hint="name a directory that does not exist", path=wish.target)
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Restore. Raises ``NotProven`` where what came back is not what was backed up."""
        workshop = cast("Workshop", context.world)
        asset, wish = _asset(workshop, parameters, context), _wish(parameters)
        ended = run_restore(workshop, asset, wish, workshop.clock.mark())
        if ended.run.outcome is not Outcome.SUCCEEDED:
            raise NotProven(
                "the restore {run} ended {outcome}: {reason}",
                hint="see: continuity evidence show {run}",
                run=ended.run.id,
                outcome=str(ended.run.outcome),
                reason=ended.run.reason or "-",
            )
        values = {"directory": str(wish.target)}
        return Performed(answer=str(wish.target), values=values, run=ended.run.id, measurements=ended.run.measurements)


def _asset(workshop: Workshop, parameters: Mapping[str, Any], context: Context) -> Asset:
    return asset_of(workshop, context.client, str(parameters["asset"]))


def _wish(parameters: Mapping[str, Any]) -> Wish:
    at = str(parameters.get("at", NEWEST))
    target = Path(str(parameters["to"]))
    if not target.is_absolute():
        raise UsageError("{path} is not an absolute path", hint="begin it with /", path=target)
    try:
        moment = None if at == NEWEST else read_time(at)
    except ValueError:
        raise UsageError(
            "{value} is not a time with a zone", hint="write for example 2026-11-23T02:20:00Z", value=repr(at)
        ) from None
    return Wish(target=target, at=moment, repository=str(parameters.get("from", "")), paths=_paths(parameters))


def _paths(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    found = parameters.get("paths", [])
    return tuple(map(str, found)) if isinstance(found, list) else (str(found),)
