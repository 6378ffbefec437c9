"""After a crash: find out what a run that never ended left in the world, and say so in its terminal record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.backup.adoption import as_point
from continuity.backup.hashing import path_of
from continuity.backup.restic.command import RUN_TAG
from continuity.backup.sources.files import partial_of
from continuity.engine import canaries, frozen, hooks, sources
from continuity.engine.drills.walking import settled_drill
from continuity.engine.endurance import persisting
from continuity.engine.rehearsals.restore_tests import RESTORE_TEST
from continuity.engine.rehearsals.walking import taken_down
from continuity.ground.errors import ContinuityError, Refused
from continuity.model.documents.catalogues import shipped
from continuity.model.documents.drills import shipped_rehearsal
from continuity.model.job import Copy, JobKind, Outcome, Result
from continuity.recovery.sandbox import Sandbox
from continuity.recovery.target import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from continuity.backup.place import Place
    from continuity.backup.restic.messages import Snapshot
    from continuity.engine.workshop import Workshop
    from continuity.ground.clock import Clock
    from continuity.model.job import Run


_DIED = "its process died before it ended"
_UNFINISHED = "its process died before it ended; the same command does what is left"
_ADOPTED = "its process died before it ended; {count} of {places} copies were complete and adopted"


def settle(run: Run, workshop: Workshop) -> Result:  # noqa: PLR0911 - one return a kind
    """Find out what a dead run left in the world, by its kind."""
    if run.kind in (JobKind.BACKUP, JobKind.ARCHIVE):
        client, _, asset = run.subject.rpartition("/")
        found = workshop.inventory.clients[client].assets.get(asset)
        left = _left_by_backup(run, workshop, client, asset)
        return hooks.settled(found, run, workshop.clock, left) if found else left
    if run.kind is JobKind.RESTORE:
        return settle_restore(run, Sandbox(path=workshop.directories.sandbox(run.id)))
    if run.kind in (JobKind.RESTORE_TEST, JobKind.KIT_TEST):
        return settle_rehearsal(run, workshop)
    if run.kind is JobKind.DRILL:
        return settled_drill(workshop, run)
    if run.kind is JobKind.RUNBOOK:
        raise Refused(
            "{runbook} of {subject} was begun and has not ended: run {run}",
            hint="go on with it: continuity runbook resume {run}",
            runbook=run.detail["runbook"],
            subject=run.subject,
            run=run.id,
        )
    if run.kind is JobKind.REWIND:
        Sandbox(path=workshop.directories.sandbox(run.id)).remove()
        return Result(outcome=Outcome.ABORTED, reason=_UNFINISHED)
    if run.kind is JobKind.FORGET:
        client, _, name = run.subject.rpartition("/")
        spec = workshop.inventory.clients[client].repositories.get(name)
        return settle_forget(run, workshop.place(spec)) if spec else settle_other(run)
    return settle_other(run)


def _left_by_backup(run: Run, workshop: Workshop, client: str, asset: str) -> Result:
    found = workshop.inventory.clients[client].assets.get(asset)
    if found and run.kind is JobKind.ARCHIVE:
        found = replace(found, copies=found.archives)
    places = workshop.places(found) if found else []
    if found:
        sources.clear(workshop.directories, found)
        canaries.clear(workshop, found, run.detail.get("canary"))
        if fault := frozen.clear(workshop, found, run):
            return Result(outcome=Outcome.ABORTED, reason=f"{_DIED}; {fault}", detail=frozen.void(fault))
    left = settle_backup(run, places, workshop.directories.manifests(client, asset), workshop.clock)
    tries = persisting.left(workshop, run)
    copies = tuple(replace(copy, attempts=tries.get(copy.repository, ())) for copy in left.copies)
    return replace(left, copies=copies)


def settle_backup(run: Run, places: Sequence[Place], manifests: Path, clock: Clock) -> Result:
    """Adopt the snapshots that a dead backup had completed; clear its half manifest and the locks of the dead.

    A repository that cannot be asked now is named in the reason; the next backup that can adopts what it holds
    (``backup/adoption``).
    """
    partial_of(path_of(manifests, run.id)).unlink(missing_ok=True)
    copies, points = [], []
    for place in places:
        try:
            place.ready()
            place.restic.unlock()
            found = place.restic.snapshots(f"{RUN_TAG}{run.id}")
        except ContinuityError as error:
            copies.append(_copy(place, outcome=Outcome.FAILED, reason=f"could not be asked: {error}"))
            continue
        if not found:
            copies.append(_copy(place, outcome=Outcome.ABORTED, reason="no snapshot of this run"))
        for snapshot in found[-1:]:
            copies.append(_copy(place, outcome=Outcome.SUCCEEDED, reason="adopted", snapshot=snapshot))
            points.append(as_point(snapshot, place, run.subject.rpartition("/")[2], clock.now()))
    reason = _ADOPTED.format(count=len(points), places=len(places))
    return Result(outcome=Outcome.ABORTED, reason=reason, copies=tuple(copies), points=tuple(points))


def settle_restore(run: Run, sandbox: Sandbox) -> Result:
    """Remove the staging directory of a dead restore, unless it was to be kept; the target itself was never touched.

    And what else it had for itself: the room of a server that recovered its data, or what it was loading elsewhere.
    """
    sandbox.remove()
    if "target" not in run.detail:
        reason = (
            "its process died before it ended; a database named continuity_{run} may be left on {into}, or one that"
            " holds a table of that name"
        )
        return Result(outcome=Outcome.ABORTED, reason=reason.format(run=run.id, into=run.detail.get("into")))
    Target(path=Path(run.detail["target"]), run=run.id).clear()
    if run.detail.get("resume"):
        reason = "its process died before it ended; what it had staged is kept for `restore --resume`"
        return Result(outcome=Outcome.ABORTED, reason=reason)
    return Result(outcome=Outcome.ABORTED, reason="its process died before it ended; what it had staged was removed")


def settle_rehearsal(run: Run, workshop: Workshop) -> Result:
    """Take down what a dead rehearsal had put up."""
    known = run.detail.get("procedure", {}).get("name", "")
    left = taken_down(workshop, run, shipped_rehearsal(known if known in shipped("drills") else RESTORE_TEST))
    reason = "its process died before it ended; its sandbox was removed"
    return Result(outcome=Outcome.ABORTED, reason="; ".join(map(str, left)) or reason, problems=left)


def settle_forget(run: Run, place: Place) -> Result:
    """Find out which of the points that a dead run had announced are gone: it was us, so nobody will miss them."""
    try:
        place.ready()
        listed = place.port.snapshot_names()
    except ContinuityError as error:
        return Result(outcome=Outcome.ABORTED, reason=f"could not be asked: {error}")
    gone = tuple(name for name in run.detail.get("asked", ()) if name not in listed)
    detail = {"removed": list(gone)}
    return Result(outcome=Outcome.ABORTED, reason=_DIED, removed={place.spec.name: gone}, detail=detail)


def settle_other(_run: Run) -> Result:
    """Close a run that changes nothing in the world."""
    return Result(outcome=Outcome.ABORTED, reason=_DIED)


def _copy(place: Place, *, outcome: Outcome, reason: str, snapshot: Snapshot | None = None) -> Copy:
    return Copy(
        repository=place.spec.name,
        snapshot=snapshot.id if snapshot else "",
        data_time=snapshot.time if snapshot else None,
        outcome=outcome,
        reason=reason,
    )
