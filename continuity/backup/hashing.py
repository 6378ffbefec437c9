"""The manifest of one run, hashed on a thread of its own while restic reads the same files."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

from continuity.backup.sources.files import partial_of, write_manifest
from continuity.ground.errors import Unavailable

if TYPE_CHECKING:
    import threading
    from concurrent.futures import Future
    from pathlib import Path

    from continuity.backup.sources.files import FilesSource, Written
    from continuity.ground.errors import ContinuityError


def path_of(manifests: Path, run: str) -> Path:
    """Return where the manifest of a run stands."""
    return manifests / f"{run}.jsonl.gz"


def newest(manifests: Path) -> Path | None:
    """Return the last manifest of the directory; they are named by runs, whose ids sort by time."""
    return max(manifests.glob("*.jsonl.gz"), default=None)


def hash_source(source: FilesSource, run: str, manifests: Path, *, now_ns: int, over: threading.Event) -> Written:
    """Write the manifest; nothing is left of one that could not be finished, or was no longer wanted (``over``)."""
    target = path_of(manifests, run)
    common: dict[str, Any] = {"run": run, "now_ns": now_ns, "target": target, "go_on": lambda: not over.is_set()}
    try:
        try:
            return write_manifest(source, previous=newest(manifests), **common)
        except (gzip.BadGzipFile, EOFError, ValueError):  # the previous one is damaged: hash everything again
            return write_manifest(source, previous=None, **common)
    finally:
        partial_of(target).unlink(missing_ok=True)


def finished(hashed: Future[Written]) -> tuple[Written | None, ContinuityError | None]:
    """Wait for the manifest; return it, or the fault that left the run without one."""
    try:
        return hashed.result(), None
    except (OSError, ValueError, EOFError) as error:
        return None, Unavailable(
            "the manifest could not be written: {cause}",
            hint="without it a restore cannot be compared; free some space below the state directory",
            cause=error,
        )
