"""Services: what users depend on, made of assets and devices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta

    from continuity.model.inventory import WeekSpan


@dataclass(frozen=True, kw_only=True)
class Wait:
    """Somebody who is waited for before anything can be recovered: declared, since no engine measures him.

    ``before``: the assets whose recovery waits for it; all of the service where none is named.
    """

    who: str
    why: str
    time: timedelta
    before: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Service:
    """What users depend on: its assets and devices, the check that decides that it is up, and its hours.

    ``rto`` and ``rpo`` are what is promised for the whole; None where only its assets promise something.
    """

    name: str
    client: str
    title: str
    criticality: str
    assets: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    up_when: str = ""
    hours: WeekSpan | None = None  # around the clock where None
    rto: timedelta | None = None
    rpo: timedelta | None = None
    waits: tuple[Wait, ...] = ()
    where: str = ""  # file:line

    @property
    def reference(self) -> str:
        """Its name across all clients, ``client/service``."""
        return f"{self.client}/{self.name}"
