"""The job that makes a repository again what it was at a moment, and proves it.

What the store lists decides, and nothing that this machine remembers: the plan is made again while it is carried out,
and once more afterwards, when nothing may be left of it. Interrupted, the same command does the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from continuity.engine.checks import job_for, measured
from continuity.engine.exclusive import alone
from continuity.engine.orders import Ended, Hands
from continuity.engine.rewinding.acting import Acting
from continuity.engine.rewinding.looking import ahead_of_us, look, recovery_of, versions_of
from continuity.engine.rewinding.proving import Proof, gone, newest_points, prove
from continuity.ground.errors import ContinuityError, Incomplete, NotProven
from continuity.ground.timestamps import write_time
from continuity.model.job import JobKind, Outcome, Result
from continuity.model.measurement import Verdict
from continuity.storage.rewind import Deed
from continuity.storage.rewinding import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from continuity.backup.place import Place
    from continuity.engine.rewinding.looking import Wish
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import RepositorySpec
    from continuity.model.job import Run
    from continuity.model.measurement import Measurement
    from continuity.model.point import Point
    from continuity.state.store import Transaction

_NAMED = 20  # points that are named; all are counted
HOW = "every version listed anew by the store: what differs from then"


@dataclass(frozen=True, kw_only=True)
class _Done:
    """What was done and what was found afterwards."""

    planned: Tally
    acting: Acting
    until: datetime  # our clock, when nothing was changed any more
    left: Tally
    missing: Sequence[Point]  # points of then that are not listed now
    proof: Proof


def run_rewind(
    workshop: Workshop, spec: RepositorySpec, wish: Wish, on_progress: Callable[[float], None] = lambda _share: None
) -> Ended:
    """Bring a repository back to what it was, then check it, read all of it, and restore the newest points.

    Raises what :func:`~continuity.engine.rewinding.looking.recovery_of` and ``look`` raise, ``Refused`` while other
    work goes on in the repository, ``Unavailable`` where the store refuses all of it.
    """
    place = recovery_of(workshop, spec)
    restored: list[Point] = []

    def work(run: Run) -> Result:
        alone(workshop, spec, run)
        done = _rewound(workshop, place, wish.begun(place, workshop.clock), run, on_progress)
        restored.extend(done.proof.restored)
        return _result(spec, place, done, ahead_of_us(place, workshop.clock).total_seconds())

    def measure(tx: Transaction, run: Run, at: datetime) -> tuple[Measurement, ...]:
        for point in restored:
            tx.points.update(point, verified_at=at, verified_by=run.id)
        return ()

    job = job_for(JobKind.REWIND, spec)
    job.intent.update(to=write_time(wish.at), hide_newer=wish.hide_newer)
    return workshop.engine.execute(job, Hands(work=work, measure=measure))


def _rewound(workshop: Workshop, place: Place, wish: Wish, run: Run, on_progress: Callable[[float], None]) -> _Done:
    planned = look(place, wish, workshop.clock)
    port, again = versions_of(place), Tally(at=wish.at)
    acting = Acting(port=port, name=place.spec.name, total=planned.to_do, on_progress=on_progress)
    acting.carry_out(again.watch(wish.steps(port.versions())))
    until = workshop.clock.now()
    left = look(place, wish, workshop.clock)
    newest = newest_points(workshop, place, wish.at)
    missing = gone(workshop, place, wish.at - ahead_of_us(place, workshop.clock))
    proof = prove(workshop, place, newest, run)
    return _Done(planned=again, acting=acting, until=until, left=left, missing=missing, proof=proof)


def _result(spec: RepositorySpec, place: Place, done: _Done, ahead_s: float) -> Result:
    problems: list[ContinuityError] = [_left(spec, done)] if done.left.to_do or done.acting.refused else []
    lost = _lost(spec, done)
    problems += [*lost, *_advised(done)]
    verdict = Verdict.MISSED if done.left.to_do else Verdict.UNPROVEN if lost else Verdict.MET
    damaged = any(one.objective == "readable" and one.verdict is not Verdict.MET for one in done.proof.measurements)
    hidden = done.planned.objects[Deed.HIDE]
    return Result(
        outcome=Outcome.INCOMPLETE if problems else Outcome.SUCCEEDED,
        reason="; ".join(map(str, problems)),
        measurements=(measured(spec, "rewound", verdict, HOW, "; ".join(map(str, lost))), *done.proof.measurements),
        observed={(spec.name, "verification"): {"errors": len(problems) if damaged else 0, "how": "rewind"}},
        detail={
            "plan": done.planned.as_json(),
            "done": done.acting.done,
            "acted_until": write_time(done.until),
            "refused": done.acting.refused,
            "refusals": [vars(one) for one in done.acting.told],
            "left": done.left.to_do,
            "hidden": hidden,
            "lost": done.left.objects[Deed.LOST],
            "missing": [f"{one.client}/{one.asset} {one.snapshot}" for one in done.missing[:_NAMED]],
            "store_ahead_s": round(ahead_s, 1),
            "credential": place.port.probe().domain.credential,
        }
        | done.proof.facts,
        problems=tuple(problems),
    )


def _left(spec: RepositorySpec, done: _Done) -> ContinuityError:
    return Incomplete(
        "{repository}: {left} object(s) are still not what they were; the store refused {refused} ({said})",
        hint="mend what the store says, and run the same command again: it does what is left",
        repository=spec.name,
        left=done.left.to_do,
        refused=done.acting.refused,
        said=done.acting.told[0].said if done.acting.told else "—",
    )


def _lost(spec: RepositorySpec, done: _Done) -> list[ContinuityError]:
    """Return what no version is left of: nobody can tell from the store what it was, and whether it was at all."""
    problems: list[ContinuityError] = []
    if count := done.left.objects[Deed.LOST]:
        told = NotProven(
            "{repository}: {count} object(s) cannot be had back, the first is {key}: no version has any content",
            hint="compare with another copy: continuity points; a stranger may have marked what never was",
            repository=spec.name,
            count=count,
            key=done.left.examples[Deed.LOST][0].key,
        )
        problems.append(told)
    if done.missing:
        names = [f"{one.asset} {one.snapshot[:8]} ({write_time(one.data_time)})" for one in done.missing[:_NAMED]]
        told = NotProven(
            "{repository}: {count} recovery point(s) of then are not there any more: {points}",
            hint="look for them in another copy: continuity points",
            repository=spec.name,
            count=len(done.missing),
            points=", ".join(names),
        )
        problems.append(told)
    return problems


def _advised(done: _Done) -> list[ContinuityError]:
    """Return the proof's faults; where objects that came later were left, they may be the cause."""
    newer = sum(done.left.newer[part] for part in ("index", "keys", "snapshots"))
    if not done.proof.problems or not newer:
        return list(done.proof.problems)
    told = NotProven(
        "{count} object(s) that came after that time were left in index/, keys/ and snapshots/, and may be the cause",
        hint="hide them, which can be undone: the same command with --hide-newer",
        count=newer,
    )
    return [*done.proof.problems, told]
