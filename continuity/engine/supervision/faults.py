"""What keeps the records of supervision from being written, told once while it lasts; its thread goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.daemon.events import Event, Level
from continuity.ground.errors import ContinuityError, Unavailable

if TYPE_CHECKING:
    from continuity.engine.daemon.events import Tell

SAID = {"fault": "the records of supervision wait: {error} ({hint})"}


class Faults:
    """The faults of one thread, which has nobody to raise to."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._last = ""

    def met(self, error: Exception) -> None:
        """Tell of a fault that is not the last one; what is no error that we foresaw is one of ours."""
        if not isinstance(error, ContinuityError):
            hint = "this is a fault of continuity itself"
            error = Unavailable("internal error: {what}", hint=hint, what=repr(error))
        if str(error) != self._last:
            self._last = str(error)
            self._tell(Event("supervision.fault", SAID["fault"], {"error": error, "hint": error.hint}, Level.ERROR))

    def over(self) -> None:
        """Forget the last: all went well."""
        self._last = ""
