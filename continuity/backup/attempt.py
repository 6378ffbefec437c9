"""One repository's share of a backup run: what to compare with, restic, and the place's own word for it."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity.backup.adoption import Found, Memory, adopt
from continuity.backup.persisting import Persistence, Tries
from continuity.backup.place import Gone, domain_facts
from continuity.backup.restic import command
from continuity.backup.restic.taking_up import may_take_up, take_up
from continuity.ground.clock import elapsed
from continuity.ground.errors import ContinuityError, Unavailable
from continuity.model.job import Copy, Outcome
from continuity.model.point import Point
from continuity.policy import kinds
from continuity.policy.copying import Copying
from continuity.policy.policy import BackupKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime, timedelta

    from continuity.backup.place import Place
    from continuity.backup.restic.client import Backup
    from continuity.backup.sources.files import FilesSource
    from continuity.ground.clock import Clock
    from continuity.model.inventory import Asset
    from continuity.policy.kinds import Reading
    from continuity.storage.ports import Probe

_SHOWN = 20  # how many unreadable items a record names; it counts them all


@dataclass(frozen=True, kw_only=True)
class Task:
    """What one run backs up. ``sidecar`` is the canary's file (None: none), ``manifests`` the asset's directory.

    ``may_be_empty``: nothing is then asked of a source without files. ``suspicious``: the paths that the run before
    did not find, or found empty though they had files once; they stay so until somebody says that it is meant.
    ``memories``: what is known of each repository; ``subject_of``: what an earlier run worked on, empty where there
    never was such a run. ``patience``: how long one repository may stand still; ``broken_off``: the repositories where
    the run before did not end well: what it left there is cleared first, and ``cut_off`` those of them where it had
    begun to send. ``data_time``: of what was staged; without it, when reading began. ``persistence``: how long a copy
    that failed is tried again; ``turn``: what each try waits for, and how long it did; ``fitted``: the place as it may
    be used now, and until when. ``copying``: how the copies are made; ``undisturbed`` raises ``Unavailable`` while
    somebody of ours removes from a repository.
    """

    run: str
    asset: Asset
    source: FilesSource
    nonce: bytes
    sidecar: Path | None
    manifests: Path
    may_be_empty: bool
    suspicious: tuple[str, ...] = ()
    kind: BackupKind = BackupKind.INCREMENTAL
    memories: Mapping[str, Memory] = field(default_factory=dict)
    subject_of: Callable[[str], str] = lambda _run: ""
    patience: timedelta | None = None
    broken_off: frozenset[str] = frozenset()
    data_time: datetime | None = None
    cut_off: frozenset[str] = frozenset()
    persistence: Persistence = field(default_factory=Persistence)
    turn: Callable[..., AbstractContextManager[float]] = lambda _repository, patience=None: nullcontext(0.0)
    fitted: Callable[[Place], tuple[Place, datetime | None]] = lambda place: (place, None)
    copying: Copying = Copying.EACH
    undisturbed: Callable[[str], None] = lambda _repository: None

    @property
    def points(self) -> tuple[Point, ...]:
        """All known points of the asset, whichever repository lists them."""
        return tuple(point for memory in self.memories.values() for point in memory.points)


class Attempt:
    """One repository's share of a run; its fields tell what came of it."""

    def __init__(self, task: Task, place: Place, clock: Clock) -> None:
        self.task, self.place, self.clock = task, place, clock
        self.name = place.spec.name
        self.tries = Tries(self.name, task.persistence, clock)
        self.admitted = self.reached = self.began = self.taken_up = False
        self.until: datetime | None = None
        self._begin()

    def _begin(self) -> None:
        """Forget the try before: what it found is found again."""
        self.seen: dict[str, Any] = {}
        self.lost = 0
        self.problem: ContinuityError | None = None
        self.found = Found()
        self.reading: Reading | None = None
        self.point: Point | None = None
        self.data_time = self.clock.now()
        self.copy = Copy(repository=self.name, snapshot="", data_time=None, outcome=Outcome.FAILED)

    def make(self, progress: Callable[[str, float], None]) -> Attempt:
        """Try, again and again where it may help; whatever happens is told by the fields, not raised."""
        start = self.clock.mark()
        self.copy = self.tries.make(lambda: self._try(progress))
        self._set(duration_s=round(elapsed(start, self.clock.mark()).seconds, 3))
        return self

    def _try(self, progress: Callable[[str, float], None]) -> tuple[Copy, ContinuityError | None]:
        """Try once; returns what the copy is now, and the fault for which it may be tried again.

        What never answered in this run was waited for by the looks themselves (``storage/retrying``): a server that is
        gone keeps nobody waiting. The next run asks again.
        """
        self._begin()
        try:
            with self.task.turn(self.name) as waited:
                self.admitted = True
                self.tries.waited(waited)
                self.place, until = self.task.fitted(self.place)
                self.until = until if self.task.persistence.until else None  # who is not tried again is let end
                self._back_up(self._look(), progress)
        except Gone as error:
            self.problem, self.lost = error, self.place.known
            self._set(outcome=Outcome.FAILED_TO_START, reason=str(error))
        except ContinuityError as error:
            self.problem = error
            outcome = Outcome.FAILED if self.reached else Outcome.FAILED_TO_START
            self._set(outcome=outcome, reason=str(error))
        return self.copy, self.problem if self.reached else None

    @property
    def points(self) -> tuple[Point, ...]:
        """The points that this repository brought: what an earlier run had left there, and the new one."""
        return (*self.found.points, *([self.point] if self.point else []))

    def _look(self) -> frozenset[str]:
        """Find the place whole, and what it lists."""
        probe = self.place.ready()
        self.seen, self.reached = domain_facts(probe), True
        if self.name in self.task.broken_off or not self.tries.first:
            self.place.restic.unlock()
        self._take_up(probe)
        task, memory = self.task, self.task.memories.get(self.name, Memory())
        listed = self.place.port.snapshot_names()
        self.found = adopt(self.place, task.asset, listed, memory, task.subject_of, self.clock.now())
        return listed

    def _take_up(self, probe: Probe) -> None:
        """Have restic find what an earlier try, or the run before, had stored before it was cut off."""
        if self.began or (self.name in self.task.cut_off and self.tries.first):
            self.taken_up = (may_take_up(self.place, probe) and take_up(self.place.restic)) or self.taken_up
            self.began = False

    @property
    def known(self) -> tuple[Point, ...]:
        """The points of the asset that this repository is known to have held before."""
        return (*self.task.memories.get(self.name, Memory()).points, *self.found.points)

    def _back_up(self, listed: frozenset[str], progress: Callable[[str, float], None]) -> None:
        known = self.known
        reading = kinds.decide(self.task.kind, (point for point in known if point.snapshot in listed))
        try:
            done = self._read(reading, progress)
        except Unavailable:
            if not reading.parent or reading.parent in self.place.port.snapshot_names():
                raise
            reading = kinds.without_parent()  # whatever restic said: its parent went while it began
            done = self._read(reading, progress)
        self.reading = reading
        self._judge(done, reading)

    def _read(self, reading: Reading, progress: Callable[[str, float], None]) -> Backup:
        task, self.began = self.task, True
        self.data_time = task.data_time or self.clock.now()
        argv = command.backup(
            [*map(task.source.told, (*task.source.present(), *([task.sidecar] if task.sidecar else [])))],
            host=task.asset.client,
            tags=command.tags(task.run, task.asset.name, reading.kind),
            exclude=task.source.exclude,
            parent=reading.parent,
            one_file_system=task.source.one_file_system,
        )
        return self.place.restic.backup(
            argv, lambda share: progress(self.name, share), patience=task.patience, until=self.until
        )

    def _judge(self, done: Backup, reading: Reading) -> None:
        summary = done.summary
        snapshot = self.place.full_name(summary.snapshot) if summary else None
        if summary is None or snapshot is None:
            raise Unavailable(
                "restic ended without a snapshot that {name} lists: {said}",
                hint="look at the repository: continuity storage check {name}",
                name=self.name,
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
            repository=self.name,
            snapshot=snapshot,
            run=self.task.run,
            data_time=self.data_time,
            kind=str(reading.kind),
            parent=reading.parent,
            bytes=summary.bytes_processed,
            listed_at=self.clock.now(),
        )
        if done.returncode or done.unreadable:
            self.problem = _unreadable(done, self.name)
            self._set(outcome=Outcome.INCOMPLETE, reason=str(self.problem))

    def _set(self, **changes: Any) -> None:
        self.copy = replace(self.copy, **changes)


def _unreadable(done: Backup, name: str) -> ContinuityError:
    if done.uncompared and done.uncompared == done.unreadable and all(Path(item).is_dir() for item in done.uncompared):
        return Unavailable(
            "what {name} holds of {count} folder(s) cannot be read, so they were read anew: {items}",
            hint="the repository may be damaged; see how far it goes: continuity verify --repository {name}",
            name=name,
            count=len(done.uncompared),
            items=", ".join(done.uncompared[:_SHOWN]),
        )
    return Unavailable(
        "{count} item(s) of the source could not be read: {items}",
        hint="give the user of this command the right to read them, or exclude them in the document",
        count=len(done.unreadable),
        items=", ".join(done.unreadable[:_SHOWN]) or done.said,
    )
