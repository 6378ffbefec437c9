"""``command``: a program of this machine, never a shell; its output is the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.ground import process
from continuity.ground.errors import ContinuityError, NotProven, Unavailable
from continuity.ground.secrecy import veil
from continuity.recovery.actions.asked import shell, words
from continuity.recovery.actions.ports import Context, Performed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LIMIT = timedelta(hours=1)
_LETTERS = 2000  # of what it says: the end


class CommandAction:
    """Runs ``run`` (a list of words); exit 0 is success."""

    required: Sequence[str] = ("run",)
    optional: Sequence[str] = ()
    changes = True

    def by_hand(self, parameters: Mapping[str, Any], _context: Context) -> str:
        """Return the command as it is typed."""
        return shell(words(parameters, "run"))

    def look(self, parameters: Mapping[str, Any], _context: Context) -> ContinuityError | None:
        """Tell whether the program is there."""
        try:
            process.find_program(words(parameters, "run")[0])
        except ContinuityError as error:
            return error
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Run it. Raises ``NotProven`` where it fails, ``Unavailable`` where it is missing or does not end."""
        argv = words(parameters, "run")
        done = process.run(argv, timeout=context.time_limit or _LIMIT, env={"CONTINUITY_RUN": context.run})
        if done.timed_out:
            raise Unavailable("{program} did not end in time", program=argv[0])
        said = veil(done.stdout.strip())[-_LETTERS:]
        if done.returncode:
            raise NotProven(
                "{program} ended with {status}: {said}",
                hint="run it by hand and see",
                program=argv[0],
                status=done.returncode,
                said=veil(done.stderr.strip())[-_LETTERS:] or said or "-",
            )
        return Performed(answer=said)
