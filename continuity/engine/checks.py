"""The job that asks a store what it lists, and until when it locks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.backup.place import domain_facts
from continuity.engine.endurance.turns import taking
from continuity.engine.lock_looks import look_at_locks
from continuity.engine.locks.incidents import watch_locks
from continuity.engine.orders import Ended, Hands, Job
from continuity.engine.outlooks import PROFILE
from continuity.ground.errors import NotProven
from continuity.ground.timestamps import write_time
from continuity.model.job import JobKind, Outcome, Result
from continuity.model.measurement import Measurement, Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.backup.place import Place
    from continuity.engine.lock_looks import LockLook
    from continuity.engine.orders import Order
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import RepositorySpec
    from continuity.model.job import Run
    from continuity.model.point import Point
    from continuity.state.store import Transaction
    from continuity.storage.immutability import LockReport


_UNLOCKED = "{count} object(s) are not locked, or hidden"
_TOO_SHORT = "{count} object(s) are not locked until {needed}, or hidden"


def run_storage_check(workshop: Workshop, spec: RepositorySpec, *, order: Order | None = None) -> Ended:
    """Ask the store itself what it lists and until when it locks it, and hold that against policy and database.

    Raises ``Unavailable`` where the repository cannot be reached.
    """
    place = workshop.place(spec)
    known = known_points(workshop, spec)
    names: set[str] = set()
    looks: list[LockLook] = []

    def work(_run: Run) -> Result:
        seen, listed = _listed(place, known)
        names.update(listed)
        gone = [point.snapshot for point in known if point.snapshot not in names]
        look, fault = look_at_locks(workshop, place, known, listing=bool(names))
        fault = "the server deletes, and append-only is promised" if seen["append_only"] is False else fault
        looks.extend([look] if look else [])
        problems = [_not_listed(spec, gone)] if gone else []
        problems += [_weak(spec, fault)] if fault else []
        facts = (look.as_json() if look else {}) | {
            "fault": fault,
            "space_before": _space_before(workshop, spec),
            "points_listed": len(known) - len(gone),
            "points_gone": gone,
            "snapshots_unknown": len(names) - len(known) + len(gone),
        }
        return Result(
            outcome=Outcome.INCOMPLETE if problems else Outcome.SUCCEEDED,
            reason="; ".join(map(str, problems)),
            measurements=_verdicts(spec, look.report if look else None, fault, gone),
            observed=_observed(spec, seen, facts, look) | _lost(spec, gone),
            detail=facts,
            problems=tuple(problems),
        )

    def measure(tx: Transaction, run: Run, at: datetime) -> tuple[Measurement, ...]:
        tx.points.listed(spec.client, spec.name, names, at)
        keep_dates(tx, spec, looks[0] if looks else None)
        watch_locks(workshop, tx, spec, run, at)
        return ()

    hands = Hands(work=taking(workshop, spec, work), measure=measure)
    return workshop.engine.execute(job_for(JobKind.STORAGE_CHECK, spec, order), hands)


def keep_dates(tx: Transaction, spec: RepositorySpec, look: LockLook | None) -> None:
    """Remember until when each point of a repository stays restorable, by what was just seen."""
    until = look.restorable() if look else {}
    for point in tx.points.all(spec.client, repository=spec.name):
        if point.locked_until != until.get(point.snapshot):
            tx.points.update(point, locked_until=until.get(point.snapshot))


def _space_before(workshop: Workshop, spec: RepositorySpec) -> dict[str, Any] | None:
    """Return how much the store held when it was last listed, and when that was."""
    with workshop.store.reading() as tx:
        seen = tx.observations.latest(spec.client, spec.name, "locks")
    space = seen.facts.get("space") if seen else None
    return space | {"at": write_time(seen.at)} if seen and space else None


def job_for(kind: JobKind, spec: RepositorySpec, order: Order | None = None) -> Job:
    """Return the job of looking at one repository."""
    subject, intent = f"{spec.client}/{spec.name}", {"repository": spec.name}
    return Job(kind=kind, client=spec.client, subject=subject, intent=intent, order=order)


def known_points(workshop: Workshop, spec: RepositorySpec) -> list[Point]:
    """Return the points that a repository listed when it was last asked."""
    with workshop.store.reading() as tx:
        return tx.points.all(spec.client, repository=spec.name)


def _observed(
    spec: RepositorySpec, domain: dict[str, Any], facts: dict[str, Any], look: LockLook | None
) -> dict[tuple[str, str], dict[str, Any]]:
    """Keep what was seen; the profile of the locks is no part of the run's record, only its figures are."""
    profile = {(spec.name, PROFILE): look.profile.as_json()} if look else {}
    return {(spec.name, "domain"): domain, (spec.name, "locks"): facts} | profile


def _lost(spec: RepositorySpec, gone: list[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """Let points that are gone count as errors until the repository is verified again."""
    facts = {"errors": len(gone), "how": "storage check: recovery points no longer listed"}
    return {(spec.name, "verification"): facts} if gone else {}


def _listed(place: Place, known: list[Point]) -> tuple[dict[str, Any], frozenset[str]]:
    """Return the failure domain and the snapshots; a place that lost a repository we know lists nothing any more."""
    probe = place.port.probe()
    if known and not probe.initialised:
        return domain_facts(probe), frozenset()
    return domain_facts(place.ready()), place.port.snapshot_names()


def _verdicts(spec: RepositorySpec, locks: LockReport | None, fault: str, gone: list[str]) -> tuple[Measurement, ...]:
    listed = Verdict.MISSED if gone else Verdict.MET
    found = measured(spec, "listed", listed, "names in snapshots/, from the place itself", ", ".join(gone))
    return (found, *immutable(spec, locks, fault))


def immutable(spec: RepositorySpec, locks: LockReport | None, fault: str) -> tuple[Measurement, ...]:
    """Return the verdict on the locks; none where the place has none, and none are promised."""
    if not (locks or fault):
        return ()
    verdict = Verdict.MISSED if fault or locks is None else locks.verdict
    reason = fault or (_too_short(locks) if locks else "")
    how = "retention of every current object, from the store"
    return (measured(spec, "immutable", verdict, how, "" if verdict is Verdict.MET else reason),)


def _too_short(locks: LockReport) -> str:
    """Say why the locks are not proven to hold as long as they must."""
    if not locks.exceptions_count:
        return "the store lists no object that could be locked"
    if locks.required is None:
        return _UNLOCKED.format(count=locks.exceptions_count)
    return _TOO_SHORT.format(count=locks.exceptions_count, needed=write_time(locks.required))


def measured(spec: RepositorySpec, objective: str, verdict: Verdict, how: str, reason: str) -> Measurement:
    """Return what was found of a repository, where a verdict is all there is to measure."""
    subject = f"{spec.client}/{spec.name}"
    return Measurement(
        subject=subject, objective=objective, target_s=None, actual_s=None, verdict=verdict, how=how, reason=reason
    )


def _not_listed(spec: RepositorySpec, gone: list[str]) -> NotProven:
    return NotProven(
        "{repository} no longer lists {count} recovery point(s): {snapshots}",
        hint="somebody removed them, or hid them with delete markers; look at the other repositories now",
        repository=spec.name,
        count=len(gone),
        snapshots=", ".join(name[:12] for name in gone[:10]),
    )


def _weak(spec: RepositorySpec, fault: str) -> Any:
    return NotProven(
        "{repository} is weaker than promised: {fault}",
        hint="strengthen it at the store, or correct the promise in the document",
        repository=spec.name,
        fault=fault,
    )
