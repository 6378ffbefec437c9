"""``upstream``: whom a web server or a balancer hands requests to: nginx by an included file, HAProxy while it runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from continuity.ground.errors import ContinuityError, UsageError
from continuity.recovery.actions.ports import Context, Performed
from continuity.recovery.actions.upstream_haproxy import Haproxy
from continuity.recovery.actions.upstream_nginx import Nginx

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: What may stand in a configuration or behind a command of the socket: nothing that ends it, and no blank.
_WORD = re.compile(r"[A-Za-z0-9_.:\[\]-]+")
_PLACE = re.compile(r"(?:[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:]+\]):([0-9]{1,5})")


class UpstreamAction:
    """Switches to ``to``, here or ``on`` a device; ``was`` says whom it was before. Done twice it is done once.

    Where it named ``to`` already there is no ``was``, for an earlier try may have switched: an undo that counts on it
    fails, and says so.

    nginx: ``file`` is included by its configuration and holds one ``server`` line, below a line that gives it to us.
    HAProxy: ``socket`` is its own, of level admin. With ``server`` that server of ``backend`` gets the address ``to``;
    without, ``to`` names the one server that stays in use.
    """

    required: Sequence[str] = ("to",)
    optional: Sequence[str] = ("file", "socket", "backend", "server", "on")
    changes = True

    def by_hand(self, parameters: Mapping[str, Any], context: Context) -> str:
        """Return the commands."""
        return " && ".join(_front(parameters, context).typed())

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether it answers, and would do as it is told."""
        try:
            _front(parameters, context).look()
        except ContinuityError as error:
            return error
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Switch. Raises ``Refused`` for a file that is not ours, ``NotProven`` where it goes on as before."""
        front = _front(parameters, context)
        was = front.switch()
        to = str(parameters["to"])
        return Performed(answer=to, values={} if was in (to, to.replace("[", "").replace("]", "")) else {"was": was})


def _front(parameters: Mapping[str, Any], context: Context) -> Nginx | Haproxy:
    machine, to = context.machine(str(parameters.get("on", ""))), _word(parameters, "to")
    if ("file" in parameters) == ("socket" in parameters):
        raise UsageError(
            "give exactly one of file, socket", hint="file: what nginx includes; socket: HAProxy's, of level admin"
        )
    if "file" in parameters:
        return Nginx(machine=machine, file=_absolute(parameters, "file"), to=_place(to))
    server = _word(parameters, "server") if "server" in parameters else ""
    if "backend" not in parameters:
        raise UsageError("{name} is missing", hint="which backend of HAProxy", name="backend")
    return Haproxy(
        machine=machine,
        socket=_absolute(parameters, "socket"),
        backend=_word(parameters, "backend"),
        server=server,
        to=_place(to) if server else to,
    )


def _word(parameters: Mapping[str, Any], name: str) -> str:
    found = str(parameters[name])
    if not _WORD.fullmatch(found):
        raise UsageError("{name}: {value} is no name and no address", name=name, value=repr(found))
    return found


def _place(found: str) -> str:
    matched = _PLACE.fullmatch(found)
    if not matched or not 0 < int(matched[1]) < 1 << 16:
        raise UsageError(
            "{value} is not an address with a port", hint="write for example 192.0.2.12:8080", value=repr(found)
        )
    return found


def _absolute(parameters: Mapping[str, Any], name: str) -> str:
    found = str(parameters[name])
    if not found.startswith("/") or "\n" in found:
        raise UsageError("{path} is not an absolute path", hint="begin it with /", path=found)
    return found
