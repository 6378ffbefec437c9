"""The restore test: a point of a copy that was not tested lately, brought back into a sandbox, compared, checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from continuity.engine import canaries, sources
from continuity.engine.boots import booted
from continuity.engine.exclusive import undisturbed
from continuity.engine.listening import Listening
from continuity.engine.orders import Ended, Hands, Job
from continuity.engine.rehearsals.rehearsal import Rehearsal, held, judged
from continuity.engine.rehearsals.walking import announced, rehearse
from continuity.ground.errors import ContinuityError
from continuity.model.documents.drills import shipped_rehearsal
from continuity.model.job import JobKind, Outcome, Result
from continuity.model.measurement import Measurement, Verdict
from continuity.recovery.actions.ports import Performed
from continuity.recovery.restore import Task, restore
from continuity.recovery.restore_test import choose
from continuity.recovery.target import Target

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from continuity.engine.orders import Order
    from continuity.engine.rehearsals.rehearsal import Part
    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Mark
    from continuity.model.inventory import Asset
    from continuity.model.job import Run
    from continuity.model.point import Point
    from continuity.state.store import Transaction

#: The procedure, by its name in ``drills/``.
RESTORE_TEST = "restore-test"


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a test may be told: a seed to repeat a choice by, and a repository to take it from."""

    declared: Mark
    seed: str
    repository: str = ""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The point to test, the run that made it, and the canary that this announced."""

    asset: Asset
    point: Point
    origin: Run | None

    @property
    def told(self) -> Mapping[str, Any] | None:
        """Return what the backup announced of its canary."""
        return self.origin.detail.get("canary") if self.origin else None


def run_restore_test(workshop: Workshop, asset: Asset, request: Request, *, order: Order | None = None) -> Ended:
    """Restore one point into a sandbox, compare it, run the asset's own checks, remove it, and say what was proven.

    Raises ``Unavailable`` where there is no point to test, or its repository cannot be reached.
    """
    policy, procedure = workshop.policy(asset), shipped_rehearsal(RESTORE_TEST)
    chosen = _chosen(workshop, asset, request, str(policy.values["restore_test"]["select"]))
    point = chosen.point

    def measure(tx: Transaction, run: Run, at: datetime) -> tuple[Measurement, ...]:
        proven = run.outcome is Outcome.SUCCEEDED
        tx.points.update(point, verified_at=at if proven else None, verified_by=run.id if proven else "")
        return ()

    job = Job(
        kind=JobKind.RESTORE_TEST,
        client=asset.client,
        subject=asset.reference,
        policy_digest=policy.digest,
        order=order,
        intent={"repository": point.repository, "snapshot": point.snapshot, "seed": request.seed}
        | announced(procedure),
    )
    hands = Hands(
        work=lambda run: rehearse(procedure, RestoreTest(workshop, run, chosen, request.declared)), measure=measure
    )
    return workshop.engine.execute(job, hands)


class RestoreTest(Rehearsal):
    """One restore test."""

    def __init__(self, workshop: Workshop, run: Run, chosen: Chosen, declared: Mark) -> None:
        super().__init__(workshop, run)
        self._asset, self._point, self._declared = chosen.asset, chosen.point, declared
        self._canary = canaries.expected(chosen.told)
        self._place = next(one for one in workshop.places(chosen.asset) if one.spec.name == chosen.point.repository)
        undisturbed(workshop, self._place.spec)
        taken = canaries.taken(workshop, chosen.asset, chosen.point, chosen.origin)
        self._heard = Listening(chosen.asset, chosen.point, chosen.told, taken)
        self._checked: list[ContinuityError] = []
        self._booted: tuple[list[Measurement], list[ContinuityError]] = ([], [])

    def parts(self) -> Mapping[str, Part]:
        """Return the parts of a restore test."""
        return {
            "restore": self._restore,
            "examine": self._examine,
            "check": self._check,
            "listen": self._listen,
            "boot": self._boot,
        }

    def idle(self) -> frozenset[str]:
        """Return what this asset has none of: a program that opens it, commands, a canary or stamp, images."""
        asset = self._asset
        nothing = {
            "examine": not sources.how(self.workshop, asset),
            "check": not asset.commands,
            "listen": self._canary is None and not self._heard.measured and asset.freshness is None,
            "boot": not asset.boots,
        }
        return frozenset(part for part, none in nothing.items() if none)

    def found(self, came: Result) -> Result:
        """Join what the restore, the checks and the canaries found."""
        result = _about_the_copy(came, canary=self._heard.file)
        asked = sources.checked(self._asset, sources.how(self.workshop, self._asset), self._checked)
        figures, silent = self._booted
        measured = (*result.measurements, *self._heard.measured, *asked, *figures)
        return judged(replace(result, measurements=measured), *self._heard.faults, *self._checked, *silent)

    def _restore(self) -> Performed:
        policy, asset, point = self.workshop.policy(self._asset), self._asset, self._point
        task = Task(
            run=self.run.id,
            subject=asset.reference,
            point=point,
            target=Target(path=self.sandbox.data, run=self.run.id),
            paths=(),
            canary=self._canary,
            manifest=self.workshop.directories.manifests(asset.client, asset.name) / f"{point.run}.jsonl.gz",
            declared=self._declared,
            wanted_at=point.data_time,
            rpo_s=None,
            rto_s=policy.rto.total_seconds() if policy.rto else None,
        )
        # A cache of its own, empty: what this machine remembers of a repository must not stand in for it.
        bare = replace(self._place, restic=replace(self._place.restic, cache=self.sandbox.path / "cache"))
        self.came = restore(task, bare, self.workshop.clock)
        return Performed(answer=point.snapshot, values={"repository": point.repository})

    def _examine(self) -> Performed:
        places = (self.sandbox.data, self.sandbox.outside)
        return self._holds(sources.examined(self.workshop, self._asset, places, self._heard.ask))

    def _check(self) -> Performed:
        faults: list[ContinuityError] = []
        for argv in self._asset.commands:
            try:
                self.sandbox.check(argv)
            except ContinuityError as error:
                faults.append(error)
        return self._holds(faults)

    def _holds(self, faults: list[ContinuityError]) -> Performed:
        self._checked += faults
        return held(faults)

    def _listen(self) -> Performed:
        self._heard.look(self.sandbox.data)
        return held(list(self._heard.faults))

    def _boot(self) -> Performed:
        self._booted = booted(self._asset, self.sandbox, self.workshop.clock)
        return held(self._booted[1])


def _chosen(workshop: Workshop, asset: Asset, request: Request, select: str) -> Chosen:
    with workshop.store.reading() as tx:
        points = tx.points.all(asset.client, asset=asset.name)
        points = [one for one in points if request.repository in ("", one.repository)]
        tested = tx.runs.last_by_repository(asset.reference, JobKind.RESTORE_TEST)
        point = choose(points, tested, select=select, seed=request.seed)
        return Chosen(asset=asset, point=point, origin=tx.runs.get(point.run))


def _about_the_copy(result: Result, *, canary: bool) -> Result:
    """Say of a rehearsal what it is about: how old the point is says nothing, whose point it is does.

    Without a canary nothing says whose it is.
    """
    found = [one for one in result.measurements if one.objective != "rpo"]
    for one in result.measurements if canary else ():
        if one.objective == "rpo":
            verdict = Verdict.MISSED if one.reason else Verdict.MET
            found.insert(0, replace(one, objective="canary", target_s=None, actual_s=None, verdict=verdict))
    return replace(result, measurements=tuple(found))
