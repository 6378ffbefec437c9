"""How far one run goes on trying, and the memory of its tries, which outlives the process."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from continuity.backup.persisting import Persistence
from continuity.model.job import ATTEMPTS, Outcome, Try
from continuity.policy.persistence import until
from continuity.policy.rhythm import timetable_of

if TYPE_CHECKING:
    from continuity.engine.orders import Order
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset
    from continuity.model.job import Run


def persistence(workshop: Workshop, asset: Asset, run: Run, order: Order | None) -> Persistence:
    """Return how long this run of a backup may go on trying: not at all where the policy wants no retries."""
    policy, now = workshop.policy(asset), workshop.clock.now()

    def note(repository: str, tries: tuple[Try, ...]) -> None:
        with workshop.store.transaction() as tx:
            tx.runs.tried(run.id, repository, tries)

    if not policy.values["retries"].get("count"):
        return Persistence(run=run.id, note=note)
    zone = workshop.inventory.clients[asset.client].timezone
    timetable = order.timetable if order else None
    if timetable is None:
        timetable, _why = timetable_of(policy, asset, zone, None)
    with workshop.store.reading() as tx:
        newest = max((point.data_time for point in tx.points.all(asset.client, asset=asset.name)), default=None)
    ends = newest + policy.rpo if newest and policy.rpo else None
    return Persistence(run=run.id, until=until(timetable, now, ends), note=note)


def left(workshop: Workshop, run: Run) -> dict[str, tuple[Try, ...]]:
    """Return the tries of a run that never ended, by repository; the last of each ended when its process did."""
    with workshop.store.reading() as tx:
        known = tx.runs.get(run.id)
    told = known.detail.get(ATTEMPTS, {}) if known else {}
    return {name: tuple(_closed(Try.of_json(one)) for one in tries) for name, tries in told.items()}


def _closed(one: Try) -> Try:
    return one if one.outcome else replace(one, outcome=Outcome.ABORTED, reason="its process died before it ended")
