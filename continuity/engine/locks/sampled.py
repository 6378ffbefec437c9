"""A look at some of the locks, drawn by a seed that anybody can repeat: quick, and honest about what it proves.

One object that is short is a fault as good as any. None found proves no whole: the verdict is `unproven`, with how many
may be short at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from continuity.engine.checks import job_for, known_points, measured
from continuity.engine.lock_looks import promise_of, rules_of
from continuity.engine.locks.incidents import watch_locks
from continuity.engine.locks.needs import stores_time
from continuity.engine.orders import Ended, Hands
from continuity.ground.errors import Refused
from continuity.ground.ids import repeatable
from continuity.model.job import JobKind, Outcome, Result
from continuity.model.measurement import Verdict
from continuity.storage.extending import in_order
from continuity.storage.immutability import report, weaker
from continuity.storage.locks import REMOVABLE, Locks
from continuity.storage.sampling import Drawing, bound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import RepositorySpec
    from continuity.model.job import Run
    from continuity.model.measurement import Measurement
    from continuity.state.store import Transaction
    from continuity.storage.immutability import LockReport
    from continuity.storage.ports import LockedObject, Retention
    from continuity.storage.sampling import Bound

_NONE_SHORT = "of {drawn} objects drawn none is short: with 95 % confidence at most {at_most} of {of} are"
_SOME_SHORT = "of {drawn} objects drawn {bad} are short: with 95 % confidence at most {at_most} of {of} are"
SAID = {"hidden": "objects are hidden by delete markers"}
_HOW = "retention of objects drawn at random, from the store"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """How many objects to draw, and by which seed."""

    size: int
    seed: str


def run_sampled_check(workshop: Workshop, spec: RepositorySpec, sample: Sample) -> Ended:
    """List a repository, read the locks of a sample, and say what that proves of all.

    Raises ``Refused`` where no lock is promised, ``Unavailable`` where the repository cannot be reached.
    """
    place = workshop.place(spec)
    if spec.lock is None or not isinstance(place.port, Locks):
        raise Refused(
            "{repository} promises no lock: there is none to draw",
            hint="leave --sample out, or name a repository with `lock`",
            repository=f"{spec.client}/{spec.name}",
        )
    known = known_points(workshop, spec)

    def work(_run: Run) -> Result:
        place.ready()
        port = cast("Locks", place.port)
        now, skew = stores_time(port, workshop.clock)
        state = cast("Retention", place.port).lock_state()
        rules = rules_of(workshop, place)
        fault = weaker(state, spec.lock.mode, spec.lock.period.total_seconds()) if spec.lock else ""
        fault = fault or (rules.faults[0] if rules and rules.faults else "")
        drawing: Drawing[LockedObject] = Drawing(sample.size, repeatable(sample.seed))
        promise = promise_of(workshop, spec, known, now)
        hidden = report(_markers(port, drawing), promise)
        judged = report(in_order(drawing.drawn, port.with_lock), promise)
        found = bound(len(drawing.drawn), drawing.seen, judged.exceptions_count)
        facts = judged.as_json() | {
            "hidden": [one.key for one in hidden.exceptions],
            "sample": found.as_json() | {"seed": sample.seed},
            "clock_skew_s": skew.total_seconds() if skew is not None else None,
            "rules": rules.as_json() | {"faults": list(rules.faults)} if rules else None,
            "fault": fault,
        }
        verdict, reason = _verdict(judged, found, fault or (SAID["hidden"] if hidden.exceptions_count else ""))
        shown = measured(spec, "immutable", verdict, _HOW, reason)
        return Result(outcome=Outcome.SUCCEEDED, measurements=(shown,), detail=facts)

    def measure(tx: Transaction, run: Run, at: datetime) -> tuple[Measurement, ...]:
        watch_locks(workshop, tx, spec, run, at)
        return ()

    return workshop.engine.execute(job_for(JobKind.STORAGE_CHECK, spec), Hands(work=work, measure=measure))


def _markers(port: Locks, drawing: Drawing[LockedObject]) -> Iterator[LockedObject]:
    """Yield all delete markers; what is needed takes part in the drawing."""
    for one in port.entries():
        if one.delete_marker:
            yield one
        elif one.latest and not one.key.startswith(REMOVABLE):
            drawing.offer(one)


def _verdict(judged: LockReport, found: Bound, fault: str) -> tuple[Verdict, str]:
    if fault:
        return Verdict.MISSED, fault
    if judged.exceptions_count:
        return Verdict.MISSED, _SOME_SHORT.format(**found.as_json())
    if found.drawn == found.of:
        return judged.verdict, ""
    return Verdict.UNPROVEN, _NONE_SHORT.format(**found.as_json())
