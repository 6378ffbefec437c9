"""What an action is: one thing that a step has the engine do, the same in a runbook, a drill and a restore test.

Actions are found by the entry-point group ``continuity.actions``; those of the product come by the same door.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from continuity.ground.errors import UsageError
from continuity.recovery.actions.machines import ThisMachine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import timedelta

    from continuity.ground.clock import Clock
    from continuity.ground.errors import ContinuityError
    from continuity.model.measurement import Measurement
    from continuity.recovery.actions.machines import Machine


@dataclass(frozen=True, kw_only=True)
class Performed:
    """What an action came to. ``answer`` is what a step's ``expect`` is held against.

    ``told`` says more of it where it is not what was expected. ``values`` are there for the steps behind it, as
    ``{{ step.name }}``; ``run`` names the run of the engine that did it, if one did. Nothing of it is secret.
    ``reached_nobody``: it did nothing, which a step may go on from, and an undo may not.
    """

    answer: str = ""
    told: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    run: str = ""
    measurements: tuple[Measurement, ...] = ()
    reached_nobody: bool = False


@dataclass(frozen=True, kw_only=True)
class Context:
    """What an action is given beside its parameters: the run it belongs to, the clock, how long it may take.

    ``world`` is what the engine lends (the workshop), ``rehearsal`` what the steps of a rehearsal share, None where
    this is none; actions of other packages do without both. ``machines`` knows the client's devices by name, where
    there are any.
    """

    run: str
    client: str
    clock: Clock
    step: str = ""
    time_limit: timedelta | None = None
    world: Any = None
    rehearsal: Any = None
    machines: Callable[[str], Machine] | None = None
    here: Machine | None = None  # what stands for this machine, where it is not this machine itself

    def machine(self, name: str = "") -> Machine:
        """Return the machine that ``on: name`` means; this one where nothing is said. Nothing is connected to yet.

        Raises ``UsageError`` where the client has no such device, or none that is reached by SSH.
        """
        if not name:
            return self.here or ThisMachine(run_id=self.run)
        if self.machines is None:
            raise UsageError("there is no device named {name} here", hint="leave `on` out: this machine", name=name)
        return self.machines(name)


class Action(Protocol):
    """One kind of thing that can be done."""

    #: The names of its parameters, those that must be given first; an unknown one is a fault of the document.
    required: Sequence[str]
    optional: Sequence[str]
    #: Whether it leaves something in the world; a check does not.
    changes: bool

    def by_hand(self, parameters: Mapping[str, Any], context: Context) -> str:
        """Return the command by which a person does the same, for paper; no I/O.

        What runs ``on`` a device is typed as ``context.machine(name).as_typed(argv)`` says.
        """

    def look(self, parameters: Mapping[str, Any], context: Context) -> ContinuityError | None:
        """Tell what would keep it from working now, as far as that can be seen without changing anything."""

    def perform(self, parameters: Mapping[str, Any], context: Context) -> Performed:
        """Do it. Raises a ``ContinuityError`` where it could not be done, or did not come out."""


@runtime_checkable
class Findable(Protocol):
    """An action whose work is a run of its own: after a crash it finds out what came of the try that was begun."""

    def found(self, parameters: Mapping[str, Any], context: Context) -> Performed | None:
        """Return what :meth:`Action.perform` would have; None where it cannot say.

        Raises a ``ContinuityError`` where it was begun and did not come out.
        """
