"""One backup run: a source to every repository of its asset, with a manifest and a canary, outcome by copy.

The copies are made side by side: a repository that fails, hangs or is slow delays and stops no other. restic ending
well is not success: the place itself must list the snapshot. Anything short of every copy, complete, is ``incomplete``.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from continuity.backup import canary, emptiness, hashing
from continuity.backup.adoption import STRANGERS
from continuity.backup.changes import compare
from continuity.backup.copying import order
from continuity.backup.sources.files import open_manifest
from continuity.backup.sources.staged import StagedFiles
from continuity.ground import cancel
from continuity.ground.errors import ContinuityError, Unavailable
from continuity.model.job import Outcome, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from continuity.backup.attempt import Attempt, Task
    from continuity.backup.changes import Changes
    from continuity.backup.place import Place
    from continuity.backup.sources.files import Written
    from continuity.ground.clock import Clock
    from continuity.model.point import Point


def back_up(task: Task, places: Sequence[Place], clock: Clock, progress: Callable[[str, float], None]) -> Result:
    """Back up to every place and return what came of it.

    Raises ``Unavailable`` or ``Refused`` only before anything is touched: the source is gone, or suddenly empty.
    """
    missing = task.source.missing()
    emptiness.refuse_links(task.source)
    if not task.may_be_empty:
        emptiness.refuse_emptiness(task.source, task.asset.name)
    bare = () if task.may_be_empty else emptiness.emptied(task.source, task.suspicious, hashing.newest(task.manifests))
    before = hashing.newest(task.manifests)
    _plant(task)
    try:
        attempts, (written, fault) = _copied_and_hashed(task, places, clock, progress)
    finally:
        _sealed(task)
    missing = tuple(dict.fromkeys((*missing, *task.source.absent())))
    problems = [attempt.problem for attempt in attempts if attempt.problem] + ([fault] if fault else [])
    problems += [_gone(missing)] if missing else []
    problems += order.damage(attempts)
    problems += [emptiness.told(bare, task.asset.name)] if bare else []
    detail: dict[str, Any] = {
        "manifest": {"sha256": written.sha256, "files": written.files, "bytes": written.bytes, "hashed": written.hashed}
        if written
        else None,
        "missing": [str(path) for path in missing],
        "emptied": [str(path) for path in bare],
        "device": task.source.device(),
        "hosts": list(task.source.hosts()),
        "kind": str(task.kind),
        "kinds": _kinds(attempts),
        "copying": order.as_json(attempts),
        "taken_up": [one.name for one in attempts if one.taken_up],
        "changes": changes.as_json() if (changes := _changes(task, before, written)) else None,
        "adopted": [_adopted(point) for attempt in attempts for point in attempt.found.points],
    }
    return Result(
        outcome=_overall([attempt.copy.outcome for attempt in attempts], whole=not problems),
        reason="; ".join(str(problem) for problem in problems),
        copies=tuple(attempt.copy for attempt in attempts),
        points=tuple(point for attempt in attempts for point in attempt.points),
        observed=_observed(attempts),
        detail=detail,
        problems=tuple(problems),
    )


def _copied_and_hashed(
    task: Task, places: Sequence[Place], clock: Clock, progress: Callable[[str, float], None]
) -> tuple[list[Attempt], tuple[Written | None, ContinuityError | None]]:
    """Back up to the places, several at a time, while the manifest is hashed once; an interruption ends it all."""
    told = Slowest(progress)
    target = hashing.path_of(task.manifests, task.run)
    previous = hashing.believed(task.manifests, task.kind, task.points)
    with ThreadPoolExecutor(1, "manifest") as pool, cancel.scope() as over:
        began_ns = int(clock.now().timestamp() * 1e9)
        hashed = pool.submit(hashing.hash_source, task.source, target, previous, now_ns=began_ns, over=over)
        attempts = order.made(task, places, clock, told.tell)
        manifest = hashing.finished(hashed)
        over.check()
        return attempts, manifest


def _changes(task: Task, before: Path | None, written: Written | None) -> Changes | None:
    """Count what changed since the last manifest; None where there is none, and of what is no tree of files."""
    if before is None or written is None or isinstance(task.source, StagedFiles):
        return None
    try:
        return compare(open_manifest(before)[1], open_manifest(written.path)[1])
    except (OSError, ValueError):  # a damaged manifest of the past: nothing can be said today
        return None


class Slowest:
    """Makes one progress of several: it tells of the copy that is least far."""

    def __init__(self, progress: Callable[[str, float], None]) -> None:
        self._progress, self._shares, self._lock = progress, dict[str, float](), threading.Lock()

    def tell(self, name: str, share: float) -> None:
        """Take note of one copy's share, from any thread."""
        with self._lock:
            self._shares[name] = share
            last = min(self._shares, key=self._shares.__getitem__)
            self._progress(last, self._shares[last])


def _observed(attempts: Sequence[Attempt]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return what was seen of each place; points that went with a repository count as errors there."""
    seen = {(one.name, "domain"): one.seen for one in attempts if one.seen}
    strange = {(one.name, STRANGERS): {"snapshots": sorted(one.found.strangers)} for one in attempts if one.seen}
    lost = {"how": "backup: the repository is gone"}
    return seen | strange | {(one.name, "verification"): lost | {"errors": one.lost} for one in attempts if one.lost}


def _kinds(attempts: Sequence[Attempt]) -> dict[str, dict[str, str]]:
    """Return how each repository's share was really read, and why not as it was asked for."""
    return {
        one.name: {
            "kind": str(reading.kind),
            "parent": reading.parent,
            "reason": str(reading.reason) if reading.reason else "",
        }
        for one in attempts
        if (reading := one.reading)
    }


def _adopted(point: Point) -> dict[str, str]:
    return {"run": point.run, "repository": point.repository, "snapshot": point.snapshot}


def _plant(task: Task) -> None:
    if task.sidecar is None:
        return
    made = canary.Canary(run=task.run, asset=f"{task.asset.client}/{task.asset.name}", nonce=task.nonce.hex())
    try:
        task.source.put(task.sidecar, canary.write(made))
    except OSError as error:
        raise Unavailable(
            "the canary {path} cannot be written: {cause}",
            hint="check the owner and the free space of the state directory",
            path=task.sidecar,
            cause=error.strerror,
        ) from error


def _sealed(task: Task) -> None:
    """Leave the nonce in the snapshots alone: until a restore brings it back, nobody here can read it."""
    if task.sidecar:
        task.source.take_out(task.sidecar)


def _gone(missing: Sequence[Path]) -> ContinuityError:
    return Unavailable(
        "part of the source is not there: {paths}",
        hint="mount or restore it, or correct `source.paths`; what is there was backed up",
        paths=", ".join(map(str, missing)),
    )


def _overall(outcomes: Sequence[Outcome], *, whole: bool) -> Outcome:
    if whole and all(outcome is Outcome.SUCCEEDED for outcome in outcomes):
        return Outcome.SUCCEEDED
    if any(outcome in (Outcome.SUCCEEDED, Outcome.INCOMPLETE) for outcome in outcomes):
        return Outcome.INCOMPLETE
    return Outcome.FAILED if Outcome.FAILED in outcomes else Outcome.FAILED_TO_START
