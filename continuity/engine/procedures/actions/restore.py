"""``restore``: an asset back into a new directory, compared; the same as ``continuity restore``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.engine.procedures.actions.wishing import (
    asset_in,
    found_again,
    moment,
    named,
    options,
    restored,
    workshop_of,
)
from continuity.engine.wishes import Wish
from continuity.ground.errors import ContinuityError, NotProven, UsageError
from continuity.ground.timestamps import write_time
from continuity.recovery.actions.asked import shell
from continuity.recovery.actions.ports import Context, Performed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.model.job import Run


class RestoreAction:
    """Brings ``asset`` back to the new directory ``to``, as of ``at``, ``from`` a repository, only ``paths``."""

    required: Sequence[str] = ("asset", "to")
    optional: Sequence[str] = ("at", "from", "paths")
    changes = True

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        """Return the command."""
        argv = ["continuity", "restore", str(parameters["asset"]), "--to", str(parameters["to"])]
        return shell([*argv, *options(parameters), *(word for path in _paths(parameters) for word in ("--path", path))])

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether there is such an asset with a point, and whether the directory is free."""
        try:
            asset, wish = asset_in(parameters, context), _wish(parameters)
        except ContinuityError as error:
            return error
        with workshop_of(context).store.reading() as tx:
            if not tx.points.all(asset.client, asset=asset.name):
                return NotProven("{asset} has no recovery point", asset=asset.reference)
        if wish.target.exists():
            return UsageError("{path} is there already", hint="name a directory that does not exist", path=wish.target)
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Restore. Raises ``NotProven`` where what came back is not what was backed up."""
        asset, wish = asset_in(parameters, context), _wish(parameters)
        return _came(restored(asset, wish, context), wish)

    def found(self, parameters: Mapping[str, Any], context: Context) -> Performed | None:
        """Tell what came of the restore that an interrupted try had begun. Raises ``NotProven`` as :meth:`perform`."""
        asset, wish = asset_in(parameters, context), _wish(parameters)
        run = found_again(asset, wish, context)
        return _came(run, wish) if run else None


def _came(run: Run, wish: Wish) -> Performed:
    (copy,) = run.copies
    values = {"directory": str(wish.target), "point": copy.snapshot, "repository": copy.repository}
    values |= {"data_time": write_time(copy.data_time)} if copy.data_time else {}
    return Performed(answer=str(wish.target), values=values, run=run.id, measurements=run.measurements)


def _wish(parameters: Mapping[str, Any]) -> Wish:
    target = Path(str(parameters["to"]))
    if not target.is_absolute():
        raise UsageError("{path} is not an absolute path", hint="begin it with /", path=target)
    repository = str(parameters.get("from", ""))
    return Wish(target=target, at=moment(parameters), repository=repository, paths=_paths(parameters))


def _paths(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    return named(parameters, "paths")
