"""What holds an erasure up, asked before anything is destroyed: each is a refusal with what mends it."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.backup.restic.mounting import is_mounted
from continuity.engine.kit.named import named_entries
from continuity.evidence.format.record import parse
from continuity.ground.errors import ContinuityError, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from continuity.model.inventory import Client, Inventory
    from continuity.state.store import Transaction

MOUNTED, UNMOUNTED = "points.mounted", "points.unmounted"


def refuse_held(client: Client, now: datetime) -> None:
    """Raise ``Refused`` where the documents say that the data must be kept."""
    for hold in client.privacy.holds:
        if hold.until is None or hold.until >= now.date():
            raise Refused(
                "the data of {client} must be kept: {reason}",
                hint="client.privacy.holds says so; remove the entry once it is over",
                client=client.name,
                reason=hold.reason,
            )


def refuse_others(inventory: Inventory, client: Client) -> None:
    """Raise ``Refused`` where others would lose something: a secret they refer to, or the only copy of the state."""
    hint = "give it an entry of its own, and refer to that one in the documents"
    for other in inventory.clients.values():
        for entry in _entries(client, other) if other.name != client.name else ():
            raise Refused(
                "the client {other} uses {entry}, which would be destroyed", hint=hint, other=other.name, entry=entry
            )
    shared = [getattr(inventory, one.name) for one in fields(inventory) if one.name != "clients"]
    for entry in _entries(client, shared) if inventory.fleet else ():
        raise Refused("this server uses {entry}, which would be destroyed", hint=hint, entry=entry)
    states = [one for one in inventory.assets() if one.source.kind == "state" and one.copies]
    if states and all(one.client == client.name for one in states):
        raise Refused(
            "the only copies of this server's own state, and of every client's log, lie here: {asset}",
            hint="back the state up into another client's repositories, or take the asset out of the documents",
            asset=states[0].reference,
        )


def _entries(client: Client, part: object) -> list[str]:
    return sorted(name for name in named_entries(part) if name.startswith(f"{client.name}/"))


def refuse_unreached(found: Iterable[tuple[str, ContinuityError | None]]) -> None:
    """Raise ``Refused`` for the first repository (its name, why it cannot be shredded now) that has a reason."""
    for name, error in found:
        if error is not None:
            raise Refused(
                "the keys of {name} cannot be taken away now: {cause}",
                hint="mend it; or say --anyway, and the certificate stays unproven",
                name=name,
                cause=error,
            )


def refuse_unlisted(client: Client, names: Iterable[str]) -> None:
    """Raise ``Refused`` where repositories are known that the documents do not list any more."""
    for name in names:
        raise Refused(
            "the documents no longer tell of the repository {name}, whose copies may still open",
            hint="put it back into the documents; or say --anyway, and the certificate stays unproven",
            name=f"{client.name}/{name}",
        )


def refuse_busy(tx: Transaction, client: str, log: str) -> None:
    """Raise ``Refused`` while a run of the client's has not ended, or its points are mounted."""
    for run, _holder in tx.runs.open():
        if run.client == client:
            raise Refused("the run {run} of {client} has not ended", hint="wait for it", run=run.id, client=client)
    mounted: dict[str, bool] = {}
    for one in tx.records.of_kinds(log, (MOUNTED, UNMOUNTED)):
        if one.salt:
            mounted[parse(one.body).body["directory"]] = one.kind == MOUNTED
    for directory in (name for name, still in mounted.items() if still and is_mounted(Path(name))):
        raise Refused("points of {client} are mounted on {path}", hint="unmount it", client=client, path=directory)
