"""The whole examination, in the order in which faults are mended: this machine, the installation, its repositories."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from continuity.engine.doctor.authorities import examine_authorities
from continuity.engine.doctor.check import Check, State
from continuity.engine.doctor.home import (
    broken_documents,
    examine_documents,
    examine_log,
    examine_state,
    examine_vault,
)
from continuity.engine.doctor.hosts import examine_hosts
from continuity.engine.doctor.kits import examine_kit
from continuity.engine.doctor.machine import examine_machine
from continuity.engine.doctor.places import examine_places
from continuity.engine.doctor.proof import prove_writer
from continuity.engine.doctor.receiving import examine_receiving
from continuity.engine.doctor.snapshots import examine_snapshots
from continuity.evidence.format.checkpoint import SERVER
from continuity.ground.errors import ContinuityError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from continuity.engine.doctor.patient import Patient
    from continuity.model.inventory import Inventory, RepositorySpec

_NOWHERE = Path("/dev/null/none")  # where nothing can be made: restic's version is remembered in a cache that is there


def examine(patient: Patient, proved: Sequence[RepositorySpec] = ()) -> Iterator[Check]:
    """Yield every check as it is made; what cannot be looked at is said. ``proved`` are tried, see ``proof``."""
    try:
        inventory = patient.inventory
    except ContinuityError as error:
        yield from examine_machine(None, _NOWHERE)
        yield from broken_documents(error)
        return
    restic = True
    cache = inventory.state / "cache"
    for found in examine_machine(inventory, cache if cache.exists() else _NOWHERE):
        restic = restic and not (found.name == "restic" and found.state is State.FAULT)
        yield found
    yield from examine_documents(inventory, patient.clock.now())
    yield from examine_state(inventory.state)
    vault = True
    for found in examine_vault(patient):
        vault = vault and not (found.name == "vault-opens" and found.state is not State.OK)
        yield found
    if (inventory.state / "server").exists():
        logs = inventory.state / "log"
        for client in [*inventory.clients, *([SERVER] if (logs / SERVER).exists() else [])]:
            yield examine_log(patient, client, logs / client)
    yield from examine_kit(patient)
    yield from examine_places(patient, _specs(inventory), restic=restic, vault=vault)
    yield from examine_receiving(patient)
    yield from examine_authorities(inventory)
    yield from examine_snapshots(inventory, patient.clock.now())
    yield from examine_hosts(patient, inventory)
    for spec in proved:
        yield from prove_writer(patient, spec)


def _specs(inventory: Inventory) -> list[RepositorySpec]:
    return [one for client in inventory.clients.values() for one in client.repositories.values()]
