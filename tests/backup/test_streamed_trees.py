"""What was read relative to a directory of ours lies in the tree under the host's paths, and not where restic says."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from continuity.backup.restic.client import ResticClient
from continuity.backup.restic.trees import Trees
from continuity.backup.tree import sources_id
from continuity.storage.ports import Address

if TYPE_CHECKING:
    from pathlib import Path


def test_copies_that_differ_are_not_alike(tmp_path: Path, restic_binary: str) -> None:
    environ = os.environ | {"RESTIC_PASSWORD": "a word", "RESTIC_REPOSITORY": str(tmp_path / "repository")}
    subprocess.run([restic_binary, "init", "-q", "-r", str(tmp_path / "repository")], env=environ, check=True)
    for text in ("one", "two"):
        data = tmp_path / f"staged {text}" / "srv"
        data.mkdir(parents=True)
        (data / "file").write_text(text)
    for text in ("one", "two", "two"):
        argv = [restic_binary, "backup", "-q", "srv"]
        subprocess.run(argv, cwd=tmp_path / f"staged {text}", env=environ, check=True)
    client = ResticClient(
        name="disk",
        password_entry="-",
        address=Address(url=str(tmp_path / "repository")),
        cache=tmp_path / "cache",
        password="a word",
    )
    trees = Trees(restic=client)
    snapshots = sorted(client.snapshots(), key=lambda one: one.time)
    found = [sources_id(trees.tops(one.tree, list(one.paths))) for one in snapshots]
    assert found[0] != found[1]
    assert found[1] == found[2]
