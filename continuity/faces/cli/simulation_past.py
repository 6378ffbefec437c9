"""What a simulation starts from: what was measured so far, what is stored, and what locks are on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground.errors import Unavailable
from continuity.model.job import JobKind
from continuity.policy.deriving import Measured

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from continuity.faces.app import App
    from continuity.model.inventory import Inventory, RepositorySpec
    from continuity.policy.simulation import Key
    from continuity.policy.simulation_storage import Storage
    from continuity.state.store import Transaction

_LOOKED_BACK = timedelta(days=30)


@dataclass(kw_only=True)
class Past:
    """What was measured: lengths of jobs, bytes ``added`` by a backup and ``held`` by a repository, times of points.

    ``objects``: how many objects of each ``client/repository`` are locked and needed, as its store last reported.
    """

    lengths: dict[Key, Measured] = field(default_factory=dict)
    added: dict[tuple[str, str], float] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    points: dict[str, list[datetime]] = field(default_factory=dict)
    objects: dict[str, int] = field(default_factory=dict)


def past_of(app: App, now: datetime) -> Past:
    """Return what is known of the past; nothing where there is no state yet."""
    try:
        store = app.store
    except Unavailable:
        return Past()
    with store.reading() as tx:
        return Past(
            lengths=_lengths(tx, now - _LOOKED_BACK),
            added={
                (subject, f"{subject.partition('/')[0]}/{name}"): mean
                for (subject, name), mean in tx.history.added(now - _LOOKED_BACK).items()
            },
            held=tx.history.held(),
            points=_points(tx, app.inventory, now),
            objects=_objects(tx, app.inventory, now),
        )


def storage_of(app: App, past: Past, now: datetime) -> Storage:
    """Return the account of all repositories as it stands, with the points that retention will remove one day."""
    from continuity.engine.outlooks import terms
    from continuity.policy.lifetimes import keeps
    from continuity.policy.simulation_storage import Place, Storage

    places = {
        name: Place(
            stock=float(past.held.get(name, 0)), objects=past.objects.get(name, 0), terms=terms(app.inventory, spec)
        )
        for name, spec in _used(app.inventory)
    }
    storage = Storage(now, places, keeps(app.inventory))
    copies = {one.reference: [f"{one.client}/{name}" for name in one.copies] for one in app.inventory.assets()}
    for subject, times in past.points.items():
        sizes = {name: past.added.get((subject, name), 0.0) for name in copies.get(subject, ())}
        for at in times:
            storage.existed(subject, at, sizes, stays=at == times[0])
    return storage


def _used(inventory: Inventory) -> Iterator[tuple[str, RepositorySpec]]:
    """Yield every repository that an asset is backed up to."""
    for client in inventory.clients.values():
        used = {name for asset in client.assets.values() if asset.active for name in asset.copies}
        yield from ((f"{client.name}/{name}", client.repositories[name]) for name in sorted(used))


def _lengths(tx: Transaction, since: datetime) -> dict[Key, Measured]:
    return {
        (kind, subject): Measured(typical=one.typical, worst=one.worst)
        for kind in JobKind
        for subject, one in tx.history.lengths(kind, since).items()
    }


def _points(tx: Transaction, inventory: Inventory, now: datetime) -> dict[str, list[datetime]]:
    """Return the times of the points of each asset that any repository lists, oldest first."""
    found: dict[str, set[datetime]] = {}
    for client in inventory.clients:
        for point in tx.points.all(client):
            if point.data_time <= now:
                found.setdefault(f"{client}/{point.asset}", set()).add(point.data_time)
    return {subject: sorted(times) for subject, times in found.items()}


def _objects(tx: Transaction, inventory: Inventory, now: datetime) -> dict[str, int]:
    from continuity.engine.outlooks import last_seen

    seen = {name: last_seen(tx, inventory, spec, now) for name, spec in _used(inventory)}
    return {name: one.outlook.live for name, one in seen.items() if one}
