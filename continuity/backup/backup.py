"""One backup run: a source to every repository of its asset, with a manifest and a canary, outcome by copy.

A repository that fails delays and stops no other. restic ending well is not success: the place itself must list
the snapshot. Anything short of every copy, complete, is ``incomplete``.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from continuity.backup import canary, emptiness, hashing
from continuity.backup.place import Gone, domain_facts
from continuity.backup.restic import command
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError, Unavailable
from continuity.ground.machine import hosts_of
from continuity.model.job import Copy, Outcome, Result
from continuity.model.point import Point

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import timedelta
    from pathlib import Path

    from continuity.backup.place import Place
    from continuity.backup.restic.client import Backup
    from continuity.backup.sources.files import FilesSource, Written
    from continuity.ground.clock import Clock
    from continuity.model.inventory import Asset

_SHOWN = 20  # how many unreadable items a record names; it counts them all


@dataclass(frozen=True, kw_only=True)
class Task:
    """What one run backs up. ``sidecar`` is the canary's file (None: none), ``manifests`` the asset's directory.

    ``may_be_empty``: nothing is then asked of a source without files. ``suspicious``: the paths that the run before
    did not find, or found empty though they had files once; they stay so until somebody says that it is meant.
    ``patience`` is how long one repository may stand still; ``broken_off`` the repositories where the run before did
    not end well, and may have left the lock of a process that died.
    """

    run: str
    asset: Asset
    source: FilesSource
    nonce: bytes
    sidecar: Path | None
    manifests: Path
    may_be_empty: bool
    suspicious: tuple[str, ...] = ()
    patience: timedelta | None = None
    broken_off: frozenset[str] = frozenset()


def back_up(task: Task, places: Sequence[Place], clock: Clock, progress: Callable[[str, float], None]) -> Result:
    """Back up to every place and return what came of it.

    Raises ``Unavailable`` or ``Refused`` only before anything is touched: the source is gone, or suddenly empty.
    """
    missing = task.source.missing()
    emptiness.refuse_links(task.source)
    if not task.may_be_empty:
        emptiness.refuse_emptiness(task.source, task.asset.name)
    bare = () if task.may_be_empty else emptiness.emptied(task.source, task.suspicious, hashing.newest(task.manifests))
    _plant(task)
    try:
        attempts, (written, fault) = _copied_and_hashed(task, places, clock, progress)
    finally:
        _sealed(task)
    missing = tuple(dict.fromkeys((*missing, *task.source.absent())))
    problems = [attempt.problem for attempt in attempts if attempt.problem] + ([fault] if fault else [])
    problems += [_gone(missing)] if missing else []
    problems += [emptiness.told(bare, task.asset.name)] if bare else []
    detail: dict[str, Any] = {
        "manifest": {"sha256": written.sha256, "files": written.files, "bytes": written.bytes, "hashed": written.hashed}
        if written
        else None,
        "missing": [str(path) for path in missing],
        "emptied": [str(path) for path in bare],
        "device": (device := task.source.device()),
        "hosts": list(hosts_of(device)),
    }
    return Result(
        outcome=_overall([attempt.copy.outcome for attempt in attempts], whole=not problems),
        reason="; ".join(str(problem) for problem in problems),
        copies=tuple(attempt.copy for attempt in attempts),
        points=tuple(attempt.point for attempt in attempts if attempt.point),
        observed=_observed(attempts),
        detail=detail,
        problems=tuple(problems),
    )


def _copied_and_hashed(
    task: Task, places: Sequence[Place], clock: Clock, progress: Callable[[str, float], None]
) -> tuple[list[_Attempt], tuple[Written | None, ContinuityError | None]]:
    """Back up to each place while the manifest is hashed beside it; an interruption ends both."""
    over = threading.Event()
    with ThreadPoolExecutor(1, "manifest") as pool:
        began_ns = int(clock.now().timestamp() * 1e9)
        hashed = pool.submit(hashing.hash_source, task.source, task.run, task.manifests, now_ns=began_ns, over=over)
        try:
            attempts = [_Attempt(task, place, clock).make(progress) for place in places]
            return attempts, hashing.finished(hashed)
        except BaseException:
            over.set()
            raise


def _observed(attempts: Sequence[_Attempt]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return what was seen of each place; points that went with a repository count as errors there."""
    seen = {(one.place.spec.name, "domain"): one.seen for one in attempts if one.seen}
    lost = {"how": "backup: the repository is gone"}
    return seen | {(one.place.spec.name, "verification"): lost | {"errors": one.lost} for one in attempts if one.lost}


