"""One look at the locks of a repository: what its store reports, and what that means for each point."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from continuity.engine.locks.needs import longest, stores_time
from continuity.engine.outlooks import last_profile, promises, terms
from continuity.engine.rotations import rotations
from continuity.ground.timestamps import write_time
from continuity.model.job import JobKind
from continuity.policy.horizon import Horizons, Leaning
from continuity.policy.renewals import outlook
from continuity.storage.extending import with_locks
from continuity.storage.immutability import LockReport, Promise, Removal, report, weaker
from continuity.storage.ledger import Ledger
from continuity.storage.locks import Locks
from continuity.storage.ports import Retention
from continuity.storage.profiling import Profiler
from continuity.storage.rules import RESERVE, Ruled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from continuity.backup.place import Place
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import RepositorySpec
    from continuity.model.point import Point
    from continuity.policy.horizon import Own
    from continuity.policy.lock_profile import Profile
    from continuity.storage.ports import LockedObject
    from continuity.storage.rules import Rules

#: What our own removals hide, by kind of job: a point that should be there is missed by its name all the same.
_FOLDERS = {
    JobKind.FORGET: frozenset({"snapshots"}),
    JobKind.PRUNE: frozenset({"index", "data"}),
    JobKind.REWIND: frozenset({"index", "keys", "snapshots"}),
}
_EVER = datetime.min.replace(tzinfo=UTC)
_APART = timedelta(minutes=15)  # clocks that differ more than this are refused by S3


@dataclass(frozen=True, kw_only=True)
class LockLook:
    """What a full listing found: the judgement, the profile, and the ``own`` object of each known snapshot."""

    report: LockReport
    profile: Profile
    own: Mapping[str, Own]
    outlook: Mapping[str, Any]
    ledger: Mapping[str, Any]

    def restorable(self) -> dict[str, datetime | None]:
        """Return until when each snapshot stays restorable; None where something that it needs has no lock."""
        horizons = Horizons(self.profile)
        return {snapshot: horizons.until(own) for snapshot, own in self.own.items()}

    def as_json(self) -> dict[str, Any]:
        """Return the fields of ``continuity.storage-check/1`` that come from the listing."""
        return self.report.as_json() | {"outlook": dict(self.outlook)} | dict(self.ledger)


def look_at_locks(
    workshop: Workshop,
    place: Place,
    known: Sequence[Point],
    *,
    listing: bool,
    seen: Iterable[LockedObject] | None = None,
) -> tuple[LockLook | None, str]:
    """Return what the store reports of its locks, and how its defaults are weaker than promised (empty if not).

    Where no point is listed there is nothing to lock yet (not ``listing``), and the defaults count all the same.
    ``seen``: every version with its lock, where somebody reads them anyway. Dates are held against the store's clock.
    """
    spec, promised = place.spec, place.spec.lock
    if not isinstance(place.port, Retention):
        return None, "this kind of place has no locks" if promised else ""
    state = place.port.lock_state()
    if not state.object_lock and promised is None:
        return None, ""
    fault = weaker(state, promised.mode, promised.period.total_seconds()) if promised else ""
    if not listing:
        return None, fault
    profiler, ledger = _profiler(workshop, spec, known), Ledger()
    now, skew = stores_time(place.port, workshop.clock)
    rules = rules_of(workshop, place)
    if seen is None:
        locked = isinstance(place.port, Locks) and state.object_lock
        seen = with_locks(cast("Locks", place.port)) if locked else place.port.objects()
    passing = ledger.watch(profiler.watch(seen))
    judged = report(passing, promise_of(workshop, spec, known, now))
    profile = profiler.profile()
    facts = _outlook(workshop, spec, known, (profile, profiler.own), now)
    told = ledger.as_json() | {"clock_skew_s": skew.total_seconds() if skew is not None else None}
    told |= {"rules": rules.as_json() | {"faults": list(rules.faults)} if rules else None}
    found = LockLook(report=judged, profile=profile, own=profiler.own, outlook=facts, ledger=told)
    return found, fault or (rules.faults[0] if rules and rules.faults else "")


def rules_of(workshop: Workshop, place: Place) -> Rules | None:
    """Return what the store's own rules come to; None where the place has none, or no lock is promised."""
    if place.spec.lock is None or not isinstance(place.port, Ruled):
        return None
    return place.port.rules(reserve_of(workshop, place.spec))


def reserve_of(workshop: Workshop, spec: RepositorySpec) -> timedelta:
    """Return how long what was removed stays all the same: as long as points are promised to be immutable."""
    return terms(workshop.inventory, spec).promised or RESERVE


def promise_of(workshop: Workshop, spec: RepositorySpec, known: Sequence[Point], now: datetime) -> Promise:
    """Return until when the policies ask the newest points of this repository to be locked, and how strongly."""
    lengths = promises(workshop.inventory, spec)
    dates = [point.data_time + lengths[point.asset] for point in known if point.asset in lengths]
    return Promise(
        now=now,
        required=max(dates, default=None),
        compliance=_strict(spec),
        removals=(*_removals(workshop, spec), *rotations(workshop, spec)),
        longest=longest(spec.lock, now) if spec.lock else None,
    )


def _removals(workshop: Workshop, spec: RepositorySpec) -> Iterator[Removal]:
    """Yield when retention removed points here, and when the space of them was given back, on the store's clock."""
    with workshop.store.reading() as tx:
        runs = [run for kind in _FOLDERS for run in tx.runs.since(f"{spec.client}/{spec.name}", kind, _EVER)]
    for run in runs:
        begins, ends = run.started_at, run.started_at + timedelta(seconds=run.duration_s or 0)
        yield Removal(folders=_FOLDERS[run.kind], begins=begins - _APART, ends=ends + _APART)


def _strict(spec: RepositorySpec) -> bool:
    return spec.lock is not None and spec.lock.mode == "compliance"


def _profiler(workshop: Workshop, spec: RepositorySpec, known: Sequence[Point]) -> Profiler:
    with workshop.store.reading() as tx:
        before = last_profile(tx, spec)
    names = {point.snapshot for point in known}
    return Profiler(names, compliance=_strict(spec), rewritten=before.rewritten if before else None)


def _outlook(
    workshop: Workshop,
    spec: RepositorySpec,
    known: Sequence[Point],
    seen: tuple[Profile, Mapping[str, Own]],
    now: datetime,
) -> dict[str, Any]:
    """Return ``outlook`` of ``continuity.storage-check/1``: what is to be renewed, and which points fall short.

    ``points_short`` are promised for longer than what they need is locked, the first of them only until
    ``points_short_from``. ``older_objects``: how many older objects, at most, a point leans on that are unlocked
    before it is.
    """
    profile, own = seen
    promised, horizons = promises(workshop.inventory, spec), Horizons(profile)
    there = [(point, own[point.snapshot]) for point in known if point.snapshot in own]
    needed = [(point.data_time + promised[point.asset], one) for point, one in there if point.asset in promised]
    ends = [(end, horizons.until(one)) for end, one in needed if end > now]
    short = [until for end, until in ends if until is None or until < end]
    leaning = (horizons.leaning(one, point.data_time) for point, one in there)
    most = max(leaning, key=lambda one: one.objects, default=Leaning(objects=0, bytes=0))
    first = min((until for until in short if until), default=None)
    return outlook(profile, terms(workshop.inventory, spec), now).as_json() | {
        "points_short": len(short),
        "points_short_from": write_time(first) if first else None,
        "older_objects": most.objects,
        "older_bytes": most.bytes,
    }
