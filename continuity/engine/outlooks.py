"""What the locks of repositories ask for, as last seen by a ``storage check`` and held against today's policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.policy.lock_profile import read_profile
from continuity.policy.policy import resolve
from continuity.policy.renewals import Outlook, Terms, outlook

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from continuity.model.inventory import Inventory, RepositorySpec
    from continuity.policy.lock_profile import Profile
    from continuity.state.store import Transaction

#: The kind of observation that keeps a profile.
PROFILE = "lock-profile"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An outlook, and when the store was asked."""

    outlook: Outlook
    at: datetime


def promises(inventory: Inventory, spec: RepositorySpec) -> dict[str, timedelta]:
    """Return, by asset, for how long points in this repository are promised to be immutable.

    An asset that is not kept there any more is among them: its points still are.
    """
    if spec.lock is None:
        return {}
    client = inventory.clients[spec.client]
    found = {one.name: resolve(one.policy, client.policies).immutable_for for one in client.assets.values()}
    return {name: length for name, length in found.items() if length}


def terms(inventory: Inventory, spec: RepositorySpec) -> Terms:
    """Return how long a repository declares to lock, and the longest promise for what is backed up to it."""
    assets, lengths = inventory.clients[spec.client].assets, promises(inventory, spec)
    kept = [length for name, length in lengths.items() if assets[name].active and spec.name in assets[name].copies]
    return Terms(period=spec.lock.period if spec.lock else None, promised=max(kept, default=None))


def last_profile(tx: Transaction, spec: RepositorySpec) -> Profile | None:
    """Return what the last look at a repository's locks found; None where nobody looked."""
    seen = tx.observations.latest(spec.client, spec.name, PROFILE)
    return read_profile(seen.facts) if seen else None


def last_seen(tx: Transaction, inventory: Inventory, spec: RepositorySpec, now: datetime) -> Seen | None:
    """Return what the last look means by now; None where nobody looked."""
    seen = tx.observations.latest(spec.client, spec.name, PROFILE)
    if seen is None:
        return None
    return Seen(outlook=outlook(read_profile(seen.facts), terms(inventory, spec), now), at=seen.at)
