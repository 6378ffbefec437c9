"""Symbolic links among what a host sent: stored as they are, and never followed on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from continuity.ground.errors import NotProven

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def refuse_links(root: Path, paths: Sequence[Path]) -> None:
    """Raise ``NotProven`` where one of a host's paths is, or leads through, a symbolic link among what it sent.

    What lies below another one of them, a directory, is read through that one alone: links there are only stored.
    """
    kept: list[Path] = []
    for path in sorted(paths, key=lambda one: len(one.parts)):
        if any(path.is_relative_to(top) for top in kept):
            continue
        for step in (*reversed(path.parents), path):
            if (root / step.relative_to("/")).is_symlink():
                raise NotProven(
                    "{path} came as a symbolic link: what stands behind it here is not the host's",
                    hint="write where it points to in `source.paths` (or `canary: none`, for /tmp); if it was no link, "
                    "see who changed the host; no recovery point was made",
                    path=step,
                )
        if (root / path.relative_to("/")).is_dir():
            kept.append(path)
