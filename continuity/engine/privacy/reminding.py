"""People are reminded of a breach's clocks: when it is opened, at half time, and when one is missed; each once.

A clock that starts anew, as the authority's does once the controller is told, is another one: it is told of again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.contract.breach import clocks
from continuity.contract.response import Held
from continuity.engine.privacy.breaches import breaches, terms
from continuity.ground.timestamps import write_time
from continuity.model.alerts import When
from continuity.supervision.routing import Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from continuity.contract.response import Clock
    from continuity.model.breach import Breach, Whom
    from continuity.model.inventory import Inventory
    from continuity.state.store import Transaction

SAID = {
    "opened": "a personal data breach: the {whom} is to be told by {due}: continuity privacy breach show {id}",
    "near": "half of the time is gone: the {whom} is to be told by {due}: continuity privacy breach show {id}",
    "late": "the {whom} should have been told by {due}: continuity privacy breach show {id}",
}


def breach_signals(tx: Transaction, inventory: Inventory, at: datetime, log: Callable[[str], str]) -> Iterator[Signal]:
    """Yield what people were not reminded of yet, of each client who has a route for it."""
    for client in inventory.clients.values():
        if not any(When.BREACH_DUE in route.when for route in client.alerts):
            continue
        for one in breaches(tx, client.name, log(client.name)):
            for whom, clock in clocks(one, *terms(client), at).items():
                if one.closed_at is None and one.first(whom) is None:
                    yield from _of_clock(tx, one, whom, clock, at)


def _of_clock(tx: Transaction, one: Breach, whom: Whom, clock: Clock, at: datetime) -> Iterator[Signal]:
    stage = "late" if clock.held is Held.MISSED else "near" if 2 * clock.used >= clock.allowed else "opened"
    subject = f"{one.id} {whom}"  # an alarm for each clock: one does not hide the other
    if clock.due is None:
        return
    once = f"{stage} {write_time(clock.due)}"
    if once in tx.corrective.reminded(subject):
        return
    values = {"whom": str(whom), "due": write_time(clock.due)[:16] + "Z", "id": one.id}
    yield Signal(
        kind=When.BREACH_DUE,
        client=one.client,
        subject=subject,
        at=at,
        critical=True,
        passing=True,
        template=SAID[stage],
        values=values,
        once=once,
    )
