"""To which time to go back: what the store saw happen, and the newest points from before anybody did harm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from continuity.engine.anomalies import suspicion
from continuity.engine.rewinding.looking import ahead_of_us, versions_of
from continuity.engine.rotations import rotations
from continuity.ground.timestamps import read_time, write_time
from continuity.model.job import JobKind, Outcome
from continuity.storage.immutability import Removal
from continuity.storage.rewind import KEPT
from continuity.storage.timeline import Timeline, timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from continuity.backup.place import Place
    from continuity.engine.workshop import Workshop
    from continuity.model.job import Run
    from continuity.model.point import Point

#: What runs of ours hide, by kind; a rewind alone writes over, too.
_CHANGES = {
    JobKind.FORGET: frozenset({"snapshots"}),
    JobKind.PRUNE: frozenset({"index", "data"}),
    JobKind.REWIND: KEPT,
}
_DRIFT = timedelta(minutes=1)  # how far the clocks may have drifted since
_BLUR = timedelta(seconds=1)  # a rewind comes soon after what it undoes, and before what comes next
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Clean:
    """The newest point of an asset from before the harm; ``suspicious`` since when its source is, if it is."""

    point: Point
    suspicious: datetime | None

    def as_json(self) -> dict[str, Any]:
        """Return one element of ``points``."""
        return {
            "asset": self.point.asset,
            "snapshot": self.point.snapshot,
            "data_time": write_time(self.point.data_time),
            "suspicious_since": write_time(self.suspicious) if self.suspicious else None,
        }


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What happened in the store, the time to go back to (None: nothing was hidden or written over), and points."""

    seen: Timeline
    to: datetime | None
    clean: tuple[Clean, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the facts of ``continuity.storage-rewind-times/1``."""
        first = self.seen.first
        return {
            "timeline": self.seen.as_json(),
            "first": {"event": str(first.event), "key": first.key, "at": write_time(first.at)} if first else None,
            "to": write_time(self.to) if self.to else None,
            "points": [one.as_json() for one in self.clean],
        }


def propose(workshop: Workshop, place: Place) -> Proposal:
    """Read the store's versions and propose a time. Raises ``Unavailable`` where it cannot be asked."""
    ahead = ahead_of_us(place, workshop.clock)
    own = tuple(_own(workshop, place, ahead))
    seen = timeline(versions_of(place).versions(), own, _settled(workshop, place, ahead))
    to = seen.first.before if seen.first else None
    until = (to - ahead) if to else workshop.clock.now()
    return Proposal(seen=seen, to=to, clean=tuple(_clean(workshop, place, until)))


def _own(workshop: Workshop, place: Place, ahead: timedelta) -> Iterator[Removal]:
    """Yield when runs of ours changed what was there, on the store's clock."""
    subject = f"{place.spec.client}/{place.spec.name}"
    with workshop.store.reading() as tx:
        runs = [run for kind in _CHANGES for run in tx.runs.since(subject, kind, _EVER)]
    for run in runs:
        rewound = run.kind is JobKind.REWIND
        blur = _BLUR if rewound else _DRIFT
        begins, ends = run.started_at + ahead - blur, _ended(run) + ahead + blur
        yield Removal(folders=_CHANGES[run.kind], begins=begins, ends=ends, writes_over=rewound)
    yield from rotations(workshop, place.spec, ahead)


def _ended(run: Run) -> datetime:
    """Return when a run changed nothing any more: of a rewind, before it was proven."""
    until = run.detail.get("acted_until")
    return read_time(until) if until else run.started_at + timedelta(seconds=run.duration_s or 0)


def _settled(workshop: Workshop, place: Place, ahead: timedelta) -> datetime:
    """Return when a rewind last succeeded, on the store's clock: what was done to the repository before is undone."""
    with workshop.store.reading() as tx:
        runs = tx.runs.since(f"{place.spec.client}/{place.spec.name}", JobKind.REWIND, _EVER)
    return max((_ended(run) + ahead for run in runs if run.outcome is Outcome.SUCCEEDED), default=_EVER)


def _clean(workshop: Workshop, place: Place, until: datetime) -> Iterator[Clean]:
    """Yield the newest point of each asset that was whole by then, and older than what is suspicious of its source."""
    spec = place.spec
    with workshop.store.reading(until) as tx:
        points = tx.points.all(spec.client, repository=spec.name)
    found: dict[str, Clean] = {}
    with workshop.store.reading() as tx:
        for point in points:  # the newest come first
            doubt = suspicion(tx, spec.client, point.asset)
            since = doubt.since if doubt else None
            if point.asset not in found and (since is None or point.data_time < since):
                found[point.asset] = Clean(point=point, suspicious=since)
    yield from found.values()
