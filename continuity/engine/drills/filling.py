"""Backups as steps of a procedure: of one asset, or of all that have their copies in a repository that was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.backups import BackupRequest, run_backup
from continuity.engine.procedures.actions.rewind import repository_in
from continuity.engine.procedures.actions.wishing import asset_in, workshop_of
from continuity.ground.errors import ContinuityError, NotProven, UsageError
from continuity.model.job import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from continuity.model.inventory import Asset
    from continuity.model.job import Run
    from continuity.recovery.actions.ports import Context


def filling(parameters: Mapping[str, Any], context: Context) -> tuple[Asset, ...]:
    """Return which assets are meant: ``asset`` alone, or each that has a copy in ``repository``.

    Raises ``UsageError`` where neither or both are named, or where nothing has a copy there.
    """
    named = [name for name in ("asset", "repository") if parameters.get(name)]
    if len(named) != 1:
        raise UsageError(
            "a backup is of an asset, or fills a repository", hint="give it one of them: asset, repository"
        )
    if named == ["asset"]:
        return (asset_in(parameters, context),)
    spec = repository_in(parameters, context)
    client = workshop_of(context).inventory.clients[context.client]
    found = tuple(one for one in client.assets.values() if spec.name in one.copies)
    if not found:
        raise UsageError("no asset has a copy in {name}", hint="see continuity status", name=spec.name)
    return found


def filled_again(assets: tuple[Asset, ...], context: Context) -> list[Run]:
    """Back each of them up, also behind one that failed. Raises ``NotProven`` with all that did."""
    done: list[Run] = []
    faults: list[ContinuityError] = []
    for asset in assets:
        try:
            done.append(backed_up(asset, context))
        except ContinuityError as error:
            if len(assets) == 1:
                raise
            faults.append(error)
    if faults:
        raise NotProven(
            "{failed} of {count} assets were not backed up: {why}",
            hint="mend what is wrong with each, and do this step again",
            failed=len(faults),
            count=len(assets),
            why="; ".join(map(str, faults)),
        )
    return done


def backed_up(asset: Asset, context: Context, *, replaced: bool = False) -> Run:
    """Back up, as a run of its own; ``replaced``: that files went is meant. Raises ``NotProven``."""
    ended = run_backup(workshop_of(context), asset, BackupRequest(progress=lambda *_: None, allow_empty=replaced))
    if ended.run.outcome is not Outcome.SUCCEEDED:
        raise NotProven(
            "the backup {run} of {asset} ended {outcome}: {reason}",
            hint="see: continuity evidence show {run}",
            run=ended.run.id,
            asset=asset.reference,
            outcome=str(ended.run.outcome),
            reason=ended.run.reason or "-",
        )
    return ended.run
