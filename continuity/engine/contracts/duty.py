"""What the service sees to of each client's contract: its terms are recorded as they change, its months as they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.engine.contracts.perimeter import keep_perimeter
from continuity.engine.contracts.statements import keep_terms, state_months

if TYPE_CHECKING:
    from continuity.engine.workshop import Workshop


def see_to_contracts(workshop: Workshop) -> int:
    """Record what is due; returns how many records that were."""
    count = 0
    for name in workshop.logs:
        client = workshop.inventory.clients.get(name)
        if client is None:
            continue
        if client.contract is not None:
            count += keep_perimeter(workshop, name) + keep_terms(workshop, name)
        count += len(
            state_months(workshop, name)
        )  # by the terms on record: who takes them out of a document owes still
    return count
