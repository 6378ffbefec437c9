"""The archive job: the point that is kept for years, read whole, on whichever medium of its shelf is connected.

A shelf has several media that take turns; each is a repository of its own, known by its label, and most of the time
none is connected. An archive that is due waits for one: that is recorded as *not run*, looked for again and told of
(alert ``archive_due``), and never taken for a failure of the backup, which goes on elsewhere all the while.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from continuity.engine.anomalies import watch
from continuity.engine.backups import BackupRequest, prepared
from continuity.engine.orders import Ended, Hands, Job
from continuity.ground.errors import ContinuityError, Unavailable, UsageError
from continuity.ground.timestamps import write_time
from continuity.model.job import JobKind, Outcome, Result
from continuity.policy.policy import BackupKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from continuity.engine.orders import Order
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset
    from continuity.model.job import Run
    from continuity.model.measurement import Measurement
    from continuity.state.store import Transaction

_NEVER = datetime.min.replace(tzinfo=UTC)


def run_archive(
    workshop: Workshop, asset: Asset, progress: Callable[[str, float], None], *, order: Order | None = None
) -> Ended:
    """Archive an asset on the connected medium that waited longest for its turn, or record that none is connected.

    Raises ``UsageError`` for an asset without archives, ``Refused`` while it is backed up or archived by somebody else.
    """
    if not asset.archives:
        raise UsageError(
            "{asset} names no archives",
            hint="name the repositories of its shelf in the document: archives: [NAME…]",
            asset=asset.name,
        )
    connected, waiting = _connected(workshop, asset)
    policy = workshop.policy(asset)
    told = {"shelf": list(asset.archives), "turns": _turns(workshop, asset), "not_connected": waiting}
    if connected:
        request = BackupRequest(progress=progress, kind=BackupKind.ARCHIVE, order=order)
        chosen = replace(asset, copies=(_next(workshop, asset, connected),))
        work, intent = prepared(workshop, chosen, request)
    else:
        work, intent = (lambda _run: _waits(asset, _next(workshop, asset, list(asset.archives)), waiting)), {}

    def measure(tx: Transaction, run: Run, at: datetime) -> tuple[Measurement, ...]:
        return watch(workshop, tx, asset, run, at=at)

    job = Job(
        kind=JobKind.ARCHIVE,
        client=asset.client,
        subject=asset.reference,
        policy_digest=policy.digest,
        order=order,
        intent=intent | {"archive": told},
    )
    return workshop.engine.execute(job, Hands(work=work, measure=measure))


def _connected(workshop: Workshop, asset: Asset) -> tuple[list[str], dict[str, str]]:
    """Return which media can take an archive now, and of each other one why it cannot."""
    found, faults = [], {}
    repositories = workshop.inventory.clients[asset.client].repositories
    for name in asset.archives:
        try:
            workshop.place(repositories[name]).ready()
        except ContinuityError as error:
            faults[name] = str(error)
        else:
            found.append(name)
    return found, faults


def _made(workshop: Workshop, asset: Asset) -> dict[str, datetime]:
    """Return when each medium got its newest archive; those that have none are not in it."""
    with workshop.store.reading() as tx:
        points = tx.points.all(asset.client, asset=asset.name)
    newest: dict[str, datetime] = {}
    for point in points:
        newest[point.repository] = max(point.data_time, newest.get(point.repository, point.data_time))
    return {name: at for name, at in newest.items() if name in asset.archives}


def _turns(workshop: Workshop, asset: Asset) -> dict[str, str | None]:
    made = _made(workshop, asset)
    return {name: write_time(made[name]) if name in made else None for name in asset.archives}


def _next(workshop: Workshop, asset: Asset, among: list[str]) -> str:
    """Return whose turn it is: the medium whose newest archive is the oldest."""
    made = _made(workshop, asset)
    return min(among, key=lambda name: (made.get(name, _NEVER), asset.archives.index(name)))


def _waits(asset: Asset, turn: str, faults: Mapping[str, str]) -> Result:
    problem = Unavailable(
        "the archive of {asset} waits for a medium; it is the turn of {repository}: {faults}",
        hint="connect and mount it, then: continuity archive {asset}; the service looks again by itself",
        asset=asset.name,
        repository=turn,
        faults="; ".join(faults.values()),
    )
    detail: dict[str, Any] = {"waits_for": turn}
    return Result(outcome=Outcome.NOT_RUN, reason=str(problem), detail=detail, problems=(problem,))
