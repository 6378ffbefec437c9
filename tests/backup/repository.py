"""A real repository of real files, for tests that hold our understanding of restic against restic."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import TYPE_CHECKING

from continuity.backup.restic import command
from continuity.ground.process import run
from continuity.storage.ports import Address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

MINUTE = timedelta(minutes=1)


class Repository:
    """One repository below ``base``, used through one restic."""

    def __init__(self, program: str, base: Path) -> None:
        self.program, self.base = program, base
        self.address = Address(url=str(base / "repository"))
        self.call(command.initialise())

    def call(self, argv: Sequence[str]) -> str:
        """Run a command of ours; it must end well. A cheap key derivation does not exist: each costs half a second."""
        words = command.common(self.address, self.base / "cache")[1:]
        done = run([self.program, *words, *argv], timeout=MINUTE, env={"RESTIC_PASSWORD": "example"})
        assert done.returncode == 0, done.stderr
        return done.stdout

    def back_up(self, paths: Sequence[Path], exclude: Iterable[str] = ()) -> str:
        """Save a snapshot and return its name."""
        said = self.call(command.backup([*map(str, paths)], host="example", tags=(), exclude=exclude))
        name: str = json.loads(said.splitlines()[-1])["snapshot_id"]
        return name

    def files(self, snapshot: str) -> list[str]:
        """Return the paths of the regular files of a snapshot as restic shows them."""
        plains = (json.loads(line) for line in self.call(command.nodes(snapshot)).splitlines())
        return [plain["path"] for plain in plains if plain.get("type") == "file"]


def write(path: bytes, content: bytes = b"content") -> None:
    """Write a file of any name, and the directories above it."""
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - names that are not text
    with open(path, "wb") as file:  # noqa: PTH123 - the same
        file.write(content)
