"""``plugin``: any monitoring plugin (Nagios, Icinga, Centreon), run here; its exit status is the state."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from continuity.ground.bounded_child import ran
from continuity.ground.errors import Unavailable
from continuity.ground.secrecy import veil
from continuity.model.parameters import words
from continuity.supervision.checks.hands import Hands
from continuity.supervision.checks.perfdata import read_output
from continuity.supervision.checks.ports import Answer, NotAsked, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WHY = {
    "late": "the plugin did not end in time",
    "status": "the plugin ended with {status}, which is no state: {said}",
    "cut": "{said} (it said more than is kept)",
}
_STATES = {0: State.OK, 1: State.WARNING, 2: State.CRITICAL, 3: State.UNKNOWN}
_SHOWN = 300
_AT_ONCE = 16
_hands = Hands(_AT_ONCE, "plugin")


class PluginCheck:
    """Runs ``command``, a list of words, without a shell.

    What hangs, ends by a signal, or ends with a status that is no state says nothing, good or bad: unknown.
    """

    required: Sequence[str] = ("command",)
    optional: Sequence[str] = ()

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._command = words(parameters, "command")

    async def once(self) -> Answer:
        """Run it once; what it started ends with it."""
        try:
            done = await _hands.do(lambda over: ran(self._command, over))
        except asyncio.CancelledError:
            raise NotAsked(WHY["late"]) from None
        except Unavailable as error:
            raise NotAsked(str(error)) from None
        text, figures = read_output(veil(done.said))
        text = (text or veil(done.complaint).strip().partition("\n")[0])[:_SHOWN] or "-"
        if done.status not in _STATES:
            raise NotAsked(WHY["status"].format(status=done.status, said=text))
        said = WHY["cut"].format(said=text) if done.cut else text
        return Answer(said=said, figures=figures, state=_STATES[done.status])

    async def close(self) -> None:
        """Nothing is kept."""
