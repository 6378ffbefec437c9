"""Texts that programs and devices print: lines, and patterns that are looked for in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from continuity.ground.patterns import Pattern


def matching(paths: Iterable[Path], wanted: Pattern) -> int:
    """Return how many lines of the files a pattern matches."""
    count = 0
    for path in paths:
        with path.open("rb") as file:
            count += sum(wanted.found(line.rstrip(b"\r\n")) for line in file)
    return count
