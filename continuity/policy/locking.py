"""Which work may run beside which in one repository: restic's own locks, known before restic is asked.

restic lets any number of readers and writers share a repository; what removes or rewrites its index wants it alone.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from continuity.model.job import JobKind

if TYPE_CHECKING:
    from collections.abc import Iterable


class Access(StrEnum):
    """How a job uses a repository."""

    SHARED = "shared"
    #: no other job of any kind meanwhile: restic's forget, prune, key changes
    EXCLUSIVE = "exclusive"


#: Every kind of job there is. ``restic check`` runs with ``--no-lock`` under our own order, so it shares.
ACCESS: dict[JobKind, Access] = {
    JobKind.BACKUP: Access.SHARED,
    JobKind.RESTORE: Access.SHARED,
    JobKind.RESTORE_TEST: Access.SHARED,
    JobKind.KIT_TEST: Access.SHARED,
    JobKind.VERIFY: Access.SHARED,
    JobKind.STORAGE_CHECK: Access.SHARED,
    JobKind.FORGET: Access.EXCLUSIVE,
    JobKind.PRUNE: Access.EXCLUSIVE,
    JobKind.ARCHIVE: Access.SHARED,
    JobKind.REWIND: Access.EXCLUSIVE,
    JobKind.RUNBOOK: Access.SHARED,
    JobKind.DRILL: Access.SHARED,
    JobKind.LOCK: Access.SHARED,
}


def admits(running: Iterable[JobKind], wanted: JobKind) -> bool:
    """Whether a repository in which ``running`` work goes on admits one more job of the kind ``wanted``."""
    return compatible((ACCESS[kind] for kind in running), ACCESS[wanted])


def compatible(running: Iterable[Access], wanted: Access) -> bool:
    """Whether these accesses go together: all shared, or one alone."""
    held = list(running)
    return not held or (wanted is Access.SHARED and Access.EXCLUSIVE not in held)
