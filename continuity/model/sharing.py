"""How much of a place our work may take: how many at once, and how much of its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from continuity.model.inventory import WeekSpan


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """What a document allows in one repository, or on one device; None where it says nothing.

    ``upload`` and ``download`` are bytes per second for all work there together, in the hours of ``during``.
    """

    at_once: int | None = None
    upload: int | None = None
    download: int | None = None
    during: tuple[WeekSpan, ...] = ()

    @property
    def turns(self) -> int | None:
        """How many may work there at once; one where a line is to be shared and nothing else is said."""
        limited = self.upload is not None or self.download is not None
        return self.at_once or (1 if limited else None)
