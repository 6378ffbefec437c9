"""From checked documents to the desk where incidents open tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.model.ticket import DeskKind, TicketDesk

if TYPE_CHECKING:
    from continuity.model.documents.schema_ticket import TicketsModel


def build_tickets(model: TicketsModel | None) -> TicketDesk | None:
    """Return the desk that documents without faults name; None where they name none."""
    if model is None:
        return None
    secrets = {"app_token": model.app_token, "user_token": model.user_token, "secret": model.secret}
    return TicketDesk(
        kind=DeskKind(model.kind),
        url=model.url,
        secrets={name: one for name, one in secrets.items() if one is not None},
        entity=model.entity,
    )
