"""What a restore must show: the snapshot's own nodes held against the manifest, for the paths asked for."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from continuity.backup.manifest import Expectation, expect, shown_by_restic
from continuity.backup.sources.files import open_manifest
from continuity.ground.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from continuity.backup.manifest import Entry
    from continuity.backup.restic.client import ResticClient
    from continuity.backup.restic.messages import Node


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is wanted of a point: all of it, or ``paths``; ``sidecar`` is our own file in it (empty: none)."""

    manifest: Path
    sidecar: str
    paths: tuple[str, ...]


def shown(paths: Sequence[str]) -> list[str]:
    """Return paths as records and restic's JSON hold them: a foreign byte stands as U+FFFD."""
    return [shown_by_restic(os.fsencode(path)) for path in paths]


def expectation(restic: ResticClient, snapshot: str, asked: Asked) -> tuple[Expectation, int]:
    """Return what each file must contain, and the bytes to come.

    Raises ``Unavailable`` where the snapshot cannot be read, ``UsageError`` where it has nothing at a path.
    """
    nodes: list[Node] = []
    paths = shown(asked.paths)
    # restic spends its first half second on its key: the manifest is read meanwhile
    with ThreadPoolExecutor(1, "manifest") as pool:
        recorded = pool.submit(_recorded, asked.manifest, paths)
        restic.nodes(snapshot, nodes.append)
        nodes = [node for node in nodes if node.path != asked.sidecar and _asked_for(node.path, paths)]
        _refuse_unknown(paths, nodes)
        wanted = recorded.result()
    return _exactly(expect(wanted, nodes), asked.paths), sum(node.size for node in nodes)


def _recorded(manifest: Path, paths: Sequence[str]) -> list[Entry]:
    """Return what the manifest says of ``paths``; nothing where it is gone or damaged.

    Without a manifest nothing is proven: every file is then unknown, and the verdict ``unproven``.
    """
    try:
        _hashed_from, entries = open_manifest(manifest)
        return [entry for entry in entries if not paths or _asked_for(shown_by_restic(entry.path), paths)]
    except (OSError, ValueError, EOFError):
        return []


def _exactly(found: Expectation, paths: Sequence[str]) -> Expectation:
    """Leave out files that restic only *shows* as asked for: their names differ in bytes that are not UTF-8."""
    hashes = {path: sha256 for path, sha256 in found.hashes.items() if _asked_for(os.fsdecode(path), paths)}
    changed = tuple(path for path in found.changed if _asked_for(os.fsdecode(path), paths))
    return replace(found, hashes=hashes, changed=changed)


def _asked_for(path: str, paths: Sequence[str]) -> bool:
    return not paths or any(path == asked or path.startswith(asked.rstrip("/") + "/") for asked in paths)


def _refuse_unknown(paths: Sequence[str], nodes: Sequence[Node]) -> None:
    for path in paths:
        if not any(_asked_for(node.path, [path]) for node in nodes):
            raise UsageError(
                "the point holds no file at {path}",
                hint="write the absolute path that the file had when it was backed up",
                path=path,
            )
