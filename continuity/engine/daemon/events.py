"""What the service tells as it happens, for logs: a name for machines, a sentence for people, never a secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Level(StrEnum):
    """How much an event matters to whoever watches."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Event:
    """One event; ``template`` and ``values`` stay apart, so that a face can translate it."""

    name: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    level: Level = Level.INFO
    run: str = ""

    def __str__(self) -> str:
        return self.template.format(**self.values)


Tell = Callable[[Event], None]
