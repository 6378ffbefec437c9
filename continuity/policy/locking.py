"""Which jobs may work in one repository at a time, as restic's own locks have it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from continuity.model.job import JobKind

if TYPE_CHECKING:
    from collections.abc import Iterable


class Access(StrEnum):
    """How a job uses a repository: with others, or alone."""

    SHARED = "shared"
    EXCLUSIVE = "exclusive"


#: `check` runs with --no-lock under a lease of ours, so a verification disturbs no backup.
ACCESS: dict[JobKind, Access] = dict.fromkeys(JobKind, Access.SHARED)


def admits(running: Iterable[JobKind], wanted: JobKind) -> bool:
    """Tell whether a job may join those that work in the repository."""
    there = list(running)
    if not there:
        return True
    return Access.EXCLUSIVE not in (ACCESS[wanted], *(ACCESS[one] for one in there))
