"""What the actions that restore have in common: whose asset, as of when, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from continuity.engine.orders import Unsigned, Unwritten
from continuity.engine.procedures.inputs import NEWEST, asset_of
from continuity.engine.restores import run_restore
from continuity.engine.wishes import PART_OF
from continuity.ground.errors import ContinuityError, NotProven, UsageError
from continuity.ground.timestamps import read_time
from continuity.model.job import JobKind, Outcome
from continuity.model.journal import Kind

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
    wish = replace(wish, part_of=_part_of(context))
    try:
        ended = run_restore(workshop, asset, wish, workshop.clock.mark())
    except (Unwritten, Unsigned):
        raise
    except ContinuityError as error:  # its hands raise before they begin, or leave nothing behind
        raise error.that_touched_nothing() from error.__cause__
    return _proven(ended.run, wish)


def found_again(asset: Asset, wish: Wish, context: Context) -> Run | None:
    """Return the restore that this try of an interrupted step had begun and that succeeded; None if it began none.

    Also where what came back is not there any more: somebody did something with it. Raises ``NotProven`` where it did
    not succeed.
    """
    workshop, part_of = workshop_of(context), _part_of(context)
    workshop.engine.reconcile_all(asset.reference)  # it may have died with the procedure
    with workshop.store.reading() as tx:
        procedure = tx.runs.get(context.run)
        began = tx.runs.since(asset.reference, JobKind.RESTORE, procedure.started_at) if procedure else []
    ours = [run for run in began if run.detail.get(PART_OF) == part_of]
    if not ours:
        return None
    run = _proven(ours[-1], wish)
    return run if wish.into or wish.target.exists() else None


def _part_of(context: Context) -> dict[str, Any]:
    """Return which try of which step this is: another try's restore proves nothing about this one."""
    with workshop_of(context).store.reading() as tx:
        tries = sum(one.kind is Kind.BEGUN and one.step == context.step for one in tx.journals.of(context.run))
    return {"run": context.run, "step": context.step, "try": tries}


def _proven(run: Run, wish: Wish) -> Run:
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
