"""When the client was waited for: the pauses that people made, of the incidents of this month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from continuity.engine.incidents.reconciling import SAID

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.model.inventory import Client
    from continuity.state.store import Transaction


def waited_for(tx: Transaction, client: Client, now: datetime) -> list[dict[str, Any]]:
    """Return each pause that lies in the month of ``now``, by the client's wall, at least in part.

    Time that an incident was well in between is none: nobody was waited for.
    """
    month = now.astimezone(ZoneInfo(client.timezone)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return [
        {"incident": one.id, **pause.as_json()}
        for one in tx.incidents.open(client.name, since=month)
        for pause in one.pauses
        if pause.why != SAID["well"] and (pause.end is None or pause.end > month)
    ]
