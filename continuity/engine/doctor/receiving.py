"""Whether the servers whose log we promised to receive let us, and keep for us what we have not received yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.backup.sources.postgresql_continuous import refusing
from continuity.backup.sources.postgresql_continuous.facts import read_facts
from continuity.backup.sources.postgresql_continuous.keeping import MIB, Keeping, keeping, written_within
from continuity.backup.sources.postgresql_continuous.spool import Spool
from continuity.engine.continuous import server_of, slot_of
from continuity.engine.doctor.bounded import together
from continuity.engine.doctor.check import Check, State, of_error
from continuity.engine.workshop import Directories
from continuity.ground.errors import ContinuityError
from continuity.policy.policy import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.backup.sources.postgresql_continuous.facts import Facts
    from continuity.backup.sources.postgresql_continuous.server import About
    from continuity.engine.doctor.patient import Patient
    from continuity.model.inventory import Asset

_AT_ONCE, _LIMIT_S = 8, 60.0
_NAME = "continuous"
_STATES = {Keeping.ENOUGH: State.OK, Keeping.NEARLY_OVER: State.FAULT, Keeping.LOST: State.FAULT}
#: What is said of how long the server waits.
SAID = {
    Keeping.BOUNDLESS: "{slot}: {lag} MiB behind; the server keeps the log for us without a limit, and its disk may "
    "fill meanwhile",
    Keeping.ENOUGH: "{slot}: {lag} MiB behind; the server keeps up to {kept} MiB for us",
    Keeping.TOO_LITTLE: "{slot}: {lag} MiB behind; the server keeps up to {kept} MiB for us, less than it may write "
    "within the RPO",
    Keeping.NEARLY_OVER: "{slot}: {lag} MiB behind, of {kept} MiB that the server keeps for us; then it gives us up",
    Keeping.LOST: "{slot}: the server gave it up, or somebody dropped it: what was not received may be gone",
}
#: What mends it.
HOW = {
    Keeping.BOUNDLESS: "set max_slot_wal_keep_size on the server to what its disk can spare, at least {needed} MiB",
    Keeping.TOO_LITTLE: "raise max_slot_wal_keep_size on the server to {needed} MiB or more",
    Keeping.NEARLY_OVER: "see that the service runs and receives: continuity status, and its messages",
    Keeping.LOST: "back up at once, which makes it anew with a base backup: continuity backup {asset}",
}


def examine_receiving(patient: Patient) -> Iterator[Check]:
    """Yield a check of each asset in mode ``continuous``."""
    asked = [asset for asset in patient.inventory.assets() if asset.source.continuous]
    for asset, found, ended in together(
        asked, lambda one: _looked_at(patient, one), at_once=_AT_ONCE, limit_s=_LIMIT_S
    ):
        yield from found
        if not ended:
            what = "{asset}: its server does not answer in time"
            hint = "look at the network between here and there"
            values = {"asset": asset.reference}
            yield Check(name=_NAME, subject=asset.reference, state=State.UNKNOWN, what=what, hint=hint, values=values)


def _looked_at(patient: Patient, asset: Asset) -> Iterator[Check]:
    server, slot = server_of(asset, patient.reveal), slot_of(asset)
    folder = Directories(state=patient.inventory.state).spool(asset.client, asset.name)
    known = read_facts(Spool(folder=folder).facts)
    try:
        standing, about = server.identify(), server.about(slot)
        refusing.unfit(server, about)
        refusing.stranger(server, known, standing, folder)
    except ContinuityError as error:
        yield of_error(_NAME, asset.reference, error)
        return
    yield _judged(patient, asset, known, about)


def _judged(patient: Patient, asset: Asset, known: Facts | None, about: About) -> Check:
    if known is None:
        what = "the server lets its log be received; nothing was received yet"
        return Check(name=_NAME, subject=asset.reference, what=what)
    rpo = resolve(asset.policy, patient.inventory.clients[asset.client].policies).rpo
    needed = written_within(known.captures, rpo) if rpo else 0
    found = keeping(about.keep_mib, about.slot.lag, about.segment_bytes, needed)
    if about.slot.lost or not about.slot.there:
        found = Keeping.LOST
    values = {
        "slot": slot_of(asset),
        "asset": asset.reference,
        "lag": about.slot.lag // MIB,
        "kept": about.keep_mib,
        "needed": max(needed, 4 * about.segment_bytes) // MIB,
    }
    state, hint = _STATES.get(found, State.WARNING), HOW.get(found, "")
    return Check(name=_NAME, subject=asset.reference, state=state, what=SAID[found], hint=hint, values=values)