class _Attempt:
    """One repository's share of a run."""

    def __init__(self, task: Task, place: Place, clock: Clock) -> None:
        self.task, self.place, self.clock = task, place, clock
        self.seen: dict[str, Any] = {}
        self.lost = 0
        self.problem: ContinuityError | None = None
        self.point: Point | None = None
        self.data_time = clock.now()
        self.copy = Copy(repository=place.spec.name, snapshot="", data_time=None, outcome=Outcome.FAILED)

    def make(self, progress: Callable[[str, float], None]) -> _Attempt:
        """Try; whatever happens is told by the fields, not raised."""
        start = self.clock.mark()
        try:
            self._back_up(progress)
        except Gone as error:
            self.problem, self.lost = error, self.place.known
            self._set(outcome=Outcome.FAILED_TO_START, reason=str(error))
        except ContinuityError as error:
            self.problem = error
            outcome = Outcome.FAILED if self.seen else Outcome.FAILED_TO_START
            self._set(outcome=outcome, reason=str(error))
        self._set(duration_s=round(elapsed(start, self.clock.mark()).seconds, 3))
        return self

    def _back_up(self, progress: Callable[[str, float], None]) -> None:
        self.seen = domain_facts(self.place.ready())
        if self.place.spec.name in self.task.broken_off:
            self.place.restic.unlock()
        self.data_time = self.clock.now()
        task, name = self.task, self.place.spec.name
        argv = command.backup(
            [*map(os.fspath, task.source.present()), *([str(task.sidecar)] if task.sidecar else [])],
            host=task.asset.client,
            tags=command.tags(task.run, task.asset.name),
            exclude=task.source.exclude,
        )
        done = self.place.restic.backup(argv, lambda share: progress(name, share), patience=task.patience)
        self._judge(done)

    def _judge(self, done: Backup) -> None:
        summary = done.summary
        snapshot = self.place.full_name(summary.snapshot) if summary else None
        if summary is None or snapshot is None:
            raise Unavailable(
                "restic ended without a snapshot that {name} lists: {said}",
                hint="look at the repository: continuity storage check {name}",
                name=self.place.spec.name,
                said=done.said or "it said nothing",
            )
        self._set(
            snapshot=snapshot,
            data_time=self.data_time,
            outcome=Outcome.SUCCEEDED,
            bytes_added=summary.bytes_added,
            bytes_processed=summary.bytes_processed,
            files_new=summary.files_new,
            files_changed=summary.files_changed,
        )
        self.point = Point(
            client=self.task.asset.client,
            asset=self.task.asset.name,
            repository=self.place.spec.name,
            snapshot=snapshot,
            run=self.task.run,
            data_time=self.data_time,
            kind="incremental",
            bytes=summary.bytes_processed,
            listed_at=self.clock.now(),
        )
        if done.returncode or done.unreadable:
            self.problem = _unreadable(done)
            self._set(outcome=Outcome.INCOMPLETE, reason=str(self.problem))

    def _set(self, **changes: Any) -> None:
        self.copy = Copy(**vars(self.copy) | changes)


def _plant(task: Task) -> None:
    if task.sidecar is None:
        return
    made = canary.Canary(run=task.run, asset=f"{task.asset.client}/{task.asset.name}", nonce=task.nonce.hex())
    try:
        task.sidecar.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        task.sidecar.write_text(canary.write(made))
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
        task.sidecar.unlink(missing_ok=True)


def _gone(missing: Sequence[Path]) -> ContinuityError:
    return Unavailable(
        "part of the source is not there: {paths}",
        hint="mount or restore it, or correct `source.paths`; what is there was backed up",
        paths=", ".join(map(str, missing)),
    )


def _unreadable(done: Backup) -> ContinuityError:
    return Unavailable(
        "{count} item(s) of the source could not be read: {items}",
        hint="give the user of this command the right to read them, or exclude them in the document",
        count=len(done.unreadable),
        items=", ".join(done.unreadable[:_SHOWN]) or done.said,
    )


def _overall(outcomes: Sequence[Outcome], *, whole: bool) -> Outcome:
    if whole and all(outcome is Outcome.SUCCEEDED for outcome in outcomes):
        return Outcome.SUCCEEDED
    if any(outcome in (Outcome.SUCCEEDED, Outcome.INCOMPLETE) for outcome in outcomes):
        return Outcome.INCOMPLETE
    return Outcome.FAILED if Outcome.FAILED in outcomes else Outcome.FAILED_TO_START
