"""What is mounted where, as the kernel tells this thread (proc(5), mountinfo)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from continuity.ground.namespace import MOUNTS

if TYPE_CHECKING:
    from collections.abc import Sequence

_ESCAPED = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, kw_only=True)
class Mount:
    """One mount: ``root`` of the file system ``kind`` on ``device`` is seen at ``point``."""

    point: Path
    root: PurePosixPath
    kind: str
    device: str
    number: str

    def within(self, path: Path) -> PurePosixPath:
        """Return where a path below the mount point lies in the file system, from its own root."""
        return self.root / path.relative_to(self.point)


def mounted() -> tuple[Mount, ...]:
    """Return every mount of this thread, in the order in which they were made."""
    return parse(MOUNTS.read_text(encoding="utf-8", errors="surrogateescape"))


def parse(text: str) -> tuple[Mount, ...]:
    """Read the kernel's table."""
    return tuple(_mount(line) for line in text.splitlines())


def _mount(line: str) -> Mount:
    left, _, right = line.partition(" - ")
    (_, _, number, root, point, *_), (kind, device, *_) = left.split(" "), right.split(" ")
    return Mount(
        point=Path(_plain(point)),
        root=PurePosixPath(_plain(root)),
        kind=kind,
        device=_plain(device),
        number=number,
    )


def _plain(word: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), word)


def holding(mounts: Sequence[Mount], path: Path) -> Mount:
    """Return the mount on which a path lies: the deepest above it, and of several at one place the last."""
    above = [one for one in mounts if path.is_relative_to(one.point)]
    return max(reversed(above), key=lambda one: len(one.point.parts))


def below(mounts: Sequence[Mount], path: Path) -> tuple[Path, ...]:
    """Return the places below a path where something else is mounted."""
    return tuple(sorted({one.point for one in mounts if one.point != path and one.point.is_relative_to(path)}))
