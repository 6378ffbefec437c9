"""The source as its snapshots hold it, at its own paths: for the thread that works on it, and for nobody else.

restic, our own walk and the hashes all read the original paths; behind them stands the snapshot. So the recovery point
carries the paths that it always had: parents are found, manifests compare and one file comes back, whether a
document asks for snapshots or not.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.backup.snapshots.keeping import Keeping, Nobody
from continuity.backup.snapshots.places import own, places
from continuity.backup.snapshots.ports import is_kept, name_of, run_of, tool
from continuity.backup.sources.files import FilesSource
from continuity.ground.cancel import shielded
from continuity.ground.errors import ContinuityError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from continuity.backup.snapshots.keeping import Runs
    from continuity.backup.snapshots.places import Place, Wish
    from continuity.backup.snapshots.ports import Volume
    from continuity.ground.clock import Clock

#: Where the working thread mounts what it needs; to everybody else it is an empty directory.
BASE = Path("/run/continuity")


@dataclass(frozen=True, kw_only=True)
class Snapped(FilesSource):
    """The source, seen in its snapshots; ``number``: the device of the data itself, which may fail with it."""

    number: str

    def device(self) -> str:
        """Return the kernel's number of the device of the data itself."""
        return self.number


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One snapshot of a run; ``at`` is a moment before it."""

    volume: Volume
    name: str
    at: datetime

    @property
    def fault(self) -> str:
        """Why it is not whole any more; empty while it is."""
        return self.volume.fault(self.name)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a run works on: its source, and the snapshots behind it."""

    source: FilesSource
    taken: tuple[Taken, ...]


class View:
    """Snapshots of one source; use it on a thread that has its mounts to itself (``ground/namespace``)."""

    def __init__(self, source: FilesSource, wish: Wish, runs: Runs | None = None) -> None:
        """Look for the volumes of the source; who knows no ``runs`` may only look."""
        runs = runs or Nobody()
        self._number, self._runs, self._keeping = source.device(), runs, Keeping(wish=wish, runs=runs)
        self._points: list[Path] = []
        self.left: list[ContinuityError] = []
        BASE.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._mount("-t", "tmpfs", "-o", "mode=0700", "continuity", at=BASE)
        self.places = places(source, wish, BASE)
        self._source = replace(source, exclude=(*source.exclude, *own(self.places)))
        self.volumes = tuple({place.volume.key: place.volume for place in self.places}.values())

    def clear(self) -> tuple[tuple[str, str], ...]:
        """Remove what ended runs left behind; returns the run of each, and what was wrong with it."""
        left = [(volume, one.name) for volume in self.volumes for one in volume.found()]
        gone = [(volume, name) for volume, name in left if run_of(name) and not is_kept(name)]
        gone = [(volume, name) for volume, name in gone if self._runs.ended(run_of(name))]
        told = []
        for volume, name in gone:
            told.append((run_of(name), volume.fault(name)))
            volume.remove(name)
        return tuple(told)

    def left_before(self, at: datetime) -> list[str]:
        """Return the names of those that were taken before this moment, of whatever run, and were not to stay."""
        found = [one for volume in self.volumes for one in volume.found() if one.at < at]
        return [one.name for one in found if run_of(one.name) and not is_kept(one.name)]

    @contextmanager
    def frozen(self, run: str, clock: Clock, live: Sequence[Path]) -> Iterator[Seen]:
        """Take the snapshots and show them at the original paths meanwhile; those that do not stay are removed then.

        ``live``: directories that are written to meanwhile and may lie below a path: our own state, a repository.
        """
        taken: list[Taken] = []
        try:
            for number, volume in enumerate(self.volumes):
                at = clock.now()
                name = name_of(run, number, kept=self._keeping.due(volume, at))
                taken.append(Taken(volume=volume, name=name, at=at))
                volume.take(taken[-1].name)
            self._show(taken, live)
            source = Snapped(paths=self._source.paths, exclude=self._source.exclude, number=self._number)
            yield Seen(source=source, taken=tuple(taken))
        finally:
            with shielded():
                self._hide()
                self._remove(taken)

    def _show(self, taken: Sequence[Taken], live: Sequence[Path]) -> None:
        kept = [(path, self._held(number, path)) for number, path in enumerate(live) if self._covers(path)]
        for number, one in enumerate(taken):
            at = BASE / f"snapshot-{number}"
            at.mkdir()
            root = one.volume.show(one.name, at)
            self._points.append(at) if root == at else None
            for place in self.places:
                if place.volume is one.volume:
                    self._stand(place, root)
        for path, held in kept:
            self._mount("--rbind", str(held), at=path)

    def _covers(self, path: Path) -> bool:
        return path.exists() and any(path.resolve().is_relative_to(place.path) for place in self.places)

    def _held(self, number: int, path: Path) -> Path:
        held = BASE / f"live-{number}"
        held.mkdir()
        self._mount("--rbind", str(path), at=held)
        return held

    def _stand(self, place: Place, root: Path) -> None:
        try:
            self._mount("--bind", str(root / place.below), at=place.path)
        except ContinuityError as error:
            raise Unavailable(
                "{path} cannot be seen in its snapshot: {cause}",
                hint="see that it is there and stays there while the snapshot is taken",
                path=place.path,
                cause=error.values.get("said", error),
            ) from error

    def _mount(self, *words: str, at: Path) -> None:
        tool(["mount", *words, str(at)])
        self._points.append(at)

    def _hide(self) -> None:
        """Unmount what stands on the snapshots, or they could not be removed; what stays goes with this thread."""
        for point in reversed(self._points[1:]):
            quietly(["umount", "--recursive", str(point)])

    def _remove(self, taken: Sequence[Taken]) -> None:
        """Remove them; what cannot be removed now is in ``left``; the next run tries again."""
        for one in taken:
            try:
                if not is_kept(one.name) and any(found.name == one.name for found in one.volume.found()):
                    one.volume.remove(one.name)
                self._keeping.thin(one.volume)
            except ContinuityError as error:
                self.left.append(_left(one.volume, error))


def _left(volume: Volume, error: ContinuityError) -> ContinuityError:
    return Unavailable(
        "a snapshot of {volume} could not be removed: {cause}",
        hint="the next backup tries again; until then it takes up room",
        volume=volume.title,
        cause=error,
    )


def quietly(argv: Sequence[str]) -> None:
    """Run a program whose failure somebody else will tell of."""
    try:
        tool(argv)
    except ContinuityError:
        return
