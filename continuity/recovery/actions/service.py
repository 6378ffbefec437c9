"""``service``: a service of this machine or of a device is started, stopped or restarted, and then looked at.

systemd is asked where it runs the machine; elsewhere the script in ``/etc/init.d`` is, by ``service``. A service that
is in the asked state already is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.ground import cancel
from continuity.ground.errors import ContinuityError, NotProven, Unavailable, UsageError
from continuity.recovery.actions.machines import SHOWN, Machine, answer
from continuity.recovery.actions.ports import Context, Performed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RUNNING, STOPPED = "running", "stopped"
#: Each command, and the state in which it leaves the service; `status` leaves it as it is.
_LEAVES = {"start": RUNNING, "stop": STOPPED, "restart": RUNNING, "status": ""}
_NAME = re.compile(r"[A-Za-z0-9_@.:\\][A-Za-z0-9_@.:\\-]*")
#: Four lines: who runs services there, whether there is such a one, in which state it is, and as whom we look.
_LOOK = """\
if [ -d /run/systemd/system ]; then
    echo systemctl
    systemctl show --property=LoadState --value -- "$1"
    systemctl is-active -- "$1" || :
elif [ -x "/etc/init.d/$1" ]; then
    echo service
    echo loaded
    service "$1" status >/dev/null 2>&1 && echo active || echo "exit $?"
else
    printf '%s\\n' service not-found -
fi
id -u
"""
#: What `systemctl is-active` says, and the exit statuses of `status` (LSB 3.1, "Init Script Actions").
_STATES = {
    **dict.fromkeys(("active", "reloading"), RUNNING),
    **dict.fromkeys(("inactive", "failed", "exit 1", "exit 2", "exit 3"), STOPPED),
}
_LOOKS, _BETWEEN_S, _IN_A_ROW = 30, 0.5, 3  # a service that falls over does so within a second or so
_LOOK_LIMIT, _LIMIT = timedelta(seconds=30), timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class _Found:
    by: str
    state: str
    root: bool


class ServiceAction:
    """Gives ``command`` (start, stop, restart, status) to the service ``name``, here or ``on`` a device.

    The answer is the state in which it is then: ``running`` or ``stopped``, with ``already`` where nothing was done.
    """

    required: Sequence[str] = ("name", "command")
    optional: Sequence[str] = ("on",)
    changes = True

    def by_hand(self, parameters: Mapping[str, Any], context: Context) -> str:
        """Return the command; ``service`` asks systemd itself where that runs the machine."""
        machine, name, command = _read(parameters, context)
        return machine.as_typed(["service", name, command])

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell whether the machine can be reached and has such a service, and whether we may start and stop it."""
        try:
            machine, name, command = _read(parameters, context)
            found = _found(machine, name)
        except ContinuityError as error:
            return error
        if _LEAVES[command] and not found.root:
            return Unavailable(
                "the user that we are on {machine} is not root, and may not {command} services",
                hint="log in as root, or have this step done by hand",
                machine=machine.name or "localhost",
                command=command,
            )
        return None

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Do it, and look. Raises ``NotProven`` where the service is not in the state that was asked for."""
        machine, name, command = _read(parameters, context)
        found, wanted = _found(machine, name), _LEAVES[command]
        if not wanted:
            return Performed(answer=found.state)
        if found.state == wanted and command != "restart":
            return Performed(answer=f"already {wanted}", values={"state": wanted})
        argv = [found.by, command, name] if found.by == "systemctl" else [found.by, name, command]
        answer(machine, argv, timeout=context.time_limit or _LIMIT)
        _settled(machine, name, wanted, context)
        return Performed(answer=wanted, values={"state": wanted})


def _settled(machine: Machine, name: str, wanted: str, context: Context) -> None:
    """Look until the service stays in a state: one that starts and falls over is not running."""
    row, state = 0, ""
    for _ in range(_LOOKS):
        state = _found(machine, name).state
        row = row + 1 if state == wanted else 0
        if row == _IN_A_ROW:
            return
        cancel.current().check()
        context.clock.sleep(_BETWEEN_S)
    raise NotProven(
        "the service {name} is {state}, and should be {wanted}",
        hint="see why, where it runs: systemctl status {name}, or its log",
        name=name,
        state=state,
        wanted=wanted,
    )


def _read(parameters: Mapping[str, Any], context: Context) -> tuple[Machine, str, str]:
    name, command = str(parameters["name"]), str(parameters["command"])
    if not _NAME.fullmatch(name):
        raise UsageError("{name} is no name of a service", name=repr(name))
    if command not in _LEAVES:
        raise UsageError("command is start, stop, restart or status, not {command}", command=repr(command))
    return context.machine(str(parameters.get("on", ""))), name, command


def _found(machine: Machine, name: str) -> _Found:
    done = machine.run(["sh", "-c", _LOOK, "sh", name], timeout=_LOOK_LIMIT)
    lines = done.stdout.splitlines()
    if done.timed_out or len(lines) != len(("by", "there", "state", "user")):
        raise Unavailable(
            "{machine} does not tell how the service {name} is: {said}",
            machine=machine.name or "localhost",
            name=name,
            said=done.stderr.strip()[-SHOWN:] or "-",
        )
    by, loaded, state, user = lines
    if loaded == "not-found":
        raise Unavailable(
            "{machine} has no service {name}",
            hint="look how it is called there: systemctl list-unit-files, or ls /etc/init.d",
            machine=machine.name or "localhost",
            name=name,
        )
    return _Found(by=by, state=_STATES.get(state, state), root=user == "0")
