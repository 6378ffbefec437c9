"""A repository's share of a run that is made from another repository, and from the source where that does not work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from continuity.backup.adoption import Memory
from continuity.backup.attempt import Attempt
from continuity.backup.copying.moving import Move
from continuity.backup.restic import copying
from continuity.backup.restic.command import RUN_TAG
from continuity.ground.errors import ContinuityError, Unavailable
from continuity.policy.copying import Copying
from continuity.storage.objects import Objects, Part

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from continuity.backup.attempt import Task
    from continuity.backup.place import Place
    from continuity.ground.clock import Clock
    from continuity.model.point import Point

_FEW = 8  # indexes: each costs a process; beyond, all packs of the origin are looked at instead


@dataclass(frozen=True)
class Leader:
    """Who was backed up to first, and what all that follow ask of its indexes."""

    attempt: Attempt
    indexes: copying.Indexes


class Follower(Attempt):
    """One repository that follows the one that was backed up to first, its ``leader``.

    ``how`` the copy was made in the end; ``why`` it was not made as asked for, None where it was; ``missed``: earlier
    points that it lacked and has now.
    """

    def __init__(self, task: Task, place: Place, clock: Clock, leader: Leader) -> None:
        self.leader, self.indexes, self.how = leader.attempt, leader.indexes, Copying.EACH
        self.why: ContinuityError | None = None
        self.missed: tuple[Point, ...] = ()
        super().__init__(task, place, clock)

    @property
    def points(self) -> tuple[Point, ...]:
        """What an earlier run had left there, what it had missed, and the new one."""
        return (*super().points, *self.missed)

    def _back_up(self, listed: frozenset[str], progress: Callable[[str, float], None]) -> None:
        self.how, self.why, self.missed = self.task.copying, None, ()
        try:
            self._follow(listed, progress)
        except ContinuityError as error:
            self.how, self.why = Copying.EACH, error
            self.place.ready()  # what broke off may be gone: restic would ask for it for minutes
            super()._back_up(self.place.port.snapshot_names(), progress)

    def _follow(self, listed: frozenset[str], progress: Callable[[str, float], None]) -> None:
        newest = self.leader.point
        if newest is None:
            raise Unavailable("{origin} holds no point of this run", origin=self.leader.name)
        wanted = [newest, *self._missing(listed)]
        self.task.undisturbed(self.name)
        by_way = self._replicated if self.task.copying is Copying.REPLICATE else self._copied
        names, moved = by_way(wanted, lambda share: progress(self.name, share))
        there = self.place.port.snapshot_names()
        got = [self._own(point, names[point.snapshot], there) for point in wanted if names.get(point.snapshot) in there]
        if not got or got[0].run != newest.run:
            raise Unavailable(
                "{name} does not list the point that was copied from {origin}",
                hint="look at the repository: continuity storage check {name}",
                name=self.name,
                origin=self.leader.name,
            )
        self._take(got, moved)

    def _missing(self, listed: frozenset[str]) -> list[Point]:
        """Return the points that were made while this repository was away: newer than its own, and never known here."""
        own = [point for point in self.known if point.snapshot in listed]
        since = max((point.data_time for point in own), default=None)
        runs = self.task.memories.get(self.name, Memory()).runs | {point.run for point in own}
        if since is None:
            return []
        return [point for point in self.leader.known if point.data_time > since and point.run not in runs]

    def _replicated(self, wanted: Sequence[Point], tell: Callable[[float], None]) -> tuple[dict[str, str], int | None]:
        origin, copy = self.leader.place.port, self.place.port
        if self.place.restic.limits or self.leader.place.restic.limits:
            raise Unavailable("{name}: restic keeps the limit of bandwidth, moving objects would not", name=self.name)
        if not isinstance(origin, Objects) or not isinstance(copy, Objects):
            raise Unavailable(
                "objects cannot be moved from {origin} to {name}: one of these places does not offer that",
                origin=self.leader.name,
                name=self.name,
            )
        done = 0.0

        def progress(share: float) -> None:
            nonlocal done
            done += share
            tell(done)

        with origin.objects_opened() as there, copy.objects_opened() as here:
            if here.names("locks"):
                self.place.restic.unlock()  # of the dead alone

            def packs_of(indexes: Collection[str]) -> frozenset[str]:
                few = len(indexes) <= _FEW
                return self.indexes.packs(indexes) if few else there.names(Part.DATA)

            move = Move(
                names=(self.leader.name, self.name), origin=there, copy=here, packs_of=packs_of, progress=progress
            )
            snapshots = {point.snapshot for point in wanted} & there.names(Part.SNAPSHOTS)
            move.make(snapshots)
        return {name: name for name in snapshots}, move.bytes

    def _copied(self, wanted: Sequence[Point], _tell: Callable[[float], None]) -> tuple[dict[str, str], int | None]:
        listed = self.leader.place.port.snapshot_names()
        snapshots = [point.snapshot for point in wanted if point.snapshot in listed]
        copying.copy(self.place.restic, self.leader.place.restic, snapshots, self.task.patience)
        runs = {one.tagged(RUN_TAG): one.id for one in self.place.restic.snapshots()}
        return {point.snapshot: runs[point.run] for point in wanted if point.run in runs}, None  # restic does not say

    def _own(self, point: Point, name: str, there: frozenset[str]) -> Point:
        """Return a point of the leader as one of this repository."""
        parents = {one.run: one.snapshot for one in self.known if one.snapshot in there}
        before = next((one.run for one in self.leader.known if one.snapshot == point.parent), "")
        blank: dict[str, Any] = {"locked_until": None, "verified_at": None, "verified_by": "", "tree": ""}
        own: dict[str, Any] = {"repository": self.name, "snapshot": name, "parent": parents.get(before, "")}
        return replace(point, **own, **blank, listed_at=self.clock.now())

    def _take(self, got: Sequence[Point], moved: int | None) -> None:
        copy = self.leader.copy
        self.point, *missed = got
        self.missed, self.data_time, self.reading = tuple(missed), self.leader.data_time, self.leader.reading
        if self.reading:
            self.reading = replace(self.reading, parent=self.point.parent)
        self.problem = self.leader.problem  # an item that was not read there is missing here as well
        self.copy = replace(
            copy,
            repository=self.name,
            snapshot=self.point.snapshot,
            bytes_added=copy.bytes_added if moved is None else moved,
            duration_s=0.0,
            attempts=(),
        )
