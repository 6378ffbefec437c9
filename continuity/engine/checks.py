"""The job that asks a store what it lists, and until when it locks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from continuity.backup.place import domain_facts
from continuity.engine.orders import Ended, Hands, Job
from continuity.ground.errors import NotProven
from continuity.ground.timestamps import write_time
from continuity.model.job import JobKind, Outcome, Result
from continuity.model.measurement import Measurement, Verdict
from continuity.storage.immutability import LockReport, Promise, report, weaker
from continuity.storage.ports import Retention

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.backup.place import Place
    from continuity.engine.orders import Order
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import RepositorySpec
    from continuity.model.job import Run
    from continuity.model.point import Point
    from continuity.state.store import Transaction


_UNLOCKED = "{count} object(s) are not locked, or hidden"
_TOO_SHORT = "{count} object(s) are not locked until {needed}, or hidden"


def run_storage_check(workshop: Workshop, spec: RepositorySpec, *, order: Order | None = None) -> Ended:
    """Ask the store itself what it lists and until when it locks it, and hold that against policy and database.

    Raises ``Unavailable`` where the repository cannot be reached.
    """
    place = workshop.place(spec)
    known = known_points(workshop, spec)
    required = _required_until(workshop, spec, known)
    names: set[str] = set()
    bounds: list[LockReport] = []

    def work(_run: Run) -> Result:
        seen, listed = _listed(place, known)
        names.update(listed)
        gone = [point.snapshot for point in known if point.snapshot not in names]
        locks, fault = _locks(place, required, workshop.clock.now() if names else None)
        fault = "the server deletes, and append-only is promised" if seen["append_only"] is False else fault
        bounds.extend([locks] if locks else [])
        problems = [_not_listed(spec, gone)] if gone else []
        problems += [_weak(spec, fault)] if fault else []
        facts = (locks.as_json() if locks else {}) | {
            "fault": fault,
            "points_listed": len(known) - len(gone),
            "points_gone": gone,
            "snapshots_unknown": len(names) - len(known) + len(gone),
        }
        return Result(
            outcome=Outcome.INCOMPLETE if problems else Outcome.SUCCEEDED,
            reason="; ".join(map(str, problems)),
            measurements=_verdicts(spec, locks, fault, gone),
            observed={(spec.name, "domain"): seen, (spec.name, "locks"): facts} | _lost(spec, gone),
            detail=facts,
            problems=tuple(problems),
        )

    def measure(tx: Transaction, _run: Run, at: datetime) -> tuple[Measurement, ...]:
        tx.points.listed(spec.client, spec.name, names, at)
        for point in tx.points.all(spec.client, repository=spec.name):
            tx.points.update(point, locked_until=bounds[0].shortest if bounds else None)
        return ()

    return workshop.engine.execute(job_for(JobKind.STORAGE_CHECK, spec, order), Hands(work=work, measure=measure))


def job_for(kind: JobKind, spec: RepositorySpec, order: Order | None = None) -> Job:
    """Return the job of looking at one repository."""
    subject, intent = f"{spec.client}/{spec.name}", {"repository": spec.name}
    return Job(kind=kind, client=spec.client, subject=subject, intent=intent, order=order)


def known_points(workshop: Workshop, spec: RepositorySpec) -> list[Point]:
    """Return the points that a repository listed when it was last asked."""
    with workshop.store.reading() as tx:
        return tx.points.all(spec.client, repository=spec.name)


def _required_until(workshop: Workshop, spec: RepositorySpec, known: list[Point]) -> datetime | None:
    """Return until when the policies ask the newest points of this repository to be locked, None if none does."""
    assets = workshop.inventory.clients[spec.client].assets
    dates = []
    for point in known:
        asked = workshop.policy(assets[point.asset]).immutable_for if point.asset in assets else None
        if asked and spec.lock:
            dates.append(point.data_time + asked)
    return max(dates, default=None)


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


def _locks(place: Place, required: datetime | None, now: datetime | None) -> tuple[LockReport | None, str]:
    """Return what the store reports of its locks, and how its defaults are weaker than promised (empty if not).

    Where no point is listed there is nothing to lock yet (``now`` None), and the defaults count all the same.
    """
    promised = place.spec.lock
    if not isinstance(place.port, Retention):
        return None, "this kind of place has no locks" if promised else ""
    state = place.port.lock_state()
    if not state.object_lock and promised is None:
        return None, ""
    fault = weaker(state, promised.mode, promised.period.total_seconds()) if promised else ""
    if now is None:
        return None, fault
    compliance = promised is not None and promised.mode == "compliance"
    return report(place.port.objects(), Promise(now=now, required=required, compliance=compliance)), fault


def _verdicts(spec: RepositorySpec, locks: LockReport | None, fault: str, gone: list[str]) -> tuple[Measurement, ...]:
    listed = Verdict.MISSED if gone else Verdict.MET
    found = [measured(spec, "listed", listed, "names in snapshots/, from the place itself", ", ".join(gone))]
    if locks or fault:
        verdict = Verdict.MISSED if fault or locks is None else locks.verdict
        reason = fault or (_too_short(locks) if locks else "")
        how = "retention of every current object, from the store"
        found.append(measured(spec, "immutable", verdict, how, "" if verdict is Verdict.MET else reason))
    return tuple(found)


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
