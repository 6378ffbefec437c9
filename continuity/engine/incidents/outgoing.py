"""What leaves the house about incidents: messages of levels, and lines of tickets; each put into the outbox once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.incidents import posting, ticketing

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from continuity.model.inventory import Inventory
    from continuity.state.store import Transaction
    from continuity.supervision.wording import Words


def concerns(inventory: Inventory) -> bool:
    """Tell whether these documents have anything told about incidents."""
    return any(one.contract or one.tickets for one in inventory.clients.values())


def waits(tx: Transaction, inventory: Inventory, now: datetime) -> bool:
    """Tell whether something is not in the outbox yet."""
    return posting.waits(tx) or ticketing.waits(tx, inventory, now)


def post(tx: Transaction, inventory: Inventory, words: Callable[[str], Words], now: datetime) -> None:
    """Put all of it into the outbox: that, and that it is there, or neither."""
    posting.post(tx, inventory, words, now)
    ticketing.post(tx, inventory, words, now)
