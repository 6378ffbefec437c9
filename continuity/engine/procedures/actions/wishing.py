"""What the actions that restore have in common: whose asset, as of when, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from continuity.engine.procedures.inputs import NEWEST, asset_of
from continuity.engine.restores import run_restore
from continuity.ground.errors import NotProven, UsageError
from continuity.ground.timestamps import read_time
from continuity.model.job import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from continuity.engine.wishes import Wish
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset
    from continuity.model.job import Run
    from continuity.recovery.actions.ports import Context


def asset_in(parameters: Mapping[str, Any], context: Context) -> Asset:
    """Return the asset that is meant, of this client."""
    return asset_of(workshop_of(context), context.client, str(parameters["asset"]))


def workshop_of(context: Context) -> Workshop:
    """Return what the engine lends."""
    return cast("Workshop", context.world)


def moment(parameters: Mapping[str, Any]) -> datetime | None:
    """Return as of when data is wanted; None for the newest. Raises ``UsageError``."""
    at = str(parameters.get("at", NEWEST))
    try:
        return None if at == NEWEST else read_time(at)
    except ValueError:
        raise UsageError(
            "{value} is not a time with a zone", hint="write for example 2026-11-23T02:20:00Z", value=repr(at)
        ) from None


def named(parameters: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return one thing or a list of things, as a list."""
    found = parameters.get(name, [])
    return tuple(map(str, found)) if isinstance(found, list) else (str(found),)


def options(parameters: Mapping[str, Any]) -> Iterator[str]:
    """Yield the options of ``continuity restore`` that all kinds of restores have."""
    if parameters.get("at", NEWEST) != NEWEST:
        yield from ("--at", str(parameters["at"]))
    if parameters.get("from"):
        yield from ("--from", str(parameters["from"]))


def restored(asset: Asset, wish: Wish, context: Context) -> Run:
    """Restore, as a run of its own. Raises ``NotProven`` where what came back is not what was backed up."""
    workshop = workshop_of(context)
    run = run_restore(workshop, asset, wish, workshop.clock.mark()).run
    if run.outcome is not Outcome.SUCCEEDED:
        hint = "see: continuity evidence show {run}"
        if not wish.into and wish.target.exists():
            hint = "move {path} aside before it is done again; see: continuity evidence show {run}"
        raise NotProven(
            "the restore {run} ended {outcome}: {reason}",
            hint=hint,
            path=wish.target,
            run=run.id,
            outcome=str(run.outcome),
            reason=run.reason or "-",
        )
    return run
