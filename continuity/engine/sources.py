"""What is read of an asset, whatever its kind: files where they are, everything else staged first."""

from __future__ import annotations

import glob
import shutil
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from continuity.backup.sources.files import FilesSource
from continuity.backup.sources.staged import Taken
from continuity.engine.source_kinds import staged_kind
from continuity.ground.errors import ContinuityError, NotProven, Unavailable
from continuity.model.measurement import Measurement, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from continuity.backup.sources.staged import Staged
    from continuity.engine.workshop import Directories, Workshop
    from continuity.model.inventory import Asset

    Around = Callable[[Staged, Path], AbstractContextManager[None]]


def source_of(workshop: Workshop, asset: Asset) -> FilesSource:
    """Return the files that a backup of the asset reads."""
    kind = staged_kind(workshop, asset)
    if kind is None:
        return FilesSource.from_settings(asset.source.settings)
    return kind.files(staging(workshop.directories, asset))


def _alone(_kind: Staged, _staging: Path) -> AbstractContextManager[None]:
    return nullcontext()


@contextmanager
def staged(workshop: Workshop, asset: Asset, around: Around = _alone) -> Iterator[Taken]:
    """Have what an asset's source needs in its place meanwhile; yields what is to be said of what was staged.

    ``around`` is entered while a source is staged, with it and the directory.
    Raises ``Unavailable`` where it cannot be put there, ``NotProven`` where it is not whole: nothing is backed up then.
    """
    kind = staged_kind(workshop, asset)
    if kind is None:
        yield Taken()
        return
    place = staging(workshop.directories, asset)
    try:
        began = workshop.clock.now()
        clear(workshop.directories, asset)
        with room_for(place), around(kind, place):
            taken = kind.stage(place) or Taken()
        yield replace(taken, data_time=taken.data_time or began)
    finally:
        clear(workshop.directories, asset)


def how(workshop: Workshop, asset: Asset) -> str:
    """Return how restored data of this asset is examined, beside the asset's own commands; empty for plain files."""
    kind = staged_kind(workshop, asset)
    return kind.how if kind else ""


def clear(directories: Directories, asset: Asset) -> None:
    """Remove what a backup had staged, unless its source keeps it from one to the next."""
    if not asset.source.continuous:
        shutil.rmtree(staging(directories, asset), ignore_errors=True)


def examined(
    workshop: Workshop, asset: Asset, places: tuple[Path, Path], listen: Callable[[Callable[[str], str]], None]
) -> list[ContinuityError]:
    """Return what is wrong with restored data of a staged kind, and which of the asset's queries it answers wrongly.

    ``places`` are where it lies and a second directory; ``listen`` is given what answers queries meanwhile.
    """
    restored, room = places
    kind = staged_kind(workshop, asset)
    if kind is None:
        return []
    place, faults = came_back(workshop, asset, restored), list[ContinuityError]()
    try:
        with kind.opened(place, room) as ask:
            faults += answers(ask, asset)
            listen(ask)
    except ContinuityError as error:
        faults.append(error)
    return faults


def came_back(workshop: Workshop, asset: Asset, restored: Path) -> Path:
    """Return the directory that was staged, where it lies among what came back, wherever the state was by then."""
    staged_in = staging(workshop.directories, asset)
    place, tail = restored / str(staged_in).lstrip("/"), str(staged_in.relative_to(workshop.directories.state))
    return place if place.is_dir() else next(restored.glob(f"**/{glob.escape(tail)}"), place)


def answers(ask: Callable[[str], str], asset: Asset) -> list[ContinuityError]:
    """Return which of the asset's queries fail, or are answered otherwise than expected."""
    faults: list[ContinuityError] = []
    for query in asset.queries:
        try:
            answer = ask(query.sql)
        except NotProven as error:
            faults.append(error)
            continue
        if not query.expect.holds(answer):
            faults.append(_unexpected(query.sql, answer, str(query.expect)))
    return faults


def checked(asset: Asset, how: str, faults: Sequence[ContinuityError]) -> tuple[Measurement, ...]:
    """Return the verdict of the asset's own checks: a failed one is a miss, one that could not run proves nothing."""
    if not asset.commands and not how:
        return ()
    missed = any(isinstance(fault, NotProven) for fault in faults)
    verdict = Verdict.MISSED if missed else Verdict.UNPROVEN if faults else Verdict.MET
    return (
        Measurement(
            subject=asset.reference,
            objective="checks",
            target_s=None,
            actual_s=None,
            verdict=verdict,
            how=how or "the asset's own commands, in isolation on the restored data",
            reason="; ".join(map(str, faults)),
        ),
    )


def staging(directories: Directories, asset: Asset) -> Path:
    """Return where an asset is staged: the same at every run, so that restic finds its parent snapshot."""
    if asset.source.continuous:
        return directories.spool(asset.client, asset.name)
    return directories.state / "staging" / asset.client / asset.name


def _unexpected(query: str, answer: str, expected: str) -> NotProven:
    return NotProven(
        "the query {query} on the restored data gave {answer}, and {expected} was expected",
        hint="look at the data: continuity restore … --from the same repository",
        query=query,
        answer=answer[:100],
        expected=expected,
    )


@contextmanager
def room_for(place: Path) -> Iterator[None]:
    """Make the directory in which something is staged. Raises ``Unavailable`` where there is no room for it."""
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise _no_room(place, error) from error


def _no_room(staging: Path, error: OSError) -> Unavailable:
    return Unavailable(
        "the source cannot be staged in {path}: {cause}",
        hint="free some disk space below the state directory",
        path=staging,
        cause=error.strerror or error,
    )
