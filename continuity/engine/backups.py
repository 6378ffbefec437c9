"""The backup job: from an asset to a run of the engine, with the RPO it achieved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from continuity.backup.adoption import STRANGERS, Memory
from continuity.backup.attempt import Task
from continuity.backup.backup import back_up
from continuity.backup.restic import stall
from continuity.engine import canaries, frozen, hooks, sources
from continuity.engine.anomalies import watch
from continuity.engine.endurance import turns
from continuity.engine.endurance.limits import announced, fitted
from continuity.engine.endurance.persisting import persistence
from continuity.engine.exclusive import undisturbed
from continuity.engine.observed import Look, rpo_now
from continuity.engine.orders import Ended, Hands, Job
from continuity.engine.remote.files import reached
from continuity.model.job import JobKind, Outcome
from continuity.policy.copying import copying
from continuity.policy.policy import BackupKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from continuity.backup.place import Place
    from continuity.backup.sources.staged import Taken
    from continuity.engine.orders import Order
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset
    from continuity.model.job import Result, Run
    from continuity.model.measurement import Measurement
    from continuity.state.store import Transaction

_DONE = (Outcome.SUCCEEDED, Outcome.INCOMPLETE)
#: A lock of the dead may lie there still; also where it could not begin: the one before may have died, unseen since.
_BROKEN = (Outcome.FAILED, Outcome.FAILED_TO_START)
#: It had begun to send, and what it sent may stand in no index.
_CUT_OFF = (Outcome.FAILED, Outcome.ABORTED)


@dataclass(frozen=True, kw_only=True)
class BackupRequest:
    """How an asset is to be backed up; ``allow_empty`` accepts a source without files that had some before."""

    progress: Callable[[str, float], None]
    allow_empty: bool = False
    kind: BackupKind = BackupKind.INCREMENTAL
    order: Order | None = None


def run_backup(
    workshop: Workshop,
    asset: Asset,
    request: BackupRequest,
) -> Ended:
    """Back an asset up to every repository of its document, and measure its RPO.

    What its kind really became in each repository is on the point and in the run's detail.
    Raises ``Refused`` where it would replace data by nothing or another process works on the asset, and
    ``Unavailable`` where its source is gone; what happens to single repositories is in the run.
    """
    policy = workshop.policy(asset)
    work, intent = prepared(workshop, asset, request)

    def measure(tx: Transaction, run: Run, at: datetime) -> tuple[Measurement, ...]:
        watched = watch(workshop, tx, asset, run, at=at, meant=request.allow_empty)
        return (rpo_now(tx, asset, policy, Look.of_run(workshop.inventory, run, at)), *watched)

    job = Job(
        kind=JobKind.BACKUP,
        client=asset.client,
        subject=asset.reference,
        policy_digest=policy.digest,
        order=request.order,
        intent=intent,
    )
    return workshop.engine.execute(job, Hands(work=work, measure=measure))


def prepared(
    workshop: Workshop,
    asset: Asset,
    request: BackupRequest,
) -> tuple[Callable[[Run], Result], dict[str, Any]]:
    """Return what reads an asset into the repositories of its ``copies``, and what its run announces before."""
    policy = workshop.policy(asset)
    repositories = workshop.inventory.clients[asset.client].repositories
    task = Task(
        run="",
        asset=asset,
        source=sources.source_of(workshop, asset),
        nonce=workshop.ids.nonce(),
        sidecar=canaries.sidecar(workshop, asset),
        manifests=workshop.directories.manifests(asset.client, asset.name),
        may_be_empty=request.allow_empty,
        kind=request.kind,
        patience=stall.patience(policy.rpo),
        copying=copying(policy),
        undisturbed=lambda name: undisturbed(workshop, repositories[name]),
    )
    places = [fitted(workshop, asset, place)[0] for place in workshop.places(asset)]

    def work(run: Run) -> Result:
        lasting = persistence(workshop, asset, run, request.order)
        ready = replace(
            task,
            run=run.id,
            persistence=lasting,
            turn=turns.of_copies(workshop, asset, run),
            fitted=lambda place: fitted(workshop, asset, place, lasting.until),
        )
        with turns.at_source(workshop, asset, run):
            return hooks.hooked(
                asset, run, workshop.clock, lambda: _backed_up(workshop, ready, run, places, request.progress)
            )

    return work, _intent(task) | announced(workshop, asset)


def _backed_up(
    workshop: Workshop, task: Task, run: Run, places: Sequence[Place], progress: Callable[[str, float], None]
) -> Result:
    """Plant, stage or freeze, and back up, in this order; what that needs is gone again afterwards."""
    with canaries.planting(task, run.id) as canary, sources.staged(workshop, task.asset, canary.around) as taken:
        remembering = replace(_remembering(task, run, workshop), data_time=taken.data_time)

        def copied(seen: Task, them: Sequence[Place]) -> Result:
            return back_up(seen, them, workshop.clock, progress)

        result = frozen.frozen(workshop, remembering, lambda seen: reached(workshop, seen, places, copied))
        return canary.told(_with(result, taken))


def _with(result: Result, taken: Taken) -> Result:
    """Add what the source itself has to say, and tell it how many repositories hold the point."""
    taken.kept_by(sum(copy.outcome is Outcome.SUCCEEDED for copy in result.copies))
    if taken.problems and result.outcome is Outcome.SUCCEEDED:
        result = replace(result, outcome=Outcome.INCOMPLETE)
    problems, said = (*result.problems, *taken.problems), [result.reason, *map(str, taken.problems)]
    reason = "; ".join(filter(None, said))
    return replace(result, detail=result.detail | dict(taken.detail), problems=problems, reason=reason)


def _intent(task: Task) -> dict[str, Any]:
    """Announce the canary before it is planted, so that a run that dies half way leaves a point to test."""
    repositories = list(task.asset.copies)
    plain = {"repositories": repositories, "kind": str(task.kind), "canary": canaries.announced(task)}
    return plain | frozen.intent(task.asset) | hooks.intent(task.asset)


def _remembering(task: Task, run: Run, workshop: Workshop) -> Task:
    """Return the task of this run, with what is remembered of those before it."""
    asset = task.asset
    with workshop.store.reading() as tx:
        before = tx.runs.latest(run.subject, JobKind.BACKUP, _DONE)
        last = tx.runs.latest(run.subject, JobKind.BACKUP)
        memories = {name: _memory(tx, asset, name) for name in asset.copies}

    def subject_of(earlier: str) -> str:
        with workshop.store.reading() as tx:
            found = tx.runs.get(earlier)
        return found.subject if found and not frozen.is_void(found.detail) else ""

    return replace(
        task,
        may_be_empty=task.may_be_empty or not _had_files(before),
        suspicious=_suspicious(before),
        memories=memories,
        subject_of=subject_of,
        broken_off=_of(last, _BROKEN),
        cut_off=_of(last, _CUT_OFF),
    )


def _memory(tx: Transaction, asset: Asset, repository: str) -> Memory:
    strangers = tx.observations.latest(asset.client, repository, STRANGERS)
    return Memory(
        points=tuple(tx.points.all(asset.client, asset=asset.name, repository=repository)),
        names=tx.points.names(asset.client, repository),
        runs=tx.points.runs(asset.client, repository),
        strangers=frozenset(strangers.facts["snapshots"]) if strangers else frozenset(),
    )


def _had_files(before: Run | None) -> bool:
    """Tell whether the last backup saw files; one whose manifest could not be written may have."""
    if before is None:
        return False
    manifest = before.detail.get("manifest")
    return manifest is None or bool(manifest["files"])


def _of(last: Run | None, outcomes: tuple[Outcome, ...]) -> frozenset[str]:
    """Return the repositories whose copy ended like this in the last backup."""
    return frozenset(copy.repository for copy in (last.copies if last else ()) if copy.outcome in outcomes)


def _suspicious(before: Run | None) -> tuple[str, ...]:
    """Return the paths that were gone or suddenly empty at the last backup: an empty directory there is no remedy."""
    return tuple(path for key in ("missing", "emptied") for path in (before.detail.get(key, ()) if before else ()))
