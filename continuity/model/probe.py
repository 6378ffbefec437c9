"""What a drill keeps asking beside its steps: probes of the client's side, and rows that say what was lost. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta

    from continuity.model.procedure import Told, Work


@dataclass(frozen=True, kw_only=True)
class Probe:
    """A check of ``supervision/checks``, asked at each ``every``; ``green`` good answers in a row mean "back"."""

    name: str
    title: Told
    work: Work
    every: timedelta
    green: int


@dataclass(frozen=True, kw_only=True)
class CanaryRows:
    """Rows written at each ``every`` until the fault, and read again from whoever serves at the end.

    ``write`` and ``read`` are actions; the first knows ``row.number``, ``row.nonce`` and ``row.at``, the second
    ``row.nonce``: its answer is the numbers of the rows that are there.
    """

    write: Work
    read: Work
    every: timedelta
