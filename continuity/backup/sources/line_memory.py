"""What the lines of the last point were, remembered as digests: so that a run can say how many changed since.

Eight bytes a line, of what stands in the point: without what was redacted, without the lines that are ignored.
"""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from continuity.backup.text_changes import Counted, counted, lasting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from continuity.ground.patterns import Pattern

MOST_LINES = 100_000  # of one output; no configuration has so many, and comparing takes memory


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The digests of one output's lines; None where there are more than :data:`MOST_LINES`."""

    name: str
    digests: array[int] | None

    @classmethod
    def of(cls, path: Path, ignore: Sequence[Pattern]) -> Lines:
        """Read an output that was staged."""
        with path.open("rb") as file:
            read = (_digest(line) for _, line in lasting(file, ignore))
            digests = array("Q", islice(read, MOST_LINES + 1))
        return cls(name=path.name, digests=digests if len(digests) <= MOST_LINES else None)

    def since(self, memory: Path) -> Counted | None:
        """Return what changed since the last point; None where that is not known."""
        try:
            before = array("Q")
            before.frombytes((memory / f"{self.name}.lines").read_bytes())
        except (OSError, ValueError):
            return None
        return None if self.digests is None else counted(before, self.digests)

    def remember(self, memory: Path) -> None:
        """Keep them for the next time; where that cannot be done, the next run says nothing of changes."""
        target = memory / f"{self.name}.lines"
        try:
            memory.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.digests is None:
                target.unlink(missing_ok=True)
                return
            fresh = target.with_suffix(".new")
            fresh.write_bytes(self.digests.tobytes())
            fresh.replace(target)
        except OSError:
            target.unlink(missing_ok=True)


def _digest(line: bytes) -> int:
    return int.from_bytes(hashlib.sha256(line).digest()[:8], "big")
