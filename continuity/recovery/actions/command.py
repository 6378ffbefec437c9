"""``command``: a program of this machine or of a device, never a shell; its output is the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.ground.errors import ContinuityError
from continuity.recovery.actions.asked import shell, words
from continuity.recovery.actions.machines import answer, missing
from continuity.recovery.actions.ports import Context, Performed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class CommandAction:
    """Runs ``run`` (a list of words) here or ``on`` a device, with ``stdin`` to read; exit 0 is success."""

    required: Sequence[str] = ("run",)
    optional: Sequence[str] = ("on", "stdin")
    changes = True

    def by_hand(self, parameters: Mapping[str, Any], context: Context) -> str:
        """Return the command as it is typed."""
        typed = context.machine(str(parameters.get("on", ""))).as_typed(words(parameters, "run"))
        given = str(parameters.get("stdin", ""))
        return f"{shell(['printf', '%s', given])} | {typed}" if given else typed

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether the machine can be reached, and has the program."""
        try:
            return missing(context.machine(str(parameters.get("on", ""))), words(parameters, "run")[0])
        except ContinuityError as error:
            return error

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Run it. Raises ``NotProven`` where it fails, ``Unavailable`` where it is missing or does not end."""
        machine = context.machine(str(parameters.get("on", "")))
        given = str(parameters.get("stdin", ""))
        return Performed(answer=answer(machine, words(parameters, "run"), stdin=given, timeout=context.time_limit))
