"""A backup of files from file-system snapshots, where the document asks for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from continuity.backup import emptiness
from continuity.backup.snapshots.keeping import listed
from continuity.backup.snapshots.places import Wish
from continuity.backup.snapshots.view import View
from continuity.backup.sources.files import FilesSource
from continuity.ground.errors import ContinuityError, NotProven
from continuity.ground.namespace import apart
from continuity.ground.timestamps import write_time
from continuity.model.job import Outcome
from continuity.model.point import ON_SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from continuity.backup.attempt import Task
    from continuity.backup.snapshots.view import Seen
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset
    from continuity.model.job import Copy, Result, Run

#: The key of a run's detail by which its snapshots are told, and of its intent by which they are looked for.
KEY = "snapshots"


def wished(asset: Asset) -> Wish | None:
    """Return the snapshots that an asset's document asks for; None for none."""
    settings = asset.source.settings
    kind = settings.get("snapshot", "none") if asset.source.kind == "files" else "none"
    if kind == "none":
        return None
    wish, kept = Wish(kind=kind, room=settings["snapshot_size"]), settings["keep_snapshots"]
    return replace(wish, every=kept.every, keep=kept.keep) if kept else wish


def intent(asset: Asset) -> dict[str, Any]:
    """Return what a run announces of its snapshots, so that they are looked for if it dies."""
    wish = wished(asset)
    return {KEY: wish.kind} if wish else {}


def frozen(workshop: Workshop, task: Task, back_up: Callable[[Task], Result]) -> Result:
    """Do the backup of a task, from snapshots where its asset asks for them.

    A snapshot that did not last as long as the backup leaves no recovery point. Raises ``UsageError`` for a source
    of which there can be none, ``Unavailable`` where none can be taken; nothing is backed up then.
    """
    wish = wished(task.asset)
    if wish is None:
        return back_up(task)
    task.source.missing()
    emptiness.refuse_links(task.source)

    def work() -> Result:
        view = View(task.source, wish, Remembered(workshop, task.asset))
        view.clear()
        with view.frozen(task.run, workshop.clock, _live(workshop, task.asset)) as seen:
            moment = min(one.at for one in seen.taken)
            result = _judged(back_up(replace(task, source=seen.source, data_time=moment)), seen)
        there = {(task.asset.name, ON_SOURCE): {"snapshots": listed(view.volumes)}}
        return _with(replace(result, observed={**result.observed, **there}), view.left)

    return apart(work)


def clear(workshop: Workshop, asset: Asset, dead: Run) -> str:
    """Remove the snapshots that a dead run and ended ones left of an asset; only what carries their names.

    Returns what was wrong with the dead run's, empty where it had none or all were whole. What cannot be removed now is
    found again by the next backup, and by the doctor.
    """
    wish = wished(asset)
    if wish is None:
        return ""
    source, runs = FilesSource.from_settings(asset.source.settings), Remembered(workshop, asset, dead=dead.id)
    try:
        gone = apart(lambda: View(source, wish, runs).clear())
    except ContinuityError:
        return ""
    return next((fault for run, fault in gone if run == dead.id and fault), "")


def void(fault: str) -> dict[str, Any]:
    """Return the detail of a run whose snapshot broke."""
    return {KEY: [{"fault": fault}]}


def is_void(detail: dict[str, Any]) -> bool:
    """Tell whether what a run backed up was read from a snapshot that broke meanwhile."""
    taken = detail.get(KEY, ())
    return not isinstance(taken, str) and any(one["fault"] for one in taken)


class Remembered:
    """What the state knows of runs; satisfies :class:`~continuity.backup.snapshots.keeping.Runs`.

    ``dead``: a run that is over, though nobody wrote it down yet.
    """

    def __init__(self, workshop: Workshop, asset: Asset, dead: str = "") -> None:
        self._workshop, self._asset, self._dead = workshop, asset, dead

    def ended(self, run: str) -> bool:
        """See :meth:`Runs.ended`."""
        found = self._run(run)
        return found is not None and (run == self._dead or found.outcome is not None)

    def same(self, run: str) -> bool:
        """See :meth:`Runs.same`."""
        found = self._run(run)
        return found is not None and found.subject == self._asset.reference

    def _run(self, run: str) -> Run | None:
        with self._workshop.store.reading() as tx:
            return tx.runs.get(run)


def _live(workshop: Workshop, asset: Asset) -> list[Path]:
    """Return what is written to meanwhile, and may lie below a path of the source."""
    specs = [place.spec for place in workshop.places(asset)]
    return [workshop.directories.state, *(spec.settings.path for spec in specs if spec.adapter == "local")]


def _judged(result: Result, seen: Seen) -> Result:
    taken = [
        {"kind": one.volume.kind, "of": one.volume.title, "at": write_time(one.at), "fault": one.fault}
        for one in seen.taken
    ]
    result = replace(result, detail=result.detail | {KEY: taken})
    broken = next((one for one in taken if one["fault"]), None)
    if broken is None:
        return result
    fault = NotProven(
        "the snapshot of {volume} did not last as long as the backup: {cause}",
        hint="give it more room (`snapshot_size` in the document) and back up again; no recovery point was made",
        volume=broken["of"],
        cause=broken["fault"],
    )
    copies = tuple(_failed(copy, str(fault)) for copy in result.copies)
    return replace(result, outcome=Outcome.FAILED, reason=str(fault), copies=copies, points=(), problems=(fault,))


def _with(result: Result, left: Sequence[ContinuityError]) -> Result:
    """Return a result with what could not be tidied up: what was backed up is as good as without it."""
    if not left:
        return result
    problems = (*result.problems, *left)
    outcome = Outcome.INCOMPLETE if result.outcome is Outcome.SUCCEEDED else result.outcome
    return replace(result, outcome=outcome, reason="; ".join(map(str, problems)), problems=problems)


def _failed(copy: Copy, reason: str) -> Copy:
    return replace(copy, snapshot="", data_time=None, outcome=Outcome.FAILED, reason=reason)
