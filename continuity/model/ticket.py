"""Tickets: the desk that the documents name, one line of what it is told, and what is kept of it at an incident."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from continuity.model.secrets import SecretRef


class DeskKind(StrEnum):
    """How a desk is spoken to."""

    GLPI = "glpi"
    WEBHOOK = "webhook"


class LineKind(StrEnum):
    """What a line does to its ticket."""

    OPEN = "open"
    FOLLOW = "follow"
    REOPEN = "reopen"
    SOLVE = "solve"


@dataclass(frozen=True, kw_only=True)
class TicketDesk:
    """Where tickets are opened. ``secrets``: by their name, references alone; ``entity``: GLPI's, where it is said."""

    kind: DeskKind
    url: str | SecretRef = field(repr=False)
    secrets: Mapping[str, SecretRef] = field(default_factory=dict, repr=False)
    entity: int | None = None


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """What is kept of an incident's ticket: ``number`` is the desk's, empty until it gave one.

    ``lines`` are those that are on their way or there: each is made once.
    """

    desk: DeskKind
    number: str = ""
    lines: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return ``ticket`` of the ``continuity.incident/1`` shape."""
        return {"desk": str(self.desk), "number": self.number, "lines": list(self.lines)}

    @classmethod
    def of_json(cls, plain: Mapping[str, Any]) -> Ticket:
        """Return the ticket that :meth:`as_json` described."""
        return cls(desk=DeskKind(plain["desk"]), number=plain["number"], lines=tuple(plain["lines"]))


@dataclass(frozen=True, kw_only=True)
class TicketLine:
    """One thing that a desk is told about an incident; ``key`` is the same whenever it is made again."""

    key: str
    kind: LineKind
    at: datetime
    template: str
    values: Mapping[str, str] = field(default_factory=dict)
