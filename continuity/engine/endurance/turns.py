"""Turns in places that few may use at once: kept in the state, so that the daemon and people's commands share them."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.ground import cancel
from continuity.ground.clock import elapsed
from continuity.ground.errors import Unavailable
from continuity.ground.identity import identity
from continuity.policy import turns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset, RepositorySpec
    from continuity.model.job import Result, Run
    from continuity.policy.turns import Turn

#: How long work waits for its turn before it says that it could not: the next run asks again.
PATIENCE = timedelta(hours=1)
_LOOK_S = 0.5


@contextmanager
def in_turn(workshop: Workshop, wanted: Sequence[Turn], run: str, patience: timedelta | None = None) -> Iterator[float]:
    """Hold a turn in every place that is wanted; gives how long that had to be waited for, in seconds.

    All turns are taken together, or none: nobody waits for one while he keeps another. Raises ``Unavailable`` after
    ``patience``, :data:`PATIENCE` where None is asked for.
    """
    patience = patience or PATIENCE
    begun = workshop.clock.mark()
    waited, taken = 0.0, _taken(workshop, wanted, run)
    while taken is None:
        if waited > patience.total_seconds():
            raise _busy(workshop, wanted, patience)
        cancel.pause(_LOOK_S)
        taken = _taken(workshop, wanted, run)
        waited = round(elapsed(begun, workshop.clock.mark()).seconds, 3)
    try:
        yield waited
    finally:
        if taken:
            with workshop.store.transaction() as tx:
                for name, token in taken:
                    tx.leases.release(name, token)


def of_copies(workshop: Workshop, asset: Asset, run: Run) -> Callable[..., AbstractContextManager[float]]:
    """Return what each try of a copy waits for: a turn in its repository, and on the device that holds it.

    It is to be called within :func:`at_source`: where that turn is for the same place, no second one is taken.
    """
    client = workshop.inventory.clients[asset.client]

    def turn(repository: str, patience: timedelta | None = None) -> AbstractContextManager[float]:
        wanted = turns.of_copy(client, asset, client.repositories[repository], f"{run.kind} {run.subject}")
        return in_turn(workshop, wanted, run.id, patience)

    return turn


def at_source(workshop: Workshop, asset: Asset, run: Run) -> AbstractContextManager[float]:
    """Return what a backup waits for before it reads: a turn on the device that holds the data."""
    return in_turn(workshop, turns.of_source(workshop.inventory.clients[asset.client], asset), run.id)


def taking(workshop: Workshop, spec: RepositorySpec, work: Callable[[Run], Result]) -> Callable[[Run], Result]:
    """Return the same work, which waits for its turn in a repository before it begins."""
    wanted = turns.of_repository(workshop.inventory.clients[spec.client], spec)

    def in_its_turn(run: Run) -> Result:
        with in_turn(workshop, wanted, run.id):
            return work(run)

    return in_its_turn


def _taken(workshop: Workshop, wanted: Sequence[Turn], run: str) -> tuple[tuple[str, int], ...] | None:
    if not wanted:
        return ()
    with workshop.store.transaction() as tx:
        return tx.leases.turn(((one.name, one.limit) for one in wanted), identity(), run)


def _busy(workshop: Workshop, wanted: Sequence[Turn], patience: timedelta) -> Unavailable:
    with workshop.store.reading() as tx:
        holders = {one: tx.leases.in_turn(one.name, one.limit) for one in wanted}
    full = next((one for one in wanted if len(holders[one]) >= one.limit), wanted[0])
    return Unavailable(
        "all {count} turn(s) at {place} were taken for {minutes:g} minutes, by run {runs}",
        hint="wait for it to end, or allow more there: `at_once`",
        count=full.limit,
        place=full.name,
        minutes=patience.total_seconds() / 60,
        runs=", ".join(holders[full]),
    )
