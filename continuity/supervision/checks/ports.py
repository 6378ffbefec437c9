"""What a check is: one question to something that serves, asked as often as one likes, by one loop beside thousands.

Kinds of checks are found by the entry-point group ``continuity.checks``; those of the product come by the same door.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class State(StrEnum):
    """How what was asked is, in the words of the field."""

    OK = "ok"
    WARNING = "warning"
    CRITICAL = "critical"
    #: it could not be asked: that says nothing about it, neither good nor bad
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of an answer, such as a time or a share (performance data); ``unit`` as ``s``, ``%`` or ``B``."""

    name: str
    value: float
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was answered; ``said`` tells it in a few words, and holds nothing secret."""

    said: str
    figures: tuple[Figure, ...] = ()
    state: State = State.OK


@dataclass(frozen=True, kw_only=True)
class Observed:
    """What came of asking once; ``latency_s`` is how long it took, answered or not."""

    state: State
    said: str
    latency_s: float
    figures: tuple[Figure, ...] = ()

    @property
    def serves(self) -> bool:
        """Whether it answered as it should; a warning is about later."""
        return self.state in (State.OK, State.WARNING)


class BadAnswer(Exception):
    """It answered, and not as it should; the message says how. The state is critical."""


class NotAsked(Exception):
    """It could not be asked, for a reason on our side; the message says which. The state is unknown."""


class Check(Protocol):
    """One question, made from its parameters; asked again and again by one loop, also while one is still open."""

    async def once(self) -> Answer:
        """Ask now. It knows no limit of time: whoever asks cancels it (:func:`~.asking.asked`), and it lets go at once.

        Raises ``BadAnswer``, ``NotAsked``, or an ``OSError`` where nobody answers.
        """

    async def close(self) -> None:
        """Give back what it keeps between two questions; never raises."""


class Kind(Protocol):
    """How checks of one kind are made."""

    #: The names of its parameters, those that must be given first; an unknown one is a fault of the document.
    required: Sequence[str]
    optional: Sequence[str]

    def __call__(self, parameters: Mapping[str, Any]) -> Check:
        """Return a check, which has asked nothing yet. Raises ``UsageError`` for a parameter that cannot be."""
