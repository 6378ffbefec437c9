"""A planned job's hands: which function of the engine does which kind of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.archives import run_archive
from continuity.engine.backups import run_backup
from continuity.engine.checks import run_storage_check
from continuity.engine.forgetting import run_forget
from continuity.engine.kit.testing import KitRequest, run_kit_test
from continuity.engine.locks.renewing import run_lock
from continuity.engine.prunings import run_prune
from continuity.engine.restore_tests import Request, run_restore_test
from continuity.engine.verifications import run_verify
from continuity.model.job import JobKind

if TYPE_CHECKING:
    from continuity.engine.orders import Ended, Order
    from continuity.engine.workshop import Workshop
    from continuity.policy.planning import Planned


def perform(workshop: Workshop, planned: Planned, order: Order) -> Ended:
    """Do a planned job and return how it ended; raises as the function that does its work."""
    line = planned.line
    client = workshop.inventory.clients[line.client]
    name = line.subject.removeprefix(f"{line.client}/")
    if line.kind is JobKind.BACKUP:
        return run_backup(workshop, client.assets[name], _quiet, kind=planned.work, order=order)
    if line.kind is JobKind.ARCHIVE:
        return run_archive(workshop, client.assets[name], _quiet, order=order)
    if line.kind is JobKind.RESTORE_TEST:
        request = Request(declared=workshop.clock.mark(), seed=workshop.ids.nonce().hex()[:16])
        return run_restore_test(workshop, client.assets[name], request, order=order)
    if line.kind is JobKind.KIT_TEST:
        asked = KitRequest(declared=workshop.clock.mark(), seed=workshop.ids.nonce().hex()[:16])
        return run_kit_test(workshop, client.assets[name], asked, order=order)
    if line.kind is JobKind.VERIFY:
        return run_verify(workshop, client.repositories[name], order=order)
    if line.kind is JobKind.FORGET:
        return run_forget(workshop, client.repositories[name], order=order)
    if line.kind is JobKind.PRUNE:
        return run_prune(workshop, client.repositories[name], order=order)
    if line.kind is JobKind.LOCK:
        return run_lock(workshop, client.repositories[name], order=order)
    return run_storage_check(workshop, client.repositories[name], order=order)


def _quiet(_what: str, _share: float) -> None:
    """Show no progress: nobody looks."""
