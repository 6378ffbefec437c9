"""What every desk is told, and how: one line at a time, each with a mark by which it is known again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from continuity.model.ticket import LineKind


@dataclass(frozen=True, kw_only=True)
class Access:
    """A desk with its secrets, which nothing shows."""

    url: str = field(repr=False)
    secrets: Mapping[str, str] = field(repr=False)
    entity: int | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """One line for the ticket of an incident: ``number`` is the ticket's, empty where none is known yet.

    ``mark`` is the same each time that this line is told; ``plain`` is the incident as JSON.
    """

    incident: str
    number: str
    kind: LineKind
    mark: str
    title: str
    text: str
    severity: str
    plain: Mapping[str, Any]


class Desk(Protocol):
    """How a desk is told one line."""

    def __call__(self, access: Access, said: Said) -> str:
        """Return the number of the ticket once it holds the line; telling it again changes nothing.

        Raises ``Unavailable`` where the desk did not take it, in words that hold no secret.
        """
