"""The job that keeps locks: what would fall below the promise is locked anew, with the keeper's own keys.

What the store answers is counted as it comes, and some of it is read back (``storage/extending``): a store that says
yes and does nothing is found out in the same run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from continuity.engine.checks import immutable, job_for, keep_dates, known_points
from continuity.engine.lock_looks import look_at_locks
from continuity.engine.locks.incidents import watch_locks
from continuity.engine.locks.needs import held_points, keeping, stores_time
from continuity.engine.orders import Ended, Hands
from continuity.engine.outlooks import PROFILE, last_profile, last_seen
from continuity.ground.clock import elapsed
from continuity.ground.errors import NotProven, Refused
from continuity.ground.timestamps import write_time
from continuity.model.job import JobKind, Outcome, Result
from continuity.policy.lock_profile import counted
from continuity.policy.renewals import GB, MONTH
from continuity.storage.access import Role
from continuity.storage.extending import Extender, Pace
from continuity.storage.locks import Locks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from continuity.backup.place import Place
    from continuity.engine.lock_looks import LockLook
    from continuity.engine.locks.needs import Held
    from continuity.engine.orders import Order
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import RepositorySpec
    from continuity.model.job import Run
    from continuity.model.measurement import Measurement
    from continuity.model.point import Point
    from continuity.state.store import Transaction
    from continuity.storage.extending import Tally
    from continuity.storage.keeping import Keeping
    from continuity.storage.ports import LockedObject

_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Renewal:
    """How locks are to be renewed: no more than ``rate`` requests a second (0: as many as the store takes)."""

    rate: float = 0.0
    on_progress: Callable[[str, float], None] = lambda _what, _share: None


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """What renewing needs to know of one repository: where it looks, with whose keys it extends, and what is needed."""

    place: Place
    keys: Place
    known: Sequence[Point]
    held: Sequence[Held]
    keeping: Keeping
    skew_s: float | None

    def extender(self, workshop: Workshop, wish: Renewal, *, trial: bool = False) -> Extender:
        """Return what reads and extends; a ``trial`` only counts."""
        read, keys = cast("Locks", self.place.port), cast("Locks", self.keys.port)
        return Extender(read, keys, self.keeping, Pace(wish.rate, workshop.clock), trial=trial)


def keeper_of(workshop: Workshop, spec: RepositorySpec) -> Keeper:
    """Return what renewing the locks of a repository needs; asks the store for its time.

    Raises ``Refused`` where no lock is promised, ``Unavailable`` where the repository cannot be reached.
    """
    place = workshop.place(spec)
    if spec.lock is None or not isinstance(place.port, Locks):
        raise Refused(
            "{repository} promises no lock: there is none to renew",
            hint="write `lock` in a repository whose store locks objects (adapter: s3), or name another one",
            repository=f"{spec.client}/{spec.name}",
        )
    place.ready()
    known = known_points(workshop, spec)
    now, skew = stores_time(place.port, workshop.clock)
    held = held_points(workshop, spec, known)
    return Keeper(
        place=place,
        keys=place.acting_as(Role.KEEPER),
        known=known,
        held=held,
        keeping=keeping(workshop, spec, known, held, now),
        skew_s=skew.total_seconds() if skew is not None else None,
    )


def forecast(workshop: Workshop, spec: RepositorySpec, wish: Renewal | None = None) -> dict[str, Any]:
    """Return what a renewal would do by now, and what it would cost; reads every lock, and changes none."""
    keeper = keeper_of(workshop, spec)
    extender = keeper.extender(workshop, wish or Renewal(), trial=True)
    for _ in extender.passing():
        pass
    return _cost(extender.tally) | _terms(keeper)


def run_lock(
    workshop: Workshop, spec: RepositorySpec, wish: Renewal | None = None, *, order: Order | None = None
) -> Ended:
    """Extend the locks of a repository that would end before what is promised. Repeatable at any time.

    Raises ``Refused`` where no lock is promised, ``Unavailable`` where the repository cannot be reached.
    """
    wish = wish or Renewal()
    looks: list[LockLook] = []

    def work(_run: Run) -> Result:
        keeper = keeper_of(workshop, spec)
        start = workshop.clock.mark()
        extender = keeper.extender(workshop, wish)
        seen = _shown(extender, _expected(workshop, spec), wish)
        listing = bool(keeper.place.port.snapshot_names())
        look, fault = look_at_locks(workshop, keeper.place, keeper.known, listing=listing, seen=seen)
        looks.extend([look] if look else [])
        spent = elapsed(start, workshop.clock.mark()).seconds
        return _result(keeper, extender.tally, look, fault, spent)

    def measure(tx: Transaction, run: Run, at: datetime) -> tuple[Measurement, ...]:
        keep_dates(tx, spec, looks[0] if looks else None)
        watch_locks(workshop, tx, spec, run, at)
        return ()

    job = job_for(JobKind.LOCK, spec, order)
    with workshop.store.reading() as tx:
        seen = last_seen(tx, workshop.inventory, spec, workshop.clock.now())
    job.intent["forecast"] = seen.outlook.as_json() if seen else None
    return workshop.engine.execute(job, Hands(work=work, measure=measure))


def _result(keeper: Keeper, tally: Tally, look: LockLook | None, fault: str, spent: float) -> Result:
    problems = [_refused(keeper, tally)] if tally.failed else []
    facts = _cost(tally) | _terms(keeper) | {"seconds": round(spent, 3), "fault": fault}
    facts |= look.as_json() if look else {}
    profile = {(keeper.place.spec.name, PROFILE): look.profile.as_json()} if look else {}
    return Result(
        outcome=Outcome.INCOMPLETE if problems else Outcome.SUCCEEDED,
        reason="; ".join(map(str, problems)),
        measurements=immutable(keeper.place.spec, look.report if look else None, fault),
        observed=profile,
        detail=facts,
        problems=tuple(problems),
    )


def _cost(tally: Tally) -> dict[str, Any]:
    """Return what was, or would be, asked of the store; requests besides the listing's one a thousand versions."""
    return {
        "read": tally.read,
        "extended": tally.extended,
        "read_back": tally.read_back,
        "extended_bytes": tally.bytes,
        "requests": tally.read + tally.extended + tally.failed + tally.read_back,
        "gb_months": round(tally.byte_seconds / GB / MONTH.total_seconds(), 3),
        "failed": tally.failed,
        "not_tried": tally.not_tried,
        "failures": [{"key": key, "error": str(error)} for key, error in tally.failures[:_SHOWN]],
    }


