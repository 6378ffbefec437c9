"""Actions that are parts of a rehearsal; outside of one they say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from continuity.engine.rehearsals.rehearsal import SANDBOX
from continuity.ground.errors import ContinuityError, UsageError
from continuity.recovery.actions.asked import shell
from continuity.recovery.actions.ports import Context, Performed
from continuity.recovery.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.engine.rehearsals.rehearsal import Rehearsal
    from continuity.engine.workshop import Workshop


class PartAction:
    """Does one part of the rehearsal at hand; which parts there are depends on what is rehearsed."""

    required: Sequence[str] = ()
    optional: Sequence[str] = ()
    changes = False
    part = ""

    def by_hand(self, _parameters: Mapping[str, Any], _context: Context) -> str:
        """Return the command that does it with the rest of its rehearsal."""
        return shell(["continuity", "test"])

    def look(self, _parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell where this is no rehearsal."""
        if context.rehearsal is not None:
            return None
        return UsageError("this is a part of rehearsals, and this is none", hint="see: continuity test --help")

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Do it. Raises ``NotProven`` where what came back does not hold."""
        if fault := self.look(parameters, context):
            raise fault
        return cast("Rehearsal", context.rehearsal).do(self.part, context.step)


class SandboxAction(PartAction):
    """Makes the private directory in which the rehearsal takes place."""

    changes = True
    part = SANDBOX


class RemoveSandboxAction:
    """Removes that directory with everything in it, and makes sure that it is gone; there or not, in any process."""

    required: Sequence[str] = ()
    optional: Sequence[str] = ()
    changes = True

    def by_hand(self, _parameters: Mapping[str, Any], _context: Context) -> str:
        """Return the command that finds and ends what dead runs left."""
        return shell(["continuity", "status"])

    def look(self, _parameters: Mapping[str, Any], _context: Context) -> ContinuityError | None:
        """Tell nothing: what is not there is removed already."""
        return None

    def perform(self, _parameters: Mapping[str, Any], context: Context) -> Performed:
        """Remove it. Raises ``NotProven`` where it is still there."""
        workshop = cast("Workshop", context.world)
        if left := Sandbox(path=workshop.directories.sandbox(context.run)).remove():
            raise left
        return Performed()


class RestorePointAction(PartAction):
    """Brings the point back into the sandbox, through an empty cache, and compares it with its manifest."""

    changes = True
    part = "restore"


class CompareRestoredAction(PartAction):
    """Says whether what came back is what was backed up."""

    part = "compare"


class ExamineAction(PartAction):
    """Opens restored data with the program that it belongs to, in isolation, and asks the asset's queries."""

    part = "examine"


class RunChecksAction(PartAction):
    """Runs the asset's own commands on the restored data, in isolation."""

    part = "check"


class ListenAction(PartAction):
    """Looks for the canary and the newest time stamp of the restored data."""

    part = "listen"


class BootAction(PartAction):
    """Boots the restored images of the asset, without a network."""

    part = "boot"


class AnswerAction(PartAction):
    """Has the restored files answer that an auditor's nonce selects."""

    part = "answer"


class OpenKitAction(PartAction):
    """Opens the recovery kit with its own script, on a bare machine."""

    changes = True
    part = "open"
