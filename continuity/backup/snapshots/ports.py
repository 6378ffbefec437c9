"""What a snapshot is taken of, what our snapshots are called, and the one way to the programs that make them."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from continuity.ground import process
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path, PurePosixPath

_PACKAGES = {"btrfs": "btrfs-progs", "lvs": "lvm2", "lvcreate": "lvm2", "lvremove": "lvm2"}
_PATIENCE = timedelta(minutes=10)  # a frozen file system writes out what it had not written yet
_OURS = re.compile(r"continuity-(?P<kept>kept-)?(?P<run>[0-9a-hjkmnp-tv-z]{26})-\d+")


@dataclass(frozen=True, kw_only=True)
class Found:
    """One snapshot of a volume, whoever made it: where it is found, and of which moment it is."""

    name: str
    at: datetime


class Volume(Protocol):
    """What is frozen as a whole: a btrfs subvolume, a logical volume. Methods raise ``Unavailable``."""

    #: Its kind, as documents write it.
    kind: str
    #: What people call it.
    title: str

    def take(self, name: str) -> None:
        """Take a snapshot of this name: all that was written before the call, nothing that is written after it."""

    def show(self, name: str, at: Path) -> Path:
        """Mount it read-only at ``at``, for this thread alone, and return where its root is seen."""

    def fault(self, name: str) -> str:
        """Return why the snapshot is not whole any more; empty while it is."""

    def found(self) -> tuple[Found, ...]:
        """List the snapshots of this volume that exist, ours and others', by the names that :meth:`remove` takes."""

    def remove(self, name: str) -> None:
        """Remove a snapshot of ours."""

    def may_keep(self) -> bool:
        """Tell whether snapshots of it may stay for days: without a size that they exceed one day."""

    def inside(self, below: PurePosixPath) -> tuple[PurePosixPath, ...]:
        """Return what lies below a directory of the volume and is not in its snapshots, relative to that directory."""


def name_of(run: str, number: int, *, kept: bool) -> str:
    """Return what a run's snapshot is called; ``kept``: it stays on the source after the run."""
    return f"continuity-{'kept-' if kept else ''}{run}-{number}"


def run_of(name: str) -> str:
    """Return the run that took a snapshot; empty where it is none of ours."""
    found = _OURS.fullmatch(name)
    return found["run"] if found else ""


def is_kept(name: str) -> bool:
    """Tell whether a snapshot of ours is meant to stay after its run."""
    found = _OURS.fullmatch(name)
    return bool(found and found["kept"])


def tool(argv: Sequence[str], env: Mapping[str, str] | None = None) -> str:
    """Run one of the file systems' programs; raises ``Unavailable`` with its last words where it fails."""
    if shutil.which(argv[0]) is None:
        raise Unavailable(
            "the program {program} is not installed, without which no snapshot can be taken",
            hint="install it (Debian: apt-get install {package})",
            program=argv[0],
            package=_PACKAGES.get(argv[0], argv[0]),
        )
    done = process.run(argv, timeout=_PATIENCE, env={"LC_ALL": "C", "TZ": "UTC"} | dict(env or {}))
    if done.returncode != 0:
        said = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        raise Unavailable(
            "{program} failed: {said}",
            hint="run it by hand to see more: {argv}",
            program=argv[0],
            said=said[-1] if said else f"exit {done.returncode}",
            argv=" ".join(argv),
        )
    return done.stdout
