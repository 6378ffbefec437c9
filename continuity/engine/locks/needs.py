"""What the locks of a repository must be, from policies, points and open incidents, on the store's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from continuity.engine.anomalies import suspicion
from continuity.engine.outlooks import promises, terms
from continuity.ground.timestamps import write_time
from continuity.storage.access import Clocked
from continuity.storage.keeping import Keeping

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Clock
    from continuity.model.inventory import Lock, RepositorySpec
    from continuity.model.point import Point


_YEAR = timedelta(days=366)  # a document that promised more until lately is no attack; locks until 2099 are one


@dataclass(frozen=True, kw_only=True)
class Held:
    """The last clean point of an asset whose changes are suspicious: nothing of it may lose its lock meanwhile."""

    asset: str
    run: str
    snapshot: str
    since: datetime

    def as_json(self) -> dict[str, Any]:
        """Return plain data."""
        return vars(self) | {"since": write_time(self.since)}


def stores_time(port: object, clock: Clock) -> tuple[datetime, timedelta | None]:
    """Return the store's own time, and how far its clock is ahead (None where it does not tell: then ours counts).

    Lock dates are the store's business: where the two clocks differ, ours must set none. Raises ``Unavailable``.
    """
    skew = port.clock_skew(clock.now) if isinstance(port, Clocked) else None
    return clock.now() + (skew or timedelta()), skew


def held_points(workshop: Workshop, spec: RepositorySpec, known: Sequence[Point]) -> tuple[Held, ...]:
    """Return the last clean points, in this repository, of the assets that are frozen by suspicion."""
    found = []
    with workshop.store.reading() as tx:
        for asset in sorted({point.asset for point in known}):
            doubt = suspicion(tx, spec.client, asset)
            found += [
                Held(asset=asset, run=point.run, snapshot=point.snapshot, since=doubt.since)
                for point in known
                if doubt and doubt.clean and (point.asset, point.run) == (asset, doubt.clean)
            ]
    return tuple(found)


def keeping(
    workshop: Workshop, spec: RepositorySpec, known: Sequence[Point], held: Sequence[Held], now: datetime
) -> Keeping:
    """Return what must be locked until when; ``now`` is the store's. No lock is ever set beyond its whole period.

    What is held is kept as long as promised, counted from now; where nothing is promised, for half of the period.
    """
    if spec.lock is None:
        msg = "no lock is promised"
        raise ValueError(msg)
    asked, lengths = terms(workshop.inventory, spec), promises(workshop.inventory, spec)
    ends = {one.snapshot: one.data_time + lengths[one.asset] for one in known if one.asset in lengths}
    promised = [asked.promised] if asked.promised else []
    for one in held:
        length = lengths.get(one.asset) or _half(spec.lock)
        promised.append(length)
        ends[one.snapshot] = now + length + asked.lead
    return Keeping(
        until=now + spec.lock.period,
        needed=now + max(promised) + asked.lead if promised else None,
        snapshots={name: end for name, end in ends.items() if end > now},
        compliance=spec.lock.mode == "compliance",
        longest=longest(spec.lock, now),
    )


def longest(lock: Lock, now: datetime) -> datetime:
    """Return the date that no lock of ours exceeds; ``now`` is the store's."""
    return now + max(2 * lock.period, lock.period + _YEAR)


def _half(lock: Lock) -> timedelta:
    return lock.period / 2
