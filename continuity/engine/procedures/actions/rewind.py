"""``rewind``: a repository again as it was; the same as ``continuity storage rewind``, with its plan and its guards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.engine.procedures.actions.wishing import workshop_of
from continuity.engine.rewinding.looking import Wish, look, recovery_of
from continuity.engine.rewinding.proposing import propose
from continuity.engine.rewinding.rewinding import run_rewind
from continuity.ground.errors import ContinuityError, NotProven, Refused, UsageError
from continuity.ground.timestamps import read_time, write_time
from continuity.model.job import Outcome
from continuity.recovery.actions.asked import shell, switch
from continuity.recovery.actions.ports import Context, Performed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from continuity.backup.place import Place
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import RepositorySpec
    from continuity.model.job import Run

#: In place of a time: the one that the store's own history proposes.
PROPOSED = "proposed"
SAID = {"unconfirmed": "a rewind is confirmed by the repository's name, and nothing was changed"}


class RewindAction:
    """Brings ``repository`` back to what it was at ``to``: a time of the store's clock, or ``proposed``.

    ``confirm`` must be the repository's name: what a person typed in a step of its own. ``hide_newer`` hides what came
    later. Where nothing is to be undone, nothing is done.
    """

    required: Sequence[str] = ("repository", "to", "confirm")
    optional: Sequence[str] = ("hide_newer",)
    changes = True

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        """Return the command; without a time, the one that proposes it."""
        argv = ["continuity", "storage", "rewind", str(parameters["repository"])]
        to = str(parameters["to"])
        newer = ["--hide-newer"] if switch(parameters, "hide_newer") else []
        return shell([*argv, "--to", "<TIME>" if to == PROPOSED else to, *newer])

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Plan it: tell whether it is confirmed, and whether the store and its keys would let it be done."""
        workshop = workshop_of(context)
        try:
            spec = confirmed(parameters, context)
            place = recovery_of(workshop, spec)
            if wish := _wish(workshop, place, parameters):
                look(place, wish, workshop.clock)
        except ContinuityError as error:
            return error
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Rewind, as a run of its own; how many objects came back is the answer. Raises ``NotProven``, ``Refused``."""
        workshop, spec = workshop_of(context), confirmed(parameters, context)
        wish = _wish(workshop, recovery_of(workshop, spec), parameters)
        if wish is None:
            return Performed(answer="0", values={"to": "-", "done": 0})
        run = run_rewind(workshop, spec, wish).run
        if run.outcome is not Outcome.SUCCEEDED:
            raise _unproven(run)
        values = {name: run.detail[name] for name in ("done", "left", "hidden")} | {"to": write_time(wish.at)}
        return Performed(answer=str(run.detail["done"]), values=values, run=run.id, measurements=run.measurements)


def repository_in(parameters: Mapping[str, Any], context: Context) -> RepositorySpec:
    """Return the repository that is meant, of this client. Raises ``UsageError``."""
    name = str(parameters["repository"]).removeprefix(f"{context.client}/")
    repositories = workshop_of(context).inventory.clients[context.client].repositories
    if name not in repositories:
        raise UsageError("there is no repository named {name}", hint="see continuity storage list", name=name)
    return repositories[name]


def confirmed(parameters: Mapping[str, Any], context: Context, refusal: str = SAID["unconfirmed"]) -> RepositorySpec:
    """Return the repository, if its name was typed once more. Raises ``Refused``, in these words, where it was not."""
    spec = repository_in(parameters, context)
    if str(parameters["confirm"]) not in (spec.name, f"{spec.client}/{spec.name}"):
        raise Refused(refusal, hint="let a person type it in a step before: {name}", name=spec.name)
    return spec


def _wish(workshop: Workshop, place: Place, parameters: Mapping[str, Any]) -> Wish | None:
    """Return what is wished; None where a time was to be proposed, and nothing happened that could be undone."""
    to = str(parameters["to"])
    at = propose(workshop, place).to if to == PROPOSED else _time(to)
    return Wish(at=at, hide_newer=switch(parameters, "hide_newer")) if at else None


def _time(text: str) -> datetime:
    try:
        return read_time(text)
    except ValueError:
        raise UsageError(
            "{value} is not a time with a zone", hint="write for example 2026-11-23T02:20:00Z", value=repr(text)
        ) from None


def _unproven(run: Run) -> NotProven:
    return NotProven(
        "the rewind {run} ended {outcome}: {reason}",
        hint="see: continuity evidence show {run}",
        run=run.id,
        outcome=str(run.outcome),
        reason=run.reason or "-",
    )
