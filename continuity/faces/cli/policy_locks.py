"""What documents ask of locks: how often they must be renewed, with the figures that stores last reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.faces.cli.lock_words import short_time, tell_renewals
from continuity.faces.cli.results import duration
from continuity.ground.errors import Unavailable
from continuity.ground.timestamps import write_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from continuity.engine.outlooks import Seen
    from continuity.faces.cli.session import Session
    from continuity.model.inventory import Asset, Inventory, RepositorySpec
    from continuity.policy.renewals import Terms

_LOOKED_BACK = timedelta(days=30)
_TOLD = 0.005  # GB-months: what is shown as 0.00 is nothing to be told


@dataclass(frozen=True, kw_only=True)
class LockTerms:
    """What is asked of one repository's locks; ``seen``: the last look at them; ``in_vain``: GB-months, each month.

    ``in_vain`` is None where nothing was measured yet.
    """

    spec: RepositorySpec
    terms: Terms
    seen: Seen | None
    in_vain: float | None

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``locks``."""
        period, promised = self.terms.period, self.terms.promised
        return {
            "repository": f"{self.spec.client}/{self.spec.name}",
            "period_s": period.total_seconds() if period else None,
            "promised_s": promised.total_seconds() if promised else None,
            "feasible": self.terms.feasible,
            "gb_months_in_vain_a_month": round(self.in_vain, 3) if self.in_vain is not None else None,
            "asked_at": write_time(self.seen.at) if self.seen else None,
            "outlook": self.seen.outlook.as_json() if self.seen else None,
        }


def all_of(inventory: Inventory) -> list[RepositorySpec]:
    """Return every repository that declares a lock and that something is backed up to."""
    return [
        client.repositories[name]
        for client in inventory.clients.values()
        for name in sorted({name for asset in client.assets.values() if asset.active for name in asset.copies})
        if client.repositories[name].lock
    ]


def of_asset(inventory: Inventory, asset: Asset) -> list[RepositorySpec]:
    """Return the repositories of an asset that declare a lock."""
    repositories = inventory.clients[asset.client].repositories
    return [repositories[name] for name in asset.copies if repositories[name].lock]


def lock_terms(session: Session, specs: Iterable[RepositorySpec]) -> list[LockTerms]:
    """Say what is asked of the locks of these repositories, and return it."""
    from continuity.engine.outlooks import last_seen, terms

    inventory, now, specs = session.app.inventory, session.app.clock.now(), list(specs)
    seen: dict[str, Seen | None] = {}
    added: dict[tuple[str, str], float] = {}
    if specs:
        try:
            with session.app.store.reading() as tx:
                seen = {f"{one.client}/{one.name}": last_seen(tx, inventory, one, now) for one in specs}
                added = tx.history.added(now - _LOOKED_BACK)
        except Unavailable:  # no state yet: the documents alone answer
            pass
    found = [
        LockTerms(
            spec=one,
            terms=terms(inventory, one),
            seen=seen.get(f"{one.client}/{one.name}"),
            in_vain=_in_vain(session, one, added, now),
        )
        for one in specs
    ]
    for each in found:
        _tell(session, each)
    return found


def _in_vain(
    session: Session, spec: RepositorySpec, added: Mapping[tuple[str, str], float], now: datetime
) -> float | None:
    """Return what locks keep at most, in GB-months each month, of points that no rule keeps any longer."""
    from continuity.engine.outlooks import terms
    from continuity.policy.renewals import MONTH, in_vain
    from continuity.policy.rhythm import timetable_of

    client, costs = session.app.inventory.clients[spec.client], list[float]()
    for asset in client.assets.values():
        size, policy = added.get((asset.reference, spec.name)), session.app.policy(asset)
        if size is None or spec.name not in asset.copies or not policy.retention.asked:
            continue
        table, _ = timetable_of(policy, asset, client.timezone, None)
        week = sum(1 for _ in table.between(now, now + timedelta(weeks=1)))
        kept = policy.immutable_for or timedelta()
        costs.append(in_vain(size * week * (MONTH / timedelta(weeks=1)), terms(session.app.inventory, spec), kept))
    return sum(costs) if costs else None


def _tell(session: Session, found: LockTerms) -> None:
    terms, name = found.terms, f"{found.spec.client}/{found.spec.name}"
    period = duration(session, terms.period.total_seconds()) if terms.period else ""
    if terms.promised is None:
        session.say(
            "{repository} locks for {period} from upload; nothing is promised on it", repository=name, period=period
        )
    elif terms.every and terms.feasible:
        session.say(
            "{repository} locks for {period} from upload, {promised} are promised: what points share is to be locked "
            "anew every {every}",
            repository=name,
            period=period,
            promised=duration(session, terms.promised.total_seconds()),
            every=duration(session, terms.every.total_seconds()),
        )
    if found.in_vain and found.in_vain >= _TOLD:
        session.say(
            "  retention removes points before their lock ends: {cost:.2f} GB-months each month at most, for nothing",
            cost=found.in_vain,
        )
    if found.seen:
        session.say("  as the store reported at {at}:", at=short_time(write_time(found.seen.at)))
        tell_renewals(session, found.seen.outlook.as_json())
