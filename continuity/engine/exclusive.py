"""Work that wants a repository to itself: whether anybody is in it, and what kind of place it is to remove from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.ground.errors import Refused, Unavailable
from continuity.ground.identity import alive
from continuity.model.job import JobKind
from continuity.policy.locking import ACCESS, Access
from continuity.storage.ports import Retention

if TYPE_CHECKING:
    from continuity.backup.place import Place
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import RepositorySpec
    from continuity.model.job import Run
    from continuity.storage.ports import Probe


def alone(workshop: Workshop, spec: RepositorySpec, own: Run) -> None:
    """Raise ``Refused`` while another run works in the repository.

    restic's own locks do not say it all: we restore and verify without one, so that nothing waits for them. While
    people walk a runbook nothing is removed either; a rewind removes nothing, and may be a step of it, or of a drill.
    """
    with workshop.store.reading() as tx:
        others = [run for run, holder in tx.runs.open() if run.id != own.id and alive(holder)]
    passed = {JobKind.RUNBOOK, JobKind.DRILL} if own.kind is JobKind.REWIND else set()
    here = (run for run in others if run.client == spec.client and run.kind not in passed)
    busy = [run for run in here if _is_in(workshop, spec, run)]
    if busy:
        raise Refused(
            "other work goes on in {repository}: run {run} of {subject}",
            hint="wait for it to end and run the command again",
            repository=spec.name,
            run=busy[0].id,
            subject=busy[0].subject,
        )


def undisturbed(workshop: Workshop, spec: RepositorySpec) -> None:
    """Raise ``Unavailable`` while a run of ours removes or rewrites something in the repository.

    Call it in the work of a run, whose start is on record: of a reader and a remover that begin together, the one that
    was recorded last sees the other.
    """
    with workshop.store.reading() as tx:
        others = [run for run, holder in tx.runs.open() if alive(holder)]
    where = f"{spec.client}/{spec.name}"
    busy = [run for run in others if run.subject == where and ACCESS[run.kind] is Access.EXCLUSIVE]
    if busy:
        raise Unavailable(
            "what is not needed any more is being removed from {repository}: run {run}",
            hint="wait for it to end and run the command again, or use another repository",
            repository=spec.name,
            run=busy[0].id,
        )


def appends_only(spec: RepositorySpec, probe: Probe) -> bool:
    """Tell whether the place promises, or was seen, to refuse every removal."""
    return bool(probe.append_only or spec.declared.get("append_only"))


def hides(place: Place) -> bool:
    """Tell whether a removal there only hides: the store keeps every version until its lock ends."""
    return isinstance(place.port, Retention) and place.port.lock_state().versioning


def _is_in(workshop: Workshop, spec: RepositorySpec, run: Run) -> bool:
    name = run.subject.removeprefix(f"{spec.client}/")
    asset = workshop.inventory.clients[spec.client].assets.get(name)
    return run.subject == f"{spec.client}/{spec.name}" or bool(asset and spec.name in (*asset.copies, *asset.archives))