def _terms(keeper: Keeper) -> dict[str, Any]:
    kept = keeper.keeping
    return {
        "locked_until": write_time(kept.until),
        "needed_until": write_time(kept.needed) if kept.needed else None,
        "clock_skew_s": keeper.skew_s,
        "keys": "keeper" if keeper.keys is not keeper.place else "writer",
        "held": [one.as_json() for one in keeper.held],
    }


def _expected(workshop: Workshop, spec: RepositorySpec) -> int:
    """Return how many versions the last look counted; 0 where nobody looked."""
    with workshop.store.reading() as tx:
        profile = last_profile(tx, spec)
    return counted(profile.rows)[0] if profile else 0


def _shown(extender: Extender, expected: int, wish: Renewal) -> Iterator[LockedObject]:
    for number, one in enumerate(extender.passing(), 1):
        if expected and number % 100 == 0:
            wish.on_progress("locks", min(number / expected, 1.0))
        yield one


def _refused(keeper: Keeper, tally: Tally) -> NotProven:
    key, first = tally.failures[0]
    return NotProven(
        "{count} lock(s) of {repository} were not extended, first that of {key}: {cause}",
        hint="extending needs the keeper's rights: print them with `continuity storage policy {repository} --role "
        "keeper`, and name its keys in the document (roles: {{keeper: …}})",
        repository=keeper.place.spec.name,
        count=tally.failed + tally.not_tried,
        key=key,
        cause=first,
    )
