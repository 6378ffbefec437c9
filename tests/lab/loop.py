"""File systems of one's own on loop devices: they need root, as the snapshots on them do."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path

_SIZE = 256 * 2**20


@dataclass(frozen=True, kw_only=True)
class Btrfs:
    """A btrfs with one subvolume, ``data``, mounted at ``data``; ``top`` shows its top level."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def top(self) -> Path:
        return self.root / "top"

    @property
    def device(self) -> str:
        return run("findmnt", "--noheadings", "--output", "SOURCE", str(self.top)).strip()

    def __enter__(self) -> Self:
        image = self.root / "image"
        with image.open("wb") as file:
            file.truncate(_SIZE)
        run("mkfs.btrfs", "--quiet", str(image))
        for at in (self.top, self.data):
            at.mkdir()
        run("mount", "-o", "loop", str(image), str(self.top))
        run("btrfs", "subvolume", "create", str(self.top / "data"))
        run("mount", "-o", "subvol=data", self.device, str(self.data))
        return self

    def __exit__(self, *_: object) -> None:
        for at in (self.data, self.top):
            run("umount", "--recursive", str(at))

    def subvolume(self, *path: str) -> Path:
        """Make a subvolume below ``data``."""
        made = self.data.joinpath(*path)
        run("btrfs", "subvolume", "create", str(made))
        return made

    def snapshots(self) -> set[str]:
        """The names of all subvolumes but ``data``, from the top level."""
        lines = run("btrfs", "subvolume", "list", str(self.top)).splitlines()
        return {line.partition(" path ")[2] for line in lines} - {"data"}


def run(*argv: str) -> str:
    """Run a program that must end well, and return what it wrote."""
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{argv}: {done.stderr}"
    return done.stdout
