"""Five families of errors, each with its exit code; a message is a template, so that faces can translate it.

``raise Refused("{path} exists already", hint="name a directory that does not exist yet", path=target)``
keeps the English template and its values apart: ``str(error)`` is the English sentence, and a face looks
the template up in its own language before it fills the values in. A brace that is meant is doubled, as in
:meth:`str.format`. Values never hold a secret.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Mapping


class Passing(StrEnum):
    """Why the same call may succeed a little later, though nobody mends anything."""

    #: nobody answered, or the connection broke
    CONNECTION = "connection"
    #: it answered, and asked for time: a fault of its own, too many at once
    BUSY = "busy"
    #: somebody else has it to himself now
    LOCKED = "locked"
    #: it answered, and then nothing moved for long
    STILL = "still"
    #: it was ended to begin anew, under another limit
    CHANGED = "changed"


class InBoth(str):
    """A value that its author wrote in both languages: English as text, and ``french``."""

    __slots__ = ("french",)

    def __new__(cls, told: Mapping[str, str]) -> Self:
        """Keep what ``told`` holds by the names of the languages."""
        made = super().__new__(cls, told["en"])
        made.french = told.get("fr", told["en"])
        return made

    french: str


class ContinuityError(Exception):
    """Any fault that a user can act upon: what is wrong, where, and what would mend it."""

    exit_code: ClassVar[int] = 4
    code: ClassVar[str] = "error"
    #: Whether it is known that nothing was begun: there is nothing to undo then.
    untouched: bool = False

    def __init__(self, message: str, *, hint: str = "", **values: object) -> None:
        super().__init__(message)
        self.template = message
        self.hint_template = hint
        self.values = values

    def that_touched_nothing(self) -> Self:
        """Mark it as raised before anything was begun, and return it."""
        self.untouched = True
        return self

    @property
    def message(self) -> str:
        """The English sentence, filled in."""
        return self.template.format(**self.values)

    @property
    def hint(self) -> str:
        """What would mend it, in English; empty where nothing is known."""
        return self.hint_template.format(**self.values)

    def __str__(self) -> str:
        return self.message


class NotProven(ContinuityError):
    """It ran, and the result is a miss: something did not verify or could not be proven (exit 1)."""

    exit_code = 1
    code = "not_proven"


class UsageError(ContinuityError):
    """The command line or a document is wrong; nothing was touched (exit 2)."""

    exit_code = 2
    code = "usage"


class Incomplete(ContinuityError):
    """Some of the work was done and some was not (exit 3)."""

    exit_code = 3
    code = "incomplete"


class Unavailable(ContinuityError):
    """It could not run: a program, a repository or a host is missing or unreachable (exit 4)."""

    exit_code = 4
    code = "unavailable"
    #: Why the same call may succeed a little later, though nobody mends anything; None where it will not.
    passing: Passing | None = None

    def that_may_pass(self, why: Passing | None = Passing.CONNECTION) -> Self:
        """Mark it as a fault that may pass, and return it."""
        self.passing = why
        return self


class Refused(ContinuityError):
    """Refused for safety: doing it could lose data or weaken a promise (exit 5)."""

    exit_code = 5
    code = "refused"
