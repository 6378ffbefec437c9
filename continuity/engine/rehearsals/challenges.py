"""The challenge restore: an auditor names asset, date and a nonce; that point is brought back, and its files answer.

A restore test like any other, but for who chooses. The nonce is in the run's intent, and the answer in its outcome, so
that the log itself shows that the question came first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from continuity.engine.candidates import candidates, first_given
from continuity.engine.orders import Ended, Hands, Job
from continuity.engine.rehearsals.rehearsal import Rehearsal, judged
from continuity.engine.rehearsals.walking import announced, rehearse
from continuity.engine.restores import task_of
from continuity.engine.wishes import Wish, admit
from continuity.ground.errors import UsageError
from continuity.ground.timestamps import write_time
from continuity.model.documents.drills import shipped_rehearsal
from continuity.model.job import JobKind, Outcome
from continuity.recovery.actions.ports import Performed
from continuity.recovery.challenge import RULE, answer
from continuity.recovery.restore import bring_back

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from continuity.backup.place import Place
    from continuity.engine.rehearsals.rehearsal import Part
    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Mark
    from continuity.model.inventory import Asset
    from continuity.model.job import Result, Run
    from continuity.model.measurement import Measurement
    from continuity.model.point import Point
    from continuity.recovery.restore import Task
    from continuity.state.store import Transaction

#: The procedure, by its name in ``drills/``.
CHALLENGE = "challenge"
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
    points, procedure = candidates(workshop, asset, wish, asked.at), shipped_rehearsal(CHALLENGE)
    restored: list[Point] = []

    def work(run: Run) -> Result:
        challenged = Challenged(workshop, run, asset, asked, (points, declared))
        try:
            return rehearse(procedure, challenged)
        finally:
            restored.extend(challenged.restored)

    def measure(tx: Transaction, run: Run, at: datetime) -> tuple[Measurement, ...]:
        for point in restored:
            proven = run.outcome is Outcome.SUCCEEDED
            tx.points.update(point, verified_at=at if proven else None, verified_by=run.id if proven else "")
        return ()

    job = Job(
        kind=JobKind.RESTORE_TEST,
        client=asset.client,
        subject=asset.reference,
        policy_digest=workshop.policy(asset).digest,
        intent={"challenge": _said(asked)} | announced(procedure),
    )
    return workshop.engine.execute(job, Hands(work=work, measure=measure))


class Challenged(Rehearsal):
    """One challenge: any of the points of that date, as soon as a repository gives one back."""

    def __init__(
        self, workshop: Workshop, run: Run, asset: Asset, asked: Challenge, how: tuple[list[Point], Mark]
    ) -> None:
        super().__init__(workshop, run)
        self._asset, self._asked, (self._points, self._declared) = asset, asked, how
        self._target = asked.target or self.sandbox.data
        self._answered: dict[str, Any] = {}
        self.restored: list[Point] = []

    def parts(self) -> Mapping[str, Part]:
        """Return the parts of a challenge."""
        return {"restore": self._restore, "answer": self._answer}

    def found(self, came: Result) -> Result:
        """Add the answers, each file named as records name attachments."""
        answers = self._answered.get("answers", [])
        of = {"snapshot": point.snapshot, "backed_up_by": point.run} if (point := self._point) else {}
        told = {"attachments": _attached(answers), "challenge": _said(self._asked) | self._answered | of}
        return judged(replace(came, detail=came.detail | told))

    @property
    def _point(self) -> Point | None:
        return self.restored[0] if self.restored else None

    def _restore(self) -> Performed:
        """Restore the first point that a repository gives back, through an empty cache."""
        places = {place.spec.name: place for place in self.workshop.places(self._asset)}
        wish = Wish(target=self._target, at=self._asked.at, repository=self._asked.repository)

        def made(point: Point) -> tuple[Task, Place]:
            task = task_of(self.workshop, self._asset, wish, self.run, point, self._declared)
            place = places[point.repository]
            # A cache of its own, empty: what this machine remembers of a repository must not stand in for it.
            return task, replace(place, restic=replace(place.restic, cache=self.sandbox.path / "cache"))

        task, place, prepared = first_given(self.workshop, self._asset, self._points, made)
        self.came = bring_back(task, place, self.workshop.clock, prepared)
        self.restored.append(task.point)
        return Performed(answer=task.point.snapshot, values={"repository": task.point.repository})

    def _answer(self) -> Performed:
        manifests = self.workshop.directories.manifests(self._asset.client, self._asset.name)
        manifest = manifests / f"{self._point.run if self._point else ''}.jsonl.gz"
        self._answered = answer(self._target, manifest, self._asked.nonce, self._asked.count)
        return Performed(answer=str(len(self._answered["answers"])))


def _said(asked: Challenge) -> dict[str, Any]:
    return {"nonce": asked.nonce, "count": asked.count, "rule": RULE, "wanted_at": write_time(asked.at)}


def _attached(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the files that answered as records name attachments: an auditor who was given one can show it to be it."""
    return [{"name": one["path"], "sha256": one["sha256"], "bytes": one["size"]} for one in answers if one["sha256"]]
