"""What may be full soon: one cause for each disk and repository, by the forecasts of the day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.engine.supervision.forecasting import KIND
from continuity.model.incident import Cause, Severity
from continuity.supervision.filling import Filling, Why

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.engine.incidents.from_devices import Judged
    from continuity.model.inventory import Client
    from continuity.state.store import Transaction

FAMILY = "forecast/"
SAID = {"near": "{name} will be full about {full}, between {earliest} and {latest}, by its peaks of {points} days"}
#: What was foretold longer ago says nothing of now.
_OLD = timedelta(days=3)
#: Too few days, and what is full, say nothing of what comes.
_SILENT = (Why.FEW, Why.FULL)


def forecast_causes(tx: Transaction, client: Client, now: datetime) -> Judged:
    """Return how it stands with all that fills of a client; what nothing could be foretold of is not there."""
    seen = tx.observations.latest(client.name, "", KIND)
    if seen is None or now - seen.at > _OLD:
        return {}
    found: Judged = {}
    for name, plain in seen.facts.items():
        filling = Filling.of_json(plain)
        if filling.why in _SILENT and filling.points:  # of what is gone for good there is no point left
            continue
        near = filling.earliest is not None and filling.earliest - now < client.forecast_warn
        cause = _cause(client.name, name, plain["owner"], filling, seen.at) if near else None
        found[(client.name, FAMILY + name.partition("/")[2])] = cause
    return found


def _cause(client: str, name: str, owner: str, filling: Filling, since: datetime) -> Cause:
    times: dict[str, Any] = {"full": filling.full, "earliest": filling.earliest, "latest": filling.latest}
    days = {which: at.date().isoformat() for which, at in times.items()}
    return Cause(
        client=client,
        key=FAMILY + name.partition("/")[2],
        subject=f"{client}/{owner}",
        severity=Severity.MINOR,
        since=since,
        reason=SAID["near"].format(name=name, points=filling.points, **days),
        members=(name,),
    )
