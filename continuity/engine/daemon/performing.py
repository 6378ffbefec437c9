"""A planned job's hands: which function of the engine does which kind of work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.engine.archives import run_archive
from continuity.engine.backups import BackupRequest, run_backup
from continuity.engine.checks import run_storage_check
from continuity.engine.forgetting import run_forget
from continuity.engine.kit.testing import KitRequest, run_kit_test
from continuity.engine.locks.renewing import run_lock
from continuity.engine.prunings import run_prune
from continuity.engine.rehearsals.restore_tests import Request, run_restore_test
from continuity.engine.verifications import run_verify
from continuity.model.job import JobKind
from continuity.policy.policy import BackupKind

if TYPE_CHECKING:
    from continuity.engine.orders import Ended, Order
    from continuity.engine.workshop import Workshop
    from continuity.policy.planning import Planned


#: What is done to a whole repository.
_OF_REPOSITORIES = {
    JobKind.STORAGE_CHECK: run_storage_check,
    JobKind.VERIFY: run_verify,
    JobKind.FORGET: run_forget,
    JobKind.PRUNE: run_prune,
    JobKind.LOCK: run_lock,
}


def perform(workshop: Workshop, planned: Planned, order: Order) -> Ended:
    """Do a planned job and return how it ended; raises as the function that does its work."""
    line = planned.line
    client = workshop.inventory.clients[line.client]
    name = line.subject.removeprefix(f"{line.client}/")
    if line.kind in _OF_REPOSITORIES:
        return _OF_REPOSITORIES[line.kind](workshop, client.repositories[name], order=order)
    asset = client.assets[name]
    if line.kind is JobKind.RESTORE_TEST:
        return run_restore_test(workshop, asset, Request(**_drawn(workshop)), order=order)
    if line.kind is JobKind.KIT_TEST:
        return run_kit_test(workshop, asset, KitRequest(**_drawn(workshop)), order=order)
    if line.kind is JobKind.ARCHIVE:
        return run_archive(workshop, asset, _quiet, order=order)
    kind = planned.work or BackupKind.INCREMENTAL
    return run_backup(workshop, asset, BackupRequest(progress=_quiet, kind=kind, order=order))


def _drawn(workshop: Workshop) -> dict[str, Any]:
    """Return when a test is declared, and the seed by which it chooses."""
    return {"declared": workshop.clock.mark(), "seed": workshop.ids.nonce().hex()[:16]}


def _quiet(_what: str, _share: float) -> None:
    """Show no progress: nobody looks."""
