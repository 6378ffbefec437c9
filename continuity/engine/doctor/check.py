"""One thing looked at, and what was found. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from continuity.ground.errors import ContinuityError, NotProven, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class State(StrEnum):
    """How a check came out."""

    OK = "ok"
    #: works, and something about it is doubtful
    WARNING = "warning"
    #: something needed is missing or wrong
    FAULT = "fault"
    #: could not be looked at: never counted as well
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Check:
    """``name`` says what was checked, ``subject`` on what (empty: this machine).

    ``what`` and ``hint`` are templates, filled from ``values``; a fault always has a hint.
    """

    name: str
    subject: str = ""
    state: State = State.OK
    what: str
    hint: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The English sentence, filled in."""
        return self.what.format(**self.values)

    @property
    def remedy(self) -> str:
        """What would mend it, in English."""
        return self.hint.format(**self.values)


def of_error(name: str, subject: str, error: ContinuityError, state: State = State.FAULT) -> Check:
    """Return what an error says as a check; one without a remedy is told to be looked at more closely."""
    hint = error.hint_template or "run the command that needs it with -v, and read what it says"
    return Check(name=name, subject=subject, state=state, what=error.template, hint=hint, values=error.values)


def exit_code(checks: Iterable[Check]) -> int:
    """Return 0 where all is well, 4 where something needed is missing, 1 where something is doubtful or unknown."""
    states = {check.state for check in checks}
    if State.FAULT in states:
        return Unavailable.exit_code
    return NotProven.exit_code if states - {State.OK} else 0
