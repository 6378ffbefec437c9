"""A source that is suddenly not what it was: refused, or told, before nothing replaces data.

A mount that vanished leaves its mount point, an empty directory that restic backs up with exit 0; a symbolic
link named as a source is stored as a link, with exit 0 and not one file. Both look like success.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from continuity.backup.canary import is_planted
from continuity.backup.sources.files import open_manifest
from continuity.ground.errors import Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from continuity.backup.sources.files import FilesSource
    from continuity.ground.errors import ContinuityError


def refuse_links(source: FilesSource) -> None:
    """Raise ``Refused`` where a path of the source is itself a symbolic link."""
    for path, target in source.links():
        raise Refused(
            "{path} is a symbolic link: the link alone would be stored, and nothing of what it points to",
            hint="write {target} in `source.paths`",
            path=path,
            target=target,
        )


def refuse_emptiness(source: FilesSource, asset: str) -> None:
    """Raise ``Refused`` where there is not one file; only for a source that had some."""
    if source.is_empty():
        raise Refused(
            "the source of {asset} is empty, and it never was before",
            hint="check that it is mounted; if it is meant to be empty: continuity backup {asset} --allow-empty",
            asset=asset,
        )


def emptied(source: FilesSource, before: Collection[str], manifest: Path | None) -> tuple[Path, ...]:
    """Return the paths without a file that had some in ``manifest``, or that were ``before`` already so."""
    return tuple(path for path in source.empty() if str(path) in before or _had_files(path, manifest))


def told(paths: Sequence[Path], asset: str) -> ContinuityError:
    """Return the fault that says so."""
    return Unavailable(
        "part of the source is empty, and it never was before: {paths}",
        hint="check that it is mounted; if it is meant to be empty: continuity backup {asset} --allow-empty",
        paths=", ".join(map(str, paths)),
        asset=asset,
    )


def _had_files(path: Path, manifest: Path | None) -> bool:
    if manifest is None:
        return False
    below = os.fsencode(path) + b"/"
    try:
        _hashed_from, entries = open_manifest(manifest)
        return any(entry.path.startswith(below) and not is_planted(entry.path) for entry in entries)
    except (OSError, ValueError, EOFError):
        return False  # a damaged manifest remembers nothing
