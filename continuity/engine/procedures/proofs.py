"""Which of a client's runbooks were proven in their period, from the walks that the database knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.ground.errors import ContinuityError
from continuity.model.procedure import InputKind
from continuity.policy.proving import Proof, concerned, fits, period, proof

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import datetime

    from continuity.model.inventory import Asset, Client
    from continuity.model.procedure import Procedure
    from continuity.policy.policy import Policy
    from continuity.state.store import Transaction


def proofs(
    tx: Transaction, clients: Collection[Client], policy: Callable[[Asset], Policy], at: datetime
) -> Iterator[Proof]:
    """Yield where each runbook stands that is for anything a client has, by client and name."""
    proven, begun = tx.walks.proven(), tx.walks.since(one.name for one in clients)
    for client in clients:
        for name in client.runbooks:
            last = proven.get((client.name, name))
            procedure = _read(client, name)
            if procedure and (last or concerned(procedure, client)):
                drills = (policy(asset).values.get("drill") for asset in _assets(procedure, client))
                every = period(procedure, drills)
                yield proof((client.name, name), every, last, begun.get(client.name), at)


def _read(client: Client, name: str) -> Procedure | None:
    """Return a runbook; None for a damaged one: using it says so, and a list of what stands must not fail by it."""
    try:
        return client.runbooks[name]
    except ContinuityError:
        return None


def _assets(procedure: Procedure, client: Client) -> Iterable[Asset]:
    """Return an asset for each policy of those that a runbook is for."""
    asked = [one for one in procedure.inputs.values() if one.kind is InputKind.ASSET]
    meant = (asset for asset in client.assets.values() if any(fits(one, asset) for one in asked))
    return {asset.policy: asset for asset in meant}.values()
