"""The challenge restore: an auditor names asset, date and a nonce; that point is brought back, and its files answer.

A restore test like any other, but for who chooses. The nonce is in the run's intent, and the answer in its outcome, so
that the log itself shows that the question came first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from continuity.engine.candidates import candidates, first_given
from continuity.engine.orders import Ended, Hands, Job
from continuity.engine.restores import task_of
from continuity.engine.wishes import Wish, admit
from continuity.ground.errors import UsageError
from continuity.ground.timestamps import write_time
from continuity.model.job import JobKind, Outcome, Result
from continuity.recovery.challenge import RULE, answer
from continuity.recovery.restore import bring_back
from continuity.recovery.sandbox import Sandbox

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from continuity.backup.place import Place
    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Mark
    from continuity.ground.errors import ContinuityError
    from continuity.model.inventory import Asset
    from continuity.model.job import Run
    from continuity.model.measurement import Measurement
    from continuity.model.point import Point
    from continuity.recovery.restore import Task
    from continuity.state.store import Transaction

_LONGEST = 200  # characters of a nonce


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """What the auditor asks: data as of ``at``, ``count`` files by ``nonce``; ``target`` None: nothing is kept."""

    at: datetime
    nonce: str
    count: int
    repository: str = ""
    target: Path | None = None


def run_challenge(workshop: Workshop, asset: Asset, asked: Challenge, declared: Mark) -> Ended:
    """Restore the point of that date, have the files that the nonce selects answer, and record both.

    Raises ``UsageError`` where the date has no point or the nonce cannot be recorded, ``Unavailable`` where no
    repository that holds one can be reached, ``Refused`` where the target is not free.
    """
    if not asked.nonce.isprintable() or not 0 < len(asked.nonce) <= _LONGEST:
        raise UsageError("a nonce has 1 to {most} printable characters", most=_LONGEST)
    wish = Wish(target=asked.target or workshop.directories.state, at=asked.at, repository=asked.repository)
    admit(workshop, wish, declared)
    points = candidates(workshop, asset, wish, asked.at)
    restored: list[Point] = []
    said = {"nonce": asked.nonce, "count": asked.count, "rule": RULE, "wanted_at": write_time(asked.at)}

    def work(run: Run) -> Result:
        sandbox = Sandbox(path=workshop.directories.sandbox(run.id))
        sandbox.make()
        try:
            here = replace(wish, target=asked.target or sandbox.data)
            result, point = _brought_back(workshop, asset, here, run, (points, declared, sandbox))
            restored.append(point)
            manifest = workshop.directories.manifests(asset.client, asset.name) / f"{point.run}.jsonl.gz"
            found = answer(here.target, manifest, asked.nonce, asked.count)
        finally:
            left = sandbox.remove()
        told = said | found | {"snapshot": point.snapshot, "backed_up_by": point.run}
        return _told(result, told, (left,) if left else ())

    def measure(tx: Transaction, run: Run, at: datetime) -> tuple[Measurement, ...]:
        if restored:
            proven = run.outcome is Outcome.SUCCEEDED
            tx.points.update(restored[0], verified_at=at if proven else None, verified_by=run.id if proven else "")
        return ()

    job = Job(
        kind=JobKind.RESTORE_TEST,
        client=asset.client,
        subject=asset.reference,
        policy_digest=workshop.policy(asset).digest,
        intent={"challenge": said},
    )
    return workshop.engine.execute(job, Hands(work=work, measure=measure))


def _told(result: Result, told: dict[str, Any], more: tuple[ContinuityError, ...]) -> Result:
    """Return the result with its answers, and with what else went wrong."""
    problems = (*result.problems, *more)
    return replace(
        result,
        outcome=Outcome.INCOMPLETE if problems else result.outcome,
        reason="; ".join(map(str, problems)),
        detail=result.detail | {"attachments": _attached(told["answers"]), "challenge": told},
        problems=problems,
    )


def _attached(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the files that answered as records name attachments: an auditor who was given one can show it to be it."""
    return [{"name": one["path"], "sha256": one["sha256"], "bytes": one["size"]} for one in answers if one["sha256"]]


def _brought_back(
    workshop: Workshop, asset: Asset, wish: Wish, run: Run, how: tuple[list[Point], Mark, Sandbox]
) -> tuple[Result, Point]:
    """Restore the first point that a repository gives back, through an empty cache; return what came of it."""
    points, declared, sandbox = how
    places = {place.spec.name: place for place in workshop.places(asset)}

    def made(point: Point) -> tuple[Task, Place]:
        return task_of(workshop, asset, wish, run, point, declared), _bare(places[point.repository], sandbox)

    task, place, prepared = first_given(workshop, asset, points, made)
    return bring_back(task, place, workshop.clock, prepared), task.point


def _bare(place: Place, sandbox: Sandbox) -> Place:
    """Return the place with a cache of its own, empty: what this machine remembers must not stand in for it."""
    return replace(place, restic=replace(place.restic, cache=sandbox.path / "cache"))
