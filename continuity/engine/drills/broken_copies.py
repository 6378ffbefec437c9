"""The copies as a drill with a defect sees them: locked, gone or damaged. The copies themselves are only read."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from continuity.backup.place import Gone
from continuity.recovery.drills.defects import How

if TYPE_CHECKING:
    from continuity.backup.place import Place
    from continuity.engine.workshop import Workshop
    from continuity.model.inventory import RepositorySpec

_LOCAL = "local"  # the adapter whose copies are a directory
_MOST = 4 << 30  # of a copy that is copied to be damaged; a larger one is no matter of minutes
_SPARED = 2  # so many times its size must be free


def broken_place(workshop: Workshop, spec: RepositorySpec, how: How, room: Path) -> Place | None:
    """Return the way to a copy that is broken; None where it cannot be broken without touching it.

    ``room`` is a private directory that goes with the drill's sandbox.
    """
    place = workshop.place(spec)
    place = replace(place, restic=replace(place.restic, cache=room / "cache"))  # nothing remembered stands in for it
    room.mkdir(mode=0o700, exist_ok=True)
    if how is How.WRONG_PASSWORD:
        return replace(place, restic=replace(place.restic, password=f"not {len(place.restic.password)}"))
    if how is How.MISSING:
        gone = Gone(
            "the repository {name} is gone, and {known} recovery point(s) with it",
            hint="connect or mount the medium that holds it; lost for good: continuity init --anew {name}",
            name=spec.name,
            known=place.known,
        )
        return replace(place, fault=place.fault or gone)
    if spec.adapter != _LOCAL:
        return None
    return _damaged(workshop, spec, place, room / f"copy-{spec.name}")


def _damaged(workshop: Workshop, spec: RepositorySpec, place: Place, copy: Path) -> Place | None:
    source = Path(place.restic.address.url)
    if not copy.exists() and not _copied(source, copy):
        return None
    settings = spec.settings.model_copy(update={"path": copy, "label": None})
    other = workshop.place(replace(spec, settings=settings))
    return replace(other, restic=replace(other.restic, cache=place.restic.cache))


def _copied(source: Path, copy: Path) -> bool:
    """Copy a repository, with one byte of each of its packs changed; False where there is no room for it."""
    files = [file for file in source.rglob("*") if file.is_file()] if source.is_dir() else []
    size = sum(file.stat().st_size for file in files)
    if not files or size > _MOST or shutil.disk_usage(copy.parent).free < _SPARED * size:
        return False
    shutil.copytree(source, copy)
    for pack in (copy / "data").rglob("*"):
        if pack.is_file():
            pack.chmod(0o600)
            middle = pack.stat().st_size // 2
            with pack.open("r+b") as opened:
                byte = os.pread(opened.fileno(), 1, middle)[0]
                os.pwrite(opened.fileno(), bytes([byte ^ 0xFF]), middle)
    return True
