"""What stands of anchors: a place that took no head of a log for a day is told of, for a day is what is promised."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.engine.anchoring import holders
from continuity.evidence.format.checkpoint import SERVER
from continuity.ground.timestamps import write_time
from continuity.model.alerts import When
from continuity.supervision.routing import Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from continuity.model.inventory import Inventory
    from continuity.state.store import Transaction

#: How long a place may fail before anybody is told: it is tried again at most an hour apart.
PATIENCE = timedelta(days=1)
SAID = {"anchor": "it took no head of the log since {since}: {cause}"}
_LOG = "log"  # what the log as a whole is called, beside its places


def anchor_signals(tx: Transaction, inventory: Inventory, at: datetime, log: Callable[[str], str]) -> Iterator[Signal]:
    """Yield how it stands with each place that the documents name, of each client's log and of the server's."""
    for client in (*inventory.clients, SERVER):
        named = _places(inventory, client)
        for standing in tx.anchors.standings(log(client)) if named else ():
            if standing.name not in named:
                continue
            since = standing.failing_since
            if since is not None and at - since < PATIENCE:
                continue
            values = {"since": write_time(since)[:16], "cause": standing.cause} if since else {}
            yield Signal(
                kind=When.ANCHOR_FAILED,
                client="" if client == SERVER else client,
                subject=f"{client}/{standing.name}",
                at=at,
                well=since is None,
                template=SAID["anchor"],
                values=values,
            )


def is_anchored(inventory: Inventory, client: str, name: str) -> bool:
    """Tell whether an alarm about anchors is about something that the documents still name."""
    known = client in inventory.clients or client == SERVER
    return known and (name == _LOG or name in _places(inventory, client))


def _places(inventory: Inventory, client: str) -> set[str]:
    evidence, repositories = holders(inventory, client)
    return {one.name for one in evidence.timestamps} | {one.name for one in repositories}
