"""A repository begun where there is none: with the key of another where every policy says so, else its own."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from continuity.backup.copying.founding import found, may_found
from continuity.ground.errors import Refused, Unavailable
from continuity.policy.copying import twins

if TYPE_CHECKING:
    from collections.abc import Callable

    from continuity.backup.place import Place
    from continuity.backup.restic.client import ResticClient
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset, Client, RepositorySpec
    from continuity.policy.policy import Policy


def begin(
    client: Client, place: Place, at: Callable[[RepositorySpec], Place], policy: Callable[[Asset], Policy]
) -> None:
    """Begin the repository of a place. Raises ``Unavailable`` where it, or the one whose key it shares, is away."""
    names = twins(place.spec.name, [(asset.copies, policy(asset)) for asset in client.assets.values()])
    away: Unavailable | None = None
    for twin in [at(client.repositories[name]) for name in names]:
        try:
            if may_found(place, twin):
                return found(place, twin)
        except Unavailable as error:
            away = away or error
    if away:  # a key of its own now could never be changed for the other's
        raise away
    return place.restic.initialise(_like(client, place, at))


def renew(workshop: Workshop, spec: RepositorySpec) -> int:
    """Make a lost repository again, as ``init --anew`` does; returns how many points it had held, which are gone.

    Raises ``Refused`` where anything of a repository is still there.
    """
    place = workshop.place(spec)
    if place.fault:
        raise place.fault
    place.port.prepare()
    if place.port.probe().initialised is not False:
        raise Refused(
            "something is still at {name}: nothing is made over it",
            hint="look at it first: continuity storage check {name}; move it aside if it is worth nothing",
            name=spec.name,
        )
    begin(workshop.inventory.clients[spec.client], place, workshop.place, workshop.policy)
    at, log = workshop.clock.now(), workshop.logs[spec.client]
    with workshop.store.transaction() as tx:
        gone = tx.points.listed(spec.client, spec.name, (), at)
        body = {"repository": spec.name, "adapter": spec.adapter, "declared": dict(spec.declared)}
        body |= {"points_gone": [point.snapshot for point in gone]}
        log.journal.record(tx.records, "repository.created", at, body)
    log.sequencer.run()
    place.ready()
    return len(gone)


def _like(client: Client, place: Place, at: Callable[[RepositorySpec], Place]) -> ResticClient | None:
    """Return a repository of the same client to take the chunker parameters from: equal content, equal trees."""
    for other in client.repositories.values():
        donor = at(other)
        if other.name == place.spec.name or donor.fault:
            continue
        with suppress(Unavailable):
            if place.restic.may_copy_from(donor.restic) and donor.port.probe().initialised:
                return donor.restic
    return None
