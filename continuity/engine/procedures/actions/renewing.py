"""A lost repository made again, and whether an asset has all the copies that it was promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.engine.observed import Look, standing
from continuity.engine.procedures.actions.rewind import confirmed, repository_in
from continuity.engine.procedures.actions.wishing import asset_in, workshop_of
from continuity.engine.renewing import renew
from continuity.engine.verifications import run_verify
from continuity.ground.errors import ContinuityError, NotProven, Unavailable
from continuity.model.job import Outcome
from continuity.recovery.actions.asked import shell
from continuity.recovery.actions.ports import Context, Performed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SAID = {"unconfirmed": "a repository is made again by its name typed once more, and nothing was changed"}


class RenewRepositoryAction:
    """Makes the lost ``repository`` again, empty; the answer is how many points it had held.

    ``confirm`` must be its name: what a person typed in a step of its own. Refused where anything of it is still there.
    """

    required: Sequence[str] = ("repository", "confirm")
    optional: Sequence[str] = ()
    changes = True

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        """Return the command."""
        return shell(["continuity", "init", "--anew", str(parameters["repository"])])

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether there is such a repository, and its name was typed."""
        try:
            confirmed(parameters, context, SAID["unconfirmed"])
        except ContinuityError as error:
            return error
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Make it. Raises ``Refused`` where anything of it is still there, ``Unavailable`` where it cannot be made."""
        return Performed(answer=str(renew(workshop_of(context), confirmed(parameters, context, SAID["unconfirmed"]))))


class VerifyAction:
    """Reads all of ``repository``; the answer is its errors."""

    required: Sequence[str] = ("repository",)
    optional: Sequence[str] = ()
    changes = False

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        """Return the command."""
        return shell(["continuity", "verify", "--repository", str(parameters["repository"]), "--all"])

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether there is such a repository."""
        try:
            repository_in(parameters, context)
        except ContinuityError as error:
            return error
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Read it. Raises ``NotProven`` where anything in it is not as it was written."""
        run = run_verify(workshop_of(context), repository_in(parameters, context), everything=True).run
        if run.outcome is not Outcome.SUCCEEDED:
            raise NotProven(
                "the verification {run} ended {outcome}: {reason}",
                hint="see: continuity evidence show {run}",
                run=run.id,
                outcome=str(run.outcome),
                reason=run.reason or "-",
            )
        return Performed(answer="0", run=run.id, measurements=run.measurements)


class CopiesAction:
    """Judges the copies of ``asset`` as ``status`` does: the answer is its verdict, with the digits observed.

    ``read: yes``: each of them is read in full before.
    """

    required: Sequence[str] = ("asset",)
    optional: Sequence[str] = ("read",)
    changes = False

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        """Return the command."""
        return shell(["continuity", "status", str(parameters["asset"])])

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether there is such an asset."""
        try:
            asset_in(parameters, context)
        except ContinuityError as error:
            return error
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Judge. Raises ``NotProven`` where nothing is promised of its copies, nothing is known of them, or one is bad.

        In a drill, raises ``Unavailable`` where a copy was never read: what was not known before cannot be seen again.
        """
        workshop, asset = workshop_of(context), asset_in(parameters, context)
        for name in asset.copies if str(parameters.get("read")).lower() in ("yes", "true") else ():
            VerifyAction().perform({"repository": name}, context)
        with workshop.store.reading() as tx:
            seen = standing(
                tx, asset, workshop.policy(asset), Look(inventory=workshop.inventory, at=workshop.clock.now())
            )
        if seen.copies is None:
            raise NotProven("the copies of {asset} cannot be judged", asset=asset.reference)
        digits = seen.copies.observed
        if digits.errors is None and context.rehearsal is not None:
            raise Unavailable(
                "not every copy of {asset} was ever read: whether they are whole is not known",
                hint="read them first, by `read: yes`, or before: continuity verify --all",
                asset=asset.reference,
            )
        told = {name: getattr(digits, name) for name in ("copies", "media", "offsite", "immutable", "errors")}
        return Performed(
            answer=" ".join([str(seen.copies.verdict), *(f"{name}={value}" for name, value in told.items())]),
            values={"verdict": str(seen.copies.verdict)} | told,
        )
