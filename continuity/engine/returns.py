"""What a restore makes of a staged asset: its files laid out plainly, a moment recovered, a database loaded."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.backup.sources.held_wal import HeldWal
from continuity.backup.sources.postgresql_for_use import leave_for_elsewhere, leave_ready
from continuity.backup.sources.private_postgresql import of_version
from continuity.backup.sources.recovered_postgresql import Recovery, recovered
from continuity.backup.sources.reloading import Reloadable
from continuity.engine import sources
from continuity.engine.source_kinds import staged_kind
from continuity.ground.errors import ContinuityError, NotProven, Unavailable, UsageError
from continuity.recovery.arranging import Arranged, Arrangement
from continuity.recovery.sandbox import Sandbox

if TYPE_CHECKING:
    from datetime import datetime

    from continuity.backup.sources.recovered_postgresql import Reached
    from continuity.backup.sources.reloading import Destination
    from continuity.engine.wishes import Wish
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import Asset
    from continuity.model.job import Run
    from continuity.model.measurement import Measurement
    from continuity.model.point import Point

HOW = "the asset's queries, on what was recovered"


def destination(workshop: Workshop, asset: Asset, wish: Wish) -> Destination | None:
    """Return the database that is wished; None where a directory is.

    Raises ``UsageError`` where this asset cannot be had like that, and as :meth:`Reloadable.destination`.
    """
    kind = staged_kind(workshop, asset)
    if (wish.into or wish.tables) and (not isinstance(kind, Reloadable) or asset.source.continuous):
        raise UsageError(
            "{asset} cannot be loaded into a server, nor by tables: its source is {kind}",
            hint="restore it into a directory: continuity restore {asset} --to DIR",
            asset=asset.name,
            kind=str(asset.source),
        )
    return kind.destination(wish.into, wish.password) if wish.into and isinstance(kind, Reloadable) else None


def arrangement(
    workshop: Workshop, asset: Asset, wish: Wish, run: Run, point: Point, into: Destination | None
) -> Arrangement | None:
    """Return what is done with the point's data before it is put in place; None where it stays as it comes."""
    kind = staged_kind(workshop, asset)
    if kind is None or wish.paths or asset.source.kind == "state":
        return None
    if asset.source.continuous:
        at = wish.at if wish.at and wish.at <= point.data_time else None
        recovering = _Recovering(workshop, asset, wish, run)
        return Arrangement(work=lambda folder: recovering.work(folder, at), phase="recovered", as_of=at)
    if into and isinstance(kind, Reloadable):
        return Arrangement(work=lambda folder: _load(workshop, asset, (folder, into, wish, run)), phase="recovered")
    if wish.tables and isinstance(kind, Reloadable):
        return Arrangement(work=lambda folder: _extract(workshop, asset, folder, wish), phase="recovered")
    return Arrangement(work=lambda folder: _plain(workshop, asset, folder))


def _plain(workshop: Workshop, asset: Asset, folder: Path) -> Arranged:
    """Put what was staged directly into the folder, rather than below the path of a directory that nobody knows."""
    place, aside = sources.came_back(workshop, asset, folder), folder / ".continuity-aside"
    if not place.is_dir():
        return Arranged()
    place.rename(aside)
    for parent in place.parents:
        if parent == folder or any(parent.iterdir()):
            break
        parent.rmdir()
    for child in aside.iterdir():
        child.rename(folder / child.name)
    aside.rmdir()
    return Arranged()


def _load(workshop: Workshop, asset: Asset, wished: tuple[Path, Destination, Wish, Run]) -> Arranged:
    folder, into, wish, run = wished
    kind = staged_kind(workshop, asset)
    assert isinstance(kind, Reloadable)  # noqa: S101 - for mypy: `destination` saw to it
    told = {"into": into.shown, "loaded": True}
    place = sources.came_back(workshop, asset, folder)
    with kind.load(place, into, wish.tables, f"continuity_{run.id}") as done:
        faults = [] if wish.tables else sources.answers(done.ask, asset)
    left = {"left_out": done.left_out} if done.left_out else {}
    return Arranged(
        detail=told | left, problems=tuple(faults), measurements=() if wish.tables else _said(asset, faults)
    )


def _extract(workshop: Workshop, asset: Asset, folder: Path, wish: Wish) -> Arranged:
    kind = staged_kind(workshop, asset)
    assert isinstance(kind, Reloadable)  # noqa: S101 - for mypy: `destination` saw to it
    place, told = sources.came_back(workshop, asset, folder), {"tables": list(wish.tables)}
    kind.extract(place, wish.tables, folder)
    shutil.rmtree(folder / place.relative_to(folder).parts[0])
    return Arranged(detail=told)


def _said(asset: Asset, faults: list[ContinuityError]) -> tuple[Measurement, ...]:
    return sources.checked(asset, HOW, faults) if asset.queries else ()


class _Recovering:
    """The recovery of one continuous point to a moment, for use."""

    def __init__(self, workshop: Workshop, asset: Asset, wish: Wish, run: Run) -> None:
        self._workshop, self._asset, self._wish = workshop, asset, wish
        self._room = Sandbox(path=workshop.directories.sandbox(run.id)).outside

    def work(self, folder: Path, at: datetime | None) -> Arranged:
        """Recover what came back into the folder; where that cannot be done here, lay it out to be done elsewhere."""
        _plain(self._workshop, self._asset, folder)
        settings = self._asset.source.settings
        recovery = Recovery(held=HeldWal(folder=folder), at=at, user=settings["user"], database=settings["database"])
        try:
            return self._recovered(recovery)
        except Unavailable as error:
            leave_for_elsewhere(recovery, self._wish.target)
            return _unproven(
                NotProven(
                    "it is not recovered, since this machine cannot do it: {cause}",
                    hint="what the first start elsewhere needs is there: see README.txt in {target}",
                    cause=error,
                    target=self._wish.target,
                )
            )
        except OSError as error:
            return _unproven(
                NotProven("what was recovered could not be written to the disk: {said}", said=error.strerror or error)
            )
        except ContinuityError as error:
            return _unproven(error)

    def _recovered(self, recovery: Recovery) -> Arranged:
        binaries = of_version(Path("/"), recovery.held.major)
        with recovered(recovery, self._room) as done:
            reached: Reached = done.reached
            faults = sources.answers(done.server.ask, self._asset)
        leave_ready(recovery.held, reached, binaries, self._room, self._wish.target)
        return Arranged(
            detail={"recovered": reached.as_json()}, problems=tuple(faults), measurements=_said(self._asset, faults)
        )


def _unproven(error: ContinuityError) -> Arranged:
    return Arranged(detail={"recovered": None}, problems=(error,), doubt=str(error))
