"""The manifest of one run, hashed on a thread of its own while restic reads the same files."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

from continuity.backup.sources.files import partial_of, write_manifest
from continuity.ground.errors import ContinuityError, Unavailable
from continuity.policy import kinds
from continuity.policy.policy import BackupKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Future
    from pathlib import Path

    from continuity.backup.sources.files import FilesSource, Written
    from continuity.ground.cancel import Cancel
    from continuity.model.point import Point

_SUFFIX = ".jsonl.gz"


def path_of(manifests: Path, run: str) -> Path:
    """Return where the manifest of a run stands."""
    return manifests / f"{run}{_SUFFIX}"


def newest(manifests: Path) -> Path | None:
    """Return the last manifest of the directory; they are named by runs, whose ids sort by time."""
    return max(manifests.glob(f"*{_SUFFIX}"), default=None)


def believed(manifests: Path, kind: BackupKind, points: Iterable[Point]) -> Path | None:
    """Return the manifest whose hashes a run of this kind may take over; None: every file is hashed again.

    What restic reads again must be hashed again, or a change that left no trace in size and times would be stored
    rightly and held against its old hash: the manifest goes back as far as the parent does.
    """
    if kind is BackupKind.INCREMENTAL:
        return newest(manifests)
    full = kinds.last_full(points) if kind is BackupKind.DIFFERENTIAL else None
    return path_of(manifests, full.run) if full else None


def hash_source(source: FilesSource, target: Path, previous: Path | None, *, now_ns: int, over: Cancel) -> Written:
    """Write the manifest of the run that ``target`` is named after, taking over from ``previous`` what still stands.

    Nothing is left of one that could not be finished, or was no longer wanted (``over``).
    """
    run = target.name.removesuffix(_SUFFIX)
    common: dict[str, Any] = {"run": run, "now_ns": now_ns, "target": target, "go_on": lambda: not over.cancelled}
    try:
        try:
            return write_manifest(source, previous=previous, **common)
        except (gzip.BadGzipFile, EOFError, ValueError):  # the previous one is damaged: hash everything again
            return write_manifest(source, previous=None, **common)
    finally:
        partial_of(target).unlink(missing_ok=True)


def finished(hashed: Future[Written]) -> tuple[Written | None, ContinuityError | None]:
    """Wait for the manifest; return it, or the fault that left the run without one."""
    try:
        return hashed.result(), None
    except ContinuityError as error:  # the copies that were made stand, whatever the host said at last
        return None, Unavailable(
            "the manifest could not be written: {cause}",
            hint="without it a restore cannot be compared; see whether the host is well, then try again",
            cause=error,
        )
    except (OSError, ValueError, EOFError) as error:
        return None, Unavailable(
            "the manifest could not be written: {cause}",
            hint="without it a restore cannot be compared; free some space below the state directory",
            cause=error,
        )
