"""Checks of devices, as declared: what is asked, how often, and from which figure on it is a warning or an alarm."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from continuity.model.documents.values import Threshold


#: Kinds that nobody asks: what they say comes by itself.
PASSIVE = frozenset({"heartbeat", "syslog", "submitted", "trap"})


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A comparison that makes a figure a warning or an alarm; ``figure`` empty is the one that the check is about."""

    threshold: Threshold
    figure: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckSpec:
    """One check of one device.

    ``parameters`` are those of its kind (``supervision/checks``), secrets among them by reference. ``attempts``: how
    often a problem must be seen before it is told. ``limit``: how long it may take.
    """

    client: str
    device: str
    name: str
    kind: str
    parameters: Mapping[str, Any] = field(repr=False)
    every: timedelta
    limit: timedelta
    attempts: int
    warn: Limit | None = None
    crit: Limit | None = None
    where: str = ""  # file:line

    @property
    def reference(self) -> str:
        """Its name across all clients, ``client/device/check``."""
        return f"{self.client}/{self.device}/{self.name}"

    @property
    def passive(self) -> bool:
        """Whether it comes by itself, and is never asked."""
        return self.kind in PASSIVE
