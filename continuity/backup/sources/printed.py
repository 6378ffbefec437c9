"""Texts that programs and devices print: lines, and patterns that are looked for in them."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from continuity.ground.patterns import Pattern

LAST = 10  #: lines, empty ones not counted, among which the one that ends an output must be: prompts may follow it


def last_lines(path: Path) -> deque[bytes]:
    """Return the last lines of a file that are not empty."""
    with path.open("rb") as file:
        return deque((line for line in file if line.strip()), maxlen=LAST)


def ends_with(last: Iterable[bytes], wanted: Pattern) -> bool:
    """Tell whether a pattern matches one of the last lines."""
    return any(wanted.found(line.rstrip(b"\r\n")) for line in last)


def matching(paths: Iterable[Path], wanted: Pattern) -> int:
    """Return how many lines of the files a pattern matches."""
    count = 0
    for path in paths:
        with path.open("rb") as file:
            count += sum(wanted.found(line.rstrip(b"\r\n")) for line in file)
    return count
