"""What keeps an isolated drill where it is: only actions that look, and those that stay within its sandbox."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.engine.drills.set_aside import refuse_in_use
from continuity.ground.errors import ContinuityError, Refused
from continuity.recovery.actions.machines import ThisMachine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from continuity.ground.process import Completed
    from continuity.ground.room import Room
    from continuity.recovery.actions.machines import Machine
    from continuity.recovery.actions.ports import Action, Context, Performed

#: Looks that would find what is in use, by the parameter that names an address: they look from within the sandbox.
WITHIN: Mapping[str, str] = {"sql": "host", "data_time": "host", "tcp": "host", "http": "url"}

#: Actions that leave nothing outside: by their parameters that name a path, which must be in the sandbox.
CONTAINED: Mapping[str, tuple[str, ...]] = {
    "restore": ("to",),
    "restore_database": ("to",),
    "command": (),
    "sandbox": (),
    "remove_sandbox": (),
    "new_machine": (),
    "fetch_kit": (),
    "restore_kit": (),
    "recover_logs": (),
    "server_runs": (),
    "ransomware": ("keep",),
    "encrypt_files": ("keep",),
    "put_back": ("keep",),
    "destroy_repository": (),
    "backup": (),
    "rewind": (),
    "renew_repository": (),
}

#: Those of them that work on what was set aside to be destroyed, and on nothing else.
SET_ASIDE = frozenset({"backup", "rewind", "renew_repository"})


class Contained(Mapping[str, "Action"]):
    """The actions of a drill in its sandbox."""

    def __init__(self, actions: Mapping[str, Action], within: Path, room: Room) -> None:
        self._actions, self._within, self._room = actions, within, room

    def __getitem__(self, name: str) -> Action:
        return ContainedAction(name, self._actions[name], self._within, self._room)

    def __iter__(self) -> Iterator[str]:
        return iter(self._actions)

    def __len__(self) -> int:
        return len(self._actions)


class ContainedAction:
    """An action that refuses what would reach out of the sandbox."""

    def __init__(self, name: str, action: Action, within: Path, room: Room) -> None:
        self._name, self._action, self._within, self._room = name, action, within, room
        self.required, self.optional, self.changes = action.required, action.optional, action.changes

    def by_hand(self, parameters: Mapping[str, Any], context: Context) -> str:
        """Return the command by which a person does the same."""
        return self._action.by_hand(parameters, context)

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell what would keep it from working now, or reaches out."""
        fault = self._reaches_out(parameters) or self._in_use(parameters, context)
        return fault or self._action.look(parameters, context)

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Do it. Raises ``Refused`` where it would reach out of the sandbox."""
        if fault := self._reaches_out(parameters) or self._in_use(parameters, context):
            raise fault
        if WITHIN.get(self._name, "-") not in parameters:
            return self._action.perform(parameters, context)
        with self._room.network():
            return self._action.perform(parameters, context)

    def _in_use(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        if self._name not in SET_ASIDE:
            return None
        try:
            refuse_in_use(context.world, context.client, parameters)
        except ContinuityError as error:
            return error
        return None

    def _reaches_out(self, parameters: Mapping[str, Any]) -> ContinuityError | None:
        if not self.changes:
            return None
        if self._name not in CONTAINED:
            return Refused(
                "{action} changes what is in use, and this drill is isolated",
                hint="rehearse it where nothing is in use, or leave that step to a drill that is live",
                action=self._name,
            )
        for name in CONTAINED[self._name]:
            # what is not said lies elsewhere: a database made on the asset's own server
            if not Path(str(parameters.get(name) or "/")).resolve().is_relative_to(self._within.resolve()):
                return Refused(
                    "{path} is outside of the drill's own directory {within}",
                    hint="give it a place in {{{{ sandbox }}}}: restored data never lands where it could be in use",
                    path=parameters.get(name) or "-",
                    within=self._within,
                )
        return None


class SandboxMachine:
    """This machine as an isolated drill sees it: its programs, the sandbox under its own name, no network.

    What one command leaves running there, the next one finds, until the room is closed.
    """

    name = ""

    def __init__(self, room: Room, run: str) -> None:
        self._room, self._run = room, run

    def run(self, argv: Sequence[str], *, stdin: str = "", timeout: timedelta | None = None) -> Completed:
        """Run a command in the sandbox, which it may change, and nothing else."""
        return ThisMachine(run_id=self._run).run(self._room.words(argv), stdin=stdin, timeout=timeout)

    def as_typed(self, argv: Sequence[str]) -> str:
        """Return the command itself."""
        return shlex.join(argv)


def no_machines(name: str) -> Machine:
    """Raise ``Refused``: an isolated drill reaches no device."""
    raise Refused(
        "{device} is a device in use, and this drill is isolated",
        hint="rehearse it where nothing is in use, or leave that step to a drill that is live",
        device=name,
    )
