"""Whether the newest recovery kit still holds what a lost server needs. Where none was made nothing is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.doctor.check import Check, State, of_error
from continuity.engine.kit.age import WHY
from continuity.engine.kit.standing import kit_standing
from continuity.ground.errors import ContinuityError
from continuity.ground.timestamps import write_time
from continuity.state.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.engine.doctor.patient import Patient

_MEND = "make a new one: continuity kit create"


def examine_kit(patient: Patient) -> Iterator[Check]:
    """Yield how the newest kit stands; the database is read, and nothing changed."""
    path = patient.inventory.state / "state.db"
    if not path.exists():
        return
    try:
        store = Store.open(path)
        try:
            with store.reading() as tx:
                found = kit_standing(tx, patient.inventory, patient.vault_path)
        finally:
            store.close()
    except ContinuityError as error:
        yield of_error("recovery-kit", "", error, State.UNKNOWN)
        return
    if found is None:
        return
    values = {"created": write_time(found.kit.created)}
    for part in found.older_than:
        yield Check(name="recovery-kit", state=State.WARNING, what=WHY[part], hint=_MEND, values=values)
    if not found.older_than:
        yield Check(name="recovery-kit", what="the recovery kit of {created} holds what it must", values=values)
