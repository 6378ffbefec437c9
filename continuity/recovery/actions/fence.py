"""``fence``: a machine serves no more, so that another one may; or does again, once it is alone (``lift``).

A machine that nobody reaches is not fenced: the answer says so, and people must cut it off by hand before anybody takes
its place. A primary that only looks dead writes on.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import ContinuityError, Passing, Unavailable, UsageError
from continuity.recovery.actions.address import AddressAction
from continuity.recovery.actions.asked import switch
from continuity.recovery.actions.ports import Context, Performed
from continuity.recovery.actions.service import ServiceAction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from continuity.recovery.actions.ports import Action

FENCED, UNREACHABLE, LIFTED = "fenced", "unreachable", "serving"
#: Who is silent for so long is for people to cut off: each second of it is one more without the service.
_SILENT = timedelta(seconds=10)


class FenceAction:
    """Stops ``service`` (several: with blanks between) ``on`` a device and has it give up ``address`` on ``interface``.

    With ``lift``, the reverse: the services begin in the opposite order, then it takes the address.

    The answer, also as ``state``: ``fenced``, ``serving``, or ``unreachable`` where the device cannot be reached.
    """

    required: Sequence[str] = ("on", "service")
    optional: Sequence[str] = ("address", "interface", "lift")
    changes = True

    def by_hand(self, parameters: Mapping[str, Any], context: Context) -> str:
        """Return the commands."""
        return " && ".join(action.by_hand(asked, context) for action, asked in _parts(parameters))

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell what would keep it from working; that the machine is not reached does not, unless it is to serve."""
        try:
            parts, lift = _parts(parameters), switch(parameters, "lift")
        except ContinuityError as error:
            return error
        found = next((fault for action, asked in parts if (fault := action.look(asked, context))), None)
        return None if found and not lift and _unreached(found) else found

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Do it. Raises as ``service`` and ``address`` do; ``Unavailable`` where what is to serve is not reached."""
        lift, parts = switch(parameters, "lift"), _parts(parameters)
        try:
            if lift:
                _refuse_held_elsewhere(parts, context)
            elif context.machine(str(parameters["on"])).run(["true"], timeout=_SILENT).timed_out:
                return _reached_nobody()
            for action, asked in parts:
                action.perform(asked, context)
        except Unavailable as error:
            if lift or not _unreached(error):
                raise
            return _reached_nobody()
        state = LIFTED if lift else FENCED
        return Performed(answer=state, values={"state": state})


def _reached_nobody() -> Performed:
    return Performed(answer=UNREACHABLE, values={"state": UNREACHABLE}, reached_nobody=True)


def _parts(parameters: Mapping[str, Any]) -> list[tuple[Action, Mapping[str, Any]]]:
    """Return what is done, in its order: a machine serves before requests come to it, and stops before they go."""
    lift, on = switch(parameters, "lift"), str(parameters["on"])
    if not on.strip():
        raise UsageError("fence needs a device: on", hint="name the machine that is to serve no more")
    if ("address" in parameters) != ("interface" in parameters):
        raise UsageError("address and interface go together", hint="give both, or none")
    command, names = "start" if lift else "stop", str(parameters["service"]).split()
    if not names:
        raise UsageError("fence needs a service to stop", hint="name what takes writes there: service")
    parts: list[tuple[Action, Mapping[str, Any]]] = [
        (ServiceAction(), {"name": name, "command": command, "on": on}) for name in (reversed(names) if lift else names)
    ]
    if "address" in parameters:
        place = {"address": parameters["address"], "interface": parameters["interface"], "on": on}
        parts.append((AddressAction(), place | ({} if lift else {"give_up": True})))
    return parts


def _refuse_held_elsewhere(parts: Sequence[tuple[Action, Mapping[str, Any]]], context: Context) -> None:
    """Raise ``Refused`` where another machine holds the address, before a service takes writes beside it."""
    for action, asked in parts:
        if isinstance(action, AddressAction):
            action.refuse_held_elsewhere(asked, context)


def _unreached(fault: ContinuityError) -> bool:
    return isinstance(fault, Unavailable) and fault.passing is Passing.CONNECTION
